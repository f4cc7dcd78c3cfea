"""Cases that were passed on: who is not offered them for now, what was said about them, and who could take one."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from advocates.models import CommunityManager, Grant, Program, Right
from moderation.models import Case, Note, Skip

MOST_NAMED = 200


def not_passed_over(person_id: int, at: datetime) -> Q:
    """The condition that a case is offered to this person: neither skipped by them within the hour, nor waiting for
    the opinion of somebody else that they asked for."""
    skipped = Skip.objects.filter(by=person_id, until__gt=at)
    asked = Note.objects.filter(by=person_id, kind=Note.Kind.ASKED, answered_at=None)
    return ~Q(pk__in=skipped.values("case")) & ~Q(pk__in=asked.values("case"))


def waits_for_opinion() -> Exists:
    """The condition that somebody asked for a second opinion on the case and none was written yet."""
    return Exists(Note.objects.filter(case=OuterRef("pk"), kind=Note.Kind.ASKED, answered_at=None))


def open_question(case: Case) -> Note | None:
    """The question on the case that waits for an opinion."""
    return Note.objects.filter(case=case, kind=Note.Kind.ASKED, answered_at=None).select_related("by").first()


def thread_of(case: Case) -> list[Note]:
    """What was said about the case among those who decide, oldest first."""
    return list(Note.objects.filter(case=case).select_related("by", "to")[:100])


def in_effect(program_id: int, *, at: datetime) -> QuerySet[Grant]:
    """The live rights to moderate in the program; an apprentice's has no effect and is none."""
    return Grant.objects.live(at).filter(program=program_id, right=Right.MODERATE, shadow=False)


def moderators_of(program: Program, *, at: datetime) -> QuerySet[User]:
    """Whoever holds a live right to moderate in the program."""
    holders = in_effect(program.pk, at=at).values("advocate")
    return User.objects.filter(pk__in=holders, is_active=True).order_by("pk")


def could_take(case: Case, *, but: User, at: datetime) -> list[User]:
    """Who may be named when the case is handed over: those with a right there, and managers; the action asks again.

    Three queries; at most 200 people.
    """
    live = in_effect(case.program_id, at=at).values_list("advocate", "scope__path")
    scoped = {holder for holder, scope in live if case.path.startswith(scope)}
    staff = set(CommunityManager.objects.filter(program=case.program_id).values_list("member", flat=True))
    wanted = staff if case.escalated else scoped | staff
    found = User.objects.filter(pk__in=wanted - {but.pk, case.message.author_id}, is_active=True).order_by("pk")
    return sorted(found[:MOST_NAMED], key=lambda person: str(person).casefold())
