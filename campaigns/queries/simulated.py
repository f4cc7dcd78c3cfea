"""A simulation's result, for people: what it would have cost, of what, and who would gain or lose."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import EarningRule, Simulation, Treasury
from campaigns.queries.amounts import told
from campaigns.queries.explained import limits_of, rate_words
from campaigns.queries.reckoning import Terms


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind's figures in points: as it was, under the rules of now, under the draft; `none` earned nothing."""

    title: str
    count: int
    was: int
    now: int
    then: int
    none_now: int
    none_then: int

    @property
    def change(self) -> int:
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody's points under the rules of now and under the draft."""

    name: str
    now: int
    then: int

    @property
    def change(self) -> int:
        return self.then - self.now


@dataclass(frozen=True, slots=True)
class Report:
    """The whole result. `worth` is now, then and the difference in money, in words; empty where points have no value yet."""

    total: Kind
    kinds: list[Kind]
    counts: dict[str, int]
    spread: list[tuple[str, int, int]]
    gaining: list[Person]
    losing: list[Person]
    worth: list[str]


def report_of(simulation: Simulation) -> Report:
    """Three queries: the names, and what points are worth."""
    result: dict[str, Any] = simulation.result
    shown = [*result["most_gain"], *result["most_lose"]]
    names = {user.pk: user.in_full for user in User.objects.filter(pk__in=[one[0] for one in shown])}
    total, treasury = (
        _kind(_("All together"), result["total"]),
        Treasury.objects.filter(program=simulation.program_id).first(),
    )
    return Report(
        total=total,
        kinds=[_kind(str(capfirst(EarningRule.What(what).label)), row) for what, row in result["kinds"].items()],
        counts={name: result[name] for name in ("people", "gain", "lose", "same")},
        spread=list(zip(_spread_words(), result["spread"]["now"], result["spread"]["then"], strict=True)),
        gaining=[Person(names.get(pk, ""), now, then) for pk, now, then in result["most_gain"]],
        losing=[Person(names.get(pk, ""), now, then) for pk, now, then in result["most_lose"]],
        worth=[told(each, treasury.currency) for each in _worth(treasury, total)] if treasury else [],
    )


def _worth(treasury: Treasury, total: Kind) -> tuple[int, int, int]:
    now, then = treasury.worth(total.now), treasury.worth(total.then)
    return now, then, then - now


def differences(simulation: Simulation) -> list[tuple[str, str, str]]:
    """Each kind whose rule the draft changes: its name, the rule beside which it was made, and the draft."""
    before = {terms["what"]: terms for terms in simulation.now}
    return [
        (str(capfirst(EarningRule.What(terms["what"]).label)), _in_words(before.get(terms["what"])), _in_words(terms))
        for terms in simulation.draft
        if terms != before.get(terms["what"])
    ]


def _in_words(stored: dict[str, Any] | None) -> str:
    terms = Terms.read(stored) if stored else None
    if terms is None or not terms.pays:
        return _("pays nothing")
    return " ".join([f"{capfirst(rate_words(terms))}.", *limits_of(terms)])


def _kind(title: str, row: dict[str, int]) -> Kind:
    return Kind(title, **row)


def _spread_words() -> list[str]:
    return [_("least"), _("in the middle"), _("one in ten has more than"), _("most")]
