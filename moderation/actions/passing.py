"""Cases that a moderator passes on instead of deciding: skipped, put off, handed over; or taken out of hands by staff."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.actions.cases import must_be_open, must_not_be_in_other_hands
from moderation.actions.standing import must_be_allowed
from moderation.models import Case, Note, Skip
from moderation.queries.workload import week_of
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Forbidden, Invalid, Refused
from sitewide.reasons import must_say

SKIPPED_FOR = timedelta(hours=1)
HANDED_FOR = timedelta(hours=24)
AT_LEAST = timedelta(hours=1)
"""A case handed over when it is nearly or long due stays with that person for this time."""
MOST_IN_A_NOTE = 1_000
NO_REASON = _("Say why it waits: whoever sees the case next reads it.")
NO_LINE = _("Write a line for the person who takes it.")


@transaction.atomic
def skip(case: Case, *, moderator: User, at: datetime) -> Skip:
    """Pass the case over for an hour: it goes back to the queue, and this moderator is not offered it meanwhile.

    Refuses 404 and 403 as a claim does, 409 a case that is decided or closed.
    """
    locked = locked_case(case)
    must_be_allowed(locked.message, moderator, at=at, path=locked.path, escalated=locked.escalated)
    must_be_open(locked)
    Skip.objects.filter(by=moderator, until__lte=at).delete()
    made, _new = Skip.objects.update_or_create(by=moderator, case=locked, defaults={"until": at + SKIPPED_FOR})
    if locked.claimed_by_id == moderator.pk:
        set_free(locked)
    write("case.skipped", at=at, subject=locked, program=Program(pk=locked.program_id), actor=moderator)
    return made


@transaction.atomic
def snooze(case: Case, *, moderator: User, until: datetime, reason: str, at: datetime) -> Case:
    """Put the case off for everybody until a moment, never beyond the time it is due at; the reason stands on it.

    Refuses 404 and 403 as a claim does, 409 a case that is decided, closed, or not in the moderator's hands, and 422 no
    reason, or a moment that is past or after the due time.
    """
    locked = in_hand(case, moderator, at)
    must_say(reason, NO_REASON, code="note")
    text = note_of(reason, NO_REASON)
    if until <= at:
        raise Invalid(_("Choose a moment that is still to come."), code="until")
    if until > locked.due_at:
        raise Invalid(_("Nobody puts a case off beyond the time by which it is due."), code="beyond_due")
    locked.snoozed_until = until
    set_free(locked)
    noted(locked, Note.Kind.SNOOZED, "case.snoozed", text=text, by=moderator, at=at, until=until)
    return locked


@transaction.atomic
def hand_over(case: Case, *, moderator: User, to: User, note: str, at: datetime) -> Case:
    """Hand the case to a named person for at most a day, and at most until it is due (an hour at least); then it is
    everybody's again. The note stands on it.

    Refuses 404 and 403 as a claim does, 409 a case that is decided, closed, or not in the moderator's hands, or that the
    other has no room for in the week, 403 somebody who may not decide on it, 422 oneself or no note.
    """
    locked = in_hand(case, moderator, at)
    text = note_of(note, NO_LINE)
    if to.pk == moderator.pk:
        raise Invalid(_("Choose somebody else."), code="to")
    _must_be_able_to_take(locked, to, at)
    locked.handed_to, locked.handed_until = to, min(at + HANDED_FOR, max(locked.due_at, at + AT_LEAST))
    locked.snoozed_until = None
    set_free(locked)
    noted(
        locked, Note.Kind.HANDED, "case.handed_over", text=text, by=moderator, at=at, to=to, until=locked.handed_until
    )
    return locked


@transaction.atomic
def take_back(case: Case, *, manager: User, reason: str, at: datetime) -> Case:
    """Take the case out of the hands that hold it, or that it was handed to, for everybody; the reason stands on it.

    Refuses whoever is no manager of the program (403), 409 a case that is decided, closed, or in nobody's hands, and 422
    no reason.
    """
    locked = locked_case(case)
    must_manage(manager, locked.program)
    must_be_open(locked)
    holder = locked.claimed_by_id or locked.handed_to_id
    if holder is None:
        raise Conflict(_("Nobody holds this case."), code="not_held")
    missing = _("Say why you take it back: its holder reads it.")
    must_say(reason, missing, code="note")
    text = note_of(reason, missing)
    locked.handed_to = locked.handed_until = None
    set_free(locked)
    noted(locked, Note.Kind.TAKEN_BACK, "case.taken_back", text=text, by=manager, at=at, to=User(pk=holder))
    return locked


def set_free(case: Case) -> None:
    """In nobody's hands; who read it before decides on it only after reading it again."""
    case.claimed_by = case.claimed_until = None
    case.version += 1
    case.save()


def note_of(text: str, missing: StrOrPromise) -> str:
    """The words as they are kept. Refuses (422) none, and too many."""
    words = settled(text).strip()
    if not words:
        raise Invalid(missing, code="note")
    if len(words) > MOST_IN_A_NOTE:
        raise Invalid(
            _("These words are too long: at most %(most)d characters.") % {"most": MOST_IN_A_NOTE}, code="note"
        )
    return words


def locked_case(case: Case) -> Case:
    """The case for changing, with its program and message."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("program", "message__program")
    return rows.get(pk=case.pk)


def in_hand(case: Case, moderator: User, at: datetime) -> Case:
    """The case, locked, that the moderator holds and may decide on. Refuses 404, 403 and 409 as the acts above say."""
    locked = locked_case(case)
    must_be_allowed(locked.message, moderator, at=at, path=locked.path, escalated=locked.escalated)
    must_be_open(locked)
    must_not_be_in_other_hands(locked, moderator, at)
    if locked.claimed_by_id != moderator.pk:
        raise Conflict(_("You no longer hold this case. Claim it again to go on."), code="not_held")
    return locked


def _must_be_able_to_take(case: Case, person: User, at: datetime) -> None:
    """Why the other may not is theirs to know."""
    try:
        as_staff = must_be_allowed(case.message, person, at=at, path=case.path, escalated=case.escalated)
    except Refused as refused:
        raise Forbidden(
            _("This person cannot decide on this case. Choose somebody else."), code="cannot_take"
        ) from refused
    if not as_staff and week_of(person, case.program, at=at).is_full:
        raise Conflict(_("This person has done enough for a week. Choose somebody else."), code="weekly_cap")


def noted(case: Case, kind: Note.Kind, verb: str, *, text: str, by: User, at: datetime, **more: Any) -> Note:
    """On the thread with its words, in the record without them."""
    made = Note.objects.create(
        case=case, kind=kind, by=by, text=text, at=at, until=more.get("until"),
        to_id=more["to"].pk if "to" in more else None,
    )  # fmt: skip
    told: dict[str, Any] = {"note": made.pk}
    if "to" in more:
        told["to"] = more["to"].pk
    if "until" in more:
        told["until"] = more["until"].isoformat()
    write(verb, at=at, subject=case, program=Program(pk=case.program_id), actor=by, **told)
    return made
