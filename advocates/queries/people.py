"""Who speaks, or spoke, for the brand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from accounts.naming import meant, shown_at
from advocates.models import CommunityManager, Enrolment, Exercise, Grant, Program
from advocates.queries.places import readable_message
from advocates.queries.suspended import with_suspension
from advocates.queries.usage import at_least, decided_by_then

LATEST, TERMS = 8, 10


def known_people(program: Program, *, at: datetime) -> QuerySet[User]:
    """Those who hold or held a grant, and those who are or were enrolled; nobody else has a page."""
    granted = Grant.objects.filter(program=program, advocate=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(program=program, member=OuterRef("pk"), term_starts__lte=at)
    return User.objects.filter(Q(Exists(granted)) | Q(Exists(enrolled)), is_active=True)


def holders(program: Program, *, at: datetime) -> QuerySet[User]:
    """Of those people the ones who hold a live grant."""
    live = Grant.objects.live(at).filter(program=program, advocate=OuterRef("pk"), shadow=False)
    return known_people(program, at=at).filter(Exists(live))


def with_live_grants(people: QuerySet[User], program: Program, *, at: datetime) -> QuerySet[User]:
    """Each with `live_grants`, and whether they are suspended, in one query more."""
    live = Grant.objects.live(at).filter(program=program, shadow=False).select_related("scope").order_by("pk")
    return people.prefetch_related(Prefetch("grants", queryset=with_suspension(live, at), to_attr="live_grants"))


def person_of(program: Program, name: str, *, at: datetime) -> User | None:
    """The person of this public address; a handle that somebody keeps to themselves finds nobody."""
    return known_people(program, at=at).filter(shown_at(name)).first()


def meant_here(program: Program, typed: str) -> User | None:
    """Who is meant by a public handle, or by the number of who has none to show: of who is or was an advocate or manages
    here. Anybody else on the installation, and a handle that somebody keeps to themselves, is nobody."""
    granted = Grant.objects.filter(program=program, advocate=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(program=program, member=OuterRef("pk"))
    managing = CommunityManager.objects.filter(program=program, member=OuterRef("pk"))
    known = User.objects.filter(Q(Exists(granted)) | Q(Exists(enrolled)) | Q(Exists(managing)))
    return known.filter(meant(typed)).first() if typed else None


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when somebody is or was an advocate. `runs`: it is not over; then `until` may still change."""

    since: datetime
    until: datetime
    runs: bool


def terms_of(person: User, program: Program, *, at: datetime) -> list[Term]:
    """The person's newest terms in the program, the newest first."""
    rows = Enrolment.objects.filter(program=program, member=person, term_starts__lte=at).order_by("-term_starts", "-pk")
    return [_term(row, at) for row in rows[:TERMS]]


def _term(row: Enrolment, at: datetime) -> Term:
    until = min(row.ended_at, row.term_ends) if row.ended_at else row.term_ends
    return Term(row.term_starts, until, row.ended_at is None and row.term_ends > at)


def done_by(person: User, program: Program) -> dict[str, int]:
    """How many published posts and replies, and how many decisions, rest on the person's grants."""
    uses = Exercise.objects.filter(grant__advocate=person, grant__program=program)
    shown = Q(message__state="published")
    counts: dict[str, Any] = uses.aggregate(
        posts=Count("pk", filter=shown & Q(right="post")),
        replies=Count("pk", filter=shown & Q(right="reply")),
        decisions=Count("pk", filter=Q(right="moderate")),
    )
    return counts


def done_in_public(person: User, program: Program, at: datetime) -> dict[str, int]:
    """The same as everybody may know it: decisions in steps, up to the end of the last month."""
    decided = decided_by_then(program, at).filter(grant__advocate=person).count()
    return done_by(person, program) | {"decisions": at_least(decided)}


def latest_of(person: User, program: Program) -> list[Exercise]:
    """The newest uses whose messages everybody can read."""
    uses = Exercise.objects.filter(readable_message(), grant__advocate=person, grant__program=program)
    return list(uses.select_related("message", "message__page").order_by("-pk")[:LATEST])
