"""What the program pays points for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.models import EarningRule
from campaigns.models.earning import MOST_DAYS, MOST_POINTS
from campaigns.queries.reckoning import Terms
from campaigns.queries.rules import current_rules
from record.actions import write
from sitewide.errors import Invalid, NotFound

What, Per = EarningRule.What, EarningRule.Per
TIMED = frozenset({What.TRANSLATION, What.EVENT, What.OFFLINE})
"""The kinds whose time is logged."""


@transaction.atomic
def set_rule(
    program: Program, *, what: str, points: int, per_day: int | None, active: bool, actor: User, at: datetime
) -> EarningRule:
    """Set what one kind of contribution earns from now on, with what else holds for it now.

    Refuses as `set_terms` does.
    """
    known = current_rules(program).filter(what=what).first()
    terms = Terms.of(known) if known else Terms(what=what, points=points)
    return set_terms(program, replace(terms, points=points, per_day=per_day, active=active), actor=actor, at=at)


@transaction.atomic
def set_terms(program: Program, terms: Terms, *, actor: User, at: datetime, reason: str = "") -> EarningRule:
    """End the rule of now for this kind and begin another; the same terms again change nothing.

    Refuses 404 whoever does not manage the program, 422 terms out of range.
    """
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))
    must_be_sound(terms)
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    known = current_rules(program).filter(what=terms.what).first()
    if known and Terms.of(known) == terms:
        return known
    if known:
        EarningRule.objects.filter(pk=known.pk).update(until=max(at, known.since))
    rule = EarningRule.objects.create(
        program=program, since=max(at, known.since) if known else at, set_by=actor, reason=reason[:300], **terms.plain()
    )
    told = {name: value for name, value in terms.plain().items() if name != "what"}
    write("earning.set", at=at, actor=actor, program=program, subject=rule, what=terms.what, rule=told, reason=reason)
    return rule


def must_be_sound(terms: Terms) -> None:
    """Refuses what no rule may say."""
    caps = (terms.most_units, terms.per_day, terms.half_after, terms.per_pair, terms.per_place)
    if terms.what not in What.values or not 0 <= terms.points <= MOST_POINTS or not _positive(caps):
        raise Invalid(_("A rule pays from 0 to 10,000 points, for at least one contribution a day."), code="bad_rule")
    if not (0 <= terms.holding_days <= MOST_DAYS and 1 <= terms.pair_days <= MOST_DAYS >= terms.place_days >= 1):
        raise Invalid(_("A window is from 1 to 366 days long, and so is a hold at most."), code="bad_window")
    if terms.per not in Per.values or (terms.per == Per.HOUR and terms.what not in TIMED):
        raise Invalid(_("Only what logs its time is paid by the hour."), code="no_time")


def _positive(caps: Iterable[int | None]) -> bool:
    return all(cap is None or 1 <= cap <= 32_767 for cap in caps)
