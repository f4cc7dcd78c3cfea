"""Which earning rules hold or held, and what counts against their caps."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from advocates.models import Program
from campaigns.models import Contribution, EarningRule
from campaigns.queries.reckoning import Counts, Terms, window


def current_rules(program: Program) -> QuerySet[EarningRule]:
    """The rule of now for each kind that has one, active or not."""
    return EarningRule.objects.filter(program=program, until=None)


def rules_of(program: Program) -> list[EarningRule]:
    """What the program pays for now, most points first."""
    return list(current_rules(program).filter(active=True, points__gt=0).order_by("-points", "what"))


def rule_at(program: Program, what: str, at: datetime) -> EarningRule | None:
    """The rule that held at that moment."""
    held = EarningRule.objects.filter(program=program, what=what, since__lte=at)
    return held.filter(Q(until=None) | Q(until__gt=at)).order_by("-since", "-pk").first()


def history_of(program: Program, what: str) -> QuerySet[EarningRule]:
    """Every rule that there ever was for the kind, newest first."""
    return EarningRule.objects.filter(program=program, what=what).select_related("set_by").order_by("-since", "-pk")


def latest_change(program: Program) -> EarningRule | None:
    """The rule that was set last, whether or not it pays."""
    return EarningRule.objects.filter(program=program).order_by("-since", "-pk").first()


def counts_before(
    terms: Terms, *, program: Program, member: User, at: datetime, partner: User | None, place: int | None
) -> Counts:
    """What of the member's contributions of this kind counts against the caps; at most three queries.

    One that was taken back still counts: withdrawing and writing again must not reach past a cap.
    """
    paid = Contribution.objects.filter(program=program, member=member, what=terms.what, points__gt=0)

    def within(rows: QuerySet[Contribution], days: int) -> int:
        begins, ends = window(program, at, days)
        return rows.filter(at__gte=begins, at__lt=ends).count()

    by_day = terms.per_day is not None or terms.half_after is not None
    return Counts(
        day=within(paid, 1) if by_day else 0,
        pair=within(paid.filter(partner=partner), terms.pair_days) if partner and terms.per_pair is not None else 0,
        place=within(paid.filter(place=place), terms.place_days) if place and terms.per_place is not None else 0,
    )
