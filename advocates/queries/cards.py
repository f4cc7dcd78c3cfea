"""The grants of one advocate as their page shows them: what is left, what stops them, how they ended."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Exercise, Grant, Program
from advocates.queries.probation import Progress, progress_of
from advocates.rights import Facts, Place, answer, covers, midnight
from advocates.rights.facts import GrantFacts
from advocates.rights.words import ENTAILS, label_of, meaning_of

PAST_AT_ONCE = 12


def with_uses(grants: QuerySet[Grant], program: Program, at: datetime) -> QuerySet[Grant]:
    """Each grant with `used` and `used_today`, counted in the same query."""
    uses = Exercise.objects.filter(grant=OuterRef("pk")).order_by().values("grant")
    return grants.annotate(
        used=counted(uses), used_today=counted(uses.filter(at__gte=midnight(program, at)))
    ).select_related("scope", "granted_by", "ended_by", "passed_from__granted_by")


def counted(uses: QuerySet[Any, Any]) -> Coalesce:
    """How many there are of the row's grant; `uses` are values of `grant`."""
    return Coalesce(Subquery(uses.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Card:
    """One grant for its holder.

    `state` is the grant's, except `halted`, `suspended` (they must sign or learn first), `shadow` (live, without effect)
    and, before its first day, `waiting`. `fix` is what lifts a suspension, with its address. `probation` is how far along
    a live one is. `known` are the facts of the rule of rights, which also count what is shared by passing on; without
    them the grant's own uses are counted.
    """

    grant: Any
    state: str
    state_label: str
    fix: str = ""
    fix_url: str = ""
    probation: Progress | None = None
    known: GrantFacts | None = None

    @property
    def label(self) -> Any:
        return label_of(self.grant)

    @property
    def meaning(self) -> Any:
        return meaning_of(self.grant)

    @property
    def entails(self) -> tuple[Any, ...]:
        return ENTAILS[self.grant.right]

    @property
    def left_today(self) -> int:
        today = self.known.left_today if self.known else int(max(self.grant.per_day - self.grant.used_today, 0))
        return today if self.left_total is None else min(today, self.left_total)

    @property
    def left_total(self) -> int | None:
        if self.known:
            return self.known.left_total
        return None if self.grant.in_total is None else int(max(self.grant.in_total - self.grant.used, 0))

    @property
    def used_up(self) -> bool:
        return self.left_today == 0


def card_of(grant: Grant, facts: Facts | None, at: datetime) -> Card:
    known = next((one for one in facts.grants if one.id == grant.pk), None) if facts else None
    return replace(_standing(grant, facts, at), known=known)


def _standing(grant: Grant, facts: Facts | None, at: datetime) -> Card:
    if grant.state == Grant.State.LIVE and facts and _halted(grant, facts):
        return Card(grant, "halted", _("halted"))
    if grant.state == Grant.State.LIVE and grant.ends_at > at and facts and (fix := _suspended(grant, facts)):
        return Card(grant, "suspended", _("suspended"), *fix)
    if grant.state == Grant.State.LIVE and grant.starts_at > at:
        return Card(grant, "waiting", _("not begun"))
    if grant.state == Grant.State.LIVE and grant.ends_at > at and grant.shadow:
        return Card(grant, "shadow", _("without effect"))
    if grant.state in Grant.OPEN and grant.ends_at <= at:
        return Card(grant, Grant.State.EXPIRED, str(Grant.State.EXPIRED.label))
    return Card(grant, grant.state, grant.get_state_display())


def _suspended(grant: Grant, facts: Facts) -> tuple[str, str] | None:
    """What lifts the suspension, by what the rule of rights says of the grant's own page."""
    failed = {
        check.code
        for check in answer(facts, grant.right, Place.on(grant.scope, facts.program)).checks
        if not check.passed
    }
    if "attested" in failed:
        return _("Read and sign the policies"), "/portal/policies/"
    return (_("Take the course"), "/portal/learn/") if "certified" in failed else None


def _halted(grant: Grant, facts: Facts) -> bool:
    place = Place.on(grant.scope, facts.program)
    concerned = [(grant.advocate_id, grant.pk)]
    if grant.passed_from_id is not None:
        concerned.append((grant.granted_by_id, grant.passed_from_id))
    return any(covers(halt, grant.right, place, *whose) for halt in facts.halts for whose in concerned)


def open_rights_of(person: User, program: Program, *, at: datetime) -> set[str]:
    """The rights of which the person holds or is offered a grant."""
    still = Grant.objects.filter(advocate=person, program=program, ends_at__gt=at)
    return set(still.filter(state__in=Grant.OPEN).values_list("right", flat=True))


def passed_on_by(person: User, program: Program, *, at: datetime) -> QuerySet[Grant]:
    """What the person passed on and others may use or accept still, the newest first."""
    given = Grant.objects.filter(program=program, granted_by=person, state__in=Grant.OPEN, ends_at__gt=at)
    return with_uses(given.exclude(passed_from=None), program, at).select_related("advocate").order_by("-pk")


@dataclass(frozen=True, slots=True)
class Held:
    """The grants of a person in a program: offered, live, and one page of the past ones, newest first."""

    offered: list[Card]
    live: list[Card]
    past: list[Card]
    next_before: int | None


def held_by(person: User, program: Program, facts: Facts | None, *, at: datetime, before: int | None = None) -> Held:
    """All open grants and at most a dozen past ones, with numbers below `before`; two queries, four with probation."""
    grants = with_uses(Grant.objects.filter(advocate=person, program=program), program, at)
    still = {"state__in": Grant.OPEN, "ends_at__gt": at}
    found = list(grants.filter(**still).order_by("ends_at", "pk"))
    along = progress_of([grant for grant in found if grant.state == Grant.State.LIVE])
    open_ones = [replace(card_of(grant, facts, at), probation=along.get(grant.pk)) for grant in found]
    over = grants.exclude(**still).order_by("-pk")
    over = over.filter(pk__lt=before) if before else over
    past = [card_of(grant, facts, at) for grant in over[: PAST_AT_ONCE + 1]]
    return Held(
        offered=[card for card in open_ones if card.state == Grant.State.OFFERED],
        live=[card for card in open_ones if card.state != Grant.State.OFFERED],
        past=past[:PAST_AT_ONCE],
        next_before=past[PAST_AT_ONCE - 1].grant.pk if len(past) > PAST_AT_ONCE else None,
    )
