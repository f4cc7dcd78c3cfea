"""Earning rules in words, with worked examples that are reckoned by the rules themselves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import EarningRule
from campaigns.queries.reckoning import Counts, Piece, Terms, reckon

MOST_IN_AN_EXAMPLE = 60
"""An example with more contributions than that says nothing to anybody."""
HOUR = EarningRule.Per.HOUR
ONE = Piece(minutes=60, with_somebody=False, on_a_page=False)


@dataclass(frozen=True, slots=True)
class Example:
    """Somebody does something, and earns so many points with all of it together."""

    words: str
    points: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule, what it pays in words, its limits as sentences, and examples."""

    rule: EarningRule
    rate: str
    limits: list[str]
    examples: list[Example]


def explained(rules: Iterable[EarningRule]) -> list[Explained]:
    return [Explained(rule, rate_words(rule), limits_of(rule), examples_of(Terms.of(rule))) for rule in rules]


def rate_words(rule: EarningRule | Terms) -> str:
    """What it pays, for instance "30 points each" or "20 points an hour"."""
    known = {"points": rule.points}
    if rule.per == HOUR:
        return ngettext("%(points)s point an hour", "%(points)s points an hour", rule.points) % known
    return ngettext("%(points)s point each", "%(points)s points each", rule.points) % known


def limits_of(rule: EarningRule | Terms) -> list[str]:
    """Every cap, the diminishing returns and the holding time, a sentence each."""
    said = [_most(rule), _a_day(rule), _halves(rule), _pair(rule), _place(rule), _held(rule)]
    return [sentence for sentence in said if sentence]


def _most(rule: EarningRule | Terms) -> str:
    if rule.most_units is None:
        return ""
    if rule.per == HOUR:
        return ngettext("At most %(n)s hour of one counts.", "At most %(n)s hours of one count.", rule.most_units) % {
            "n": rule.most_units
        }
    return ngettext("At most %(n)s piece of one counts.", "At most %(n)s pieces of one count.", rule.most_units) % {
        "n": rule.most_units
    }


def _a_day(rule: EarningRule | Terms) -> str:
    return _("At most %(n)s a day earn points.") % {"n": rule.per_day} if rule.per_day is not None else ""


def _halves(rule: EarningRule | Terms) -> str:
    if rule.half_after is None:
        return ""
    return _(
        "The first %(n)s of a day count in full, the next %(n)s half, the next %(n)s a quarter, and so on, rounded down."
    ) % {"n": rule.half_after}


def _pair(rule: EarningRule | Terms) -> str:
    if rule.per_pair is None:
        return ""
    return _("At most %(n)s with the same person earn points in %(days)s days.") % {
        "n": rule.per_pair, "days": rule.pair_days,
    }  # fmt: skip


def _place(rule: EarningRule | Terms) -> str:
    if rule.per_place is None:
        return ""
    return _("At most %(n)s on the same page earn points in %(days)s days.") % {
        "n": rule.per_place, "days": rule.place_days,
    }  # fmt: skip


def _held(rule: EarningRule | Terms) -> str:
    if not rule.holding_days:
        return ""
    return ngettext(
        "The points are on hold for %(n)s day before they can be spent.",
        "The points are on hold for %(n)s days before they can be spent.",
        rule.holding_days,
    ) % {"n": rule.holding_days}


def examples_of(terms: Terms) -> list[Example]:
    """The plainest case, and one for each limit, just past it."""
    made = [_plainest(terms)]
    if terms.most_units is not None:
        made.append(_past_the_most(terms))
    if terms.per_day is not None and terms.per_day < MOST_IN_AN_EXAMPLE:
        made.append(_on_one_day(terms, terms.per_day + 1))
    if terms.half_after is not None and 3 * terms.half_after <= (terms.per_day or MOST_IN_AN_EXAMPLE):
        made.append(_on_one_day(terms, 3 * terms.half_after))
    if terms.per_pair is not None and terms.per_pair < MOST_IN_AN_EXAMPLE:
        n = terms.per_pair + 1
        words = _("%(n)s with the same person, on as many days of the same %(days)s") % {
            "n": n,
            "days": terms.pair_days,
        }
        made.append(Example(words, _together(terms, n, replace(ONE, with_somebody=True))))
    if terms.per_place is not None and terms.per_place < MOST_IN_AN_EXAMPLE:
        n = terms.per_place + 1
        words = _("%(n)s on the same page, on as many days of the same %(days)s") % {"n": n, "days": terms.place_days}
        made.append(Example(words, _together(terms, n, replace(ONE, on_a_page=True))))
    return list(dict.fromkeys(made))


def _plainest(terms: Terms) -> Example:
    if terms.per == HOUR:
        return Example(_("One that took an hour and a half"), reckon(terms, Piece(minutes=90), Counts()).points)
    return Example(_("One"), reckon(terms, ONE, Counts()).points)


def _past_the_most(terms: Terms) -> Example:
    n = (terms.most_units or 0) + 1
    if terms.per == HOUR:
        return Example(_("One that took %(n)s hours") % {"n": n}, reckon(terms, Piece(minutes=60 * n), Counts()).points)
    return Example(_("One of %(n)s pieces") % {"n": n}, reckon(terms, Piece(pieces=n), Counts()).points)


def _on_one_day(terms: Terms, n: int) -> Example:
    """So many on one day, each with somebody else and on another page."""
    earned, paid = 0, 0
    for _each in range(n):
        points = reckon(terms, ONE, Counts(day=paid)).points
        earned, paid = earned + points, paid + bool(points)
    words = _("%(n)s on one day, an hour each") if terms.per == HOUR else _("%(n)s on one day")
    return Example(words % {"n": n}, earned)


def _together(terms: Terms, n: int, piece: Piece) -> int:
    """So many, each on a day of its own, with the same person or on the same page."""
    earned, paid = 0, 0
    for _each in range(n):
        points = reckon(terms, piece, Counts(pair=paid, place=paid)).points
        earned, paid = earned + points, paid + bool(points)
    return earned
