"""Beginning a round: which grants, to whom each falls, and what is known about them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import AccessReview, Grant, Program, ReviewedGrant
from advocates.queries.suggestions import Figures, figures_of, in_chunks, suggestion_for
from advocates.queries.watching import managers_of
from record.actions import write
from sitewide.errors import Conflict, Invalid

AT_ONCE = 500


@transaction.atomic
def open_review(program: Program, *, actor: User | None, at: datetime) -> AccessReview:
    """Begin a round over every live grant of the program; `actor` None is the calendar.

    A grant falls to the manager who gave it; where they manage no more, to the other manager who has the fewest, and
    never to its holder. Refuses whoever is no manager (403), a round beside an open one (409), and one over nothing (422).
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if actor is not None:
        must_manage(actor, program)
    if AccessReview.objects.filter(program=program, closed_at=None).exists():
        raise Conflict(_("An access review is open already."), code="open_already")
    last = AccessReview.objects.filter(program=program).order_by("-opened_at").first()
    numbers = Grant.objects.live(at).filter(program=program).order_by("pk").values_list("pk", flat=True)
    review = AccessReview.objects.create(
        program=program, opened_at=at, opened_by=actor, due_at=at + timedelta(days=program.access_review_days)
    )
    since = last.opened_at if last else program.created_at
    managers = list(managers_of(program).values_list("pk", flat=True))
    given: Counter[int] = Counter()
    for chunk in in_chunks(numbers, AT_ONCE):
        _fill(review, chunk, managers, given, since)
    in_all = review.items.count()
    if not in_all:
        raise Invalid(_("There is no live grant to review."), code="nothing_to_review")
    write("access_review.opened", at=at, subject=review, actor=actor, program=program, grants=in_all)
    return review


def _fill(
    review: AccessReview, numbers: Sequence[int], managers: Sequence[int], given: Counter[int], since: datetime
) -> None:
    grants = list(Grant.objects.filter(pk__in=numbers).select_related("scope", "passed_from").order_by("pk"))
    known = figures_of(grants, review.program, since=since)
    rows = []
    for grant in grants:
        reviewer = reviewer_for(grant, managers, given)
        if reviewer is not None:
            given[reviewer] += 1
        rows.append(_row(review, grant, reviewer, known[grant.pk]))
    ReviewedGrant.objects.bulk_create(rows)


def reviewer_for(grant: Grant, managers: Sequence[int], given: Counter[int]) -> int | None:
    """Who gave it or what it was passed on from, else the manager with the fewest so far; None where there is nobody
    but its holder."""
    others = [manager for manager in managers if manager != grant.advocate_id]
    giver = grant.passed_from.granted_by_id if grant.passed_from else grant.granted_by_id
    if giver in others:
        return giver
    return min(others, key=lambda manager: (given[manager], manager), default=None)


def _row(review: AccessReview, grant: Grant, reviewer: int | None, known: Figures) -> ReviewedGrant:
    suggested = suggestion_for(grant, known, review.opened_at)
    return ReviewedGrant(
        review=review, grant=grant, reviewer_id=reviewer, uses=known.uses, busiest_day=known.busiest_day,
        last_used=known.last_used, pages=known.pages, pages_in_all=known.pages_in_all, removals=known.removals,
        suggestion=suggested.code, per_day=suggested.per_day,
    )  # fmt: skip


def open_due(*, at: datetime) -> int:
    """Begin the rounds whose time has come; answers how many. Safe to run twice and at once.

    The first comes a whole interval after the program began. A program that cannot have one now is tried again.
    """
    rounds = AccessReview.objects.filter(program=OuterRef("pk")).order_by("-opened_at")
    programs = Program.objects.filter(access_review_every__gt=0, practice_of=None)
    programs = programs.filter(~Exists(rounds.filter(closed_at=None)))
    programs = programs.annotate(last=Subquery(rounds.values("opened_at")[:1])).order_by("pk")
    return sum(_opened(program, at) for program in programs if _is_due(program, at))


def _is_due(program: Program, at: datetime) -> bool:
    began: datetime = getattr(program, "last", None) or program.created_at
    return began + timedelta(days=program.access_review_every) <= at


def _opened(program: Program, at: datetime) -> int:
    try:
        open_review(program, actor=None, at=at)
    except (Conflict, Invalid):
        return 0
    return 1
