"""Hints about how points were earned: found by the clock, answered by people. Nothing is taken or stopped by them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.actions.near import must_not_be_near
from campaigns.models import Hint
from campaigns.queries.farming import WEEKS, looked_at
from campaigns.queries.found import Found
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.reasons import must_say

RESTS = timedelta(weeks=WEEKS)
"""So long what was answered does not come again."""


def look(program: Program, *, at: datetime) -> int:
    """Note what stands out in the last weeks; answers how many hints are new. Safe to run twice and at the same time."""
    return sum(_note(program, found, at) for found in looked_at(program, at))


def look_everywhere(*, at: datetime) -> int:
    """The same for every program."""
    return sum(look(program, at=at) for program in Program.objects.order_by("pk"))


@transaction.atomic
def dismiss(hint: Hint, *, note: str, actor: User, at: datetime) -> Hint:
    """There is nothing to it. Refuses 404 who does not manage the program, 403 who is one of the people or near to one
    (`own`, `near`), 409, 422."""
    return _answered(hint, Hint.State.DISMISSED, note=note, actor=actor, at=at)


@transaction.atomic
def act_on(hint: Hint, *, note: str, actor: User, at: datetime) -> Hint:
    """Something was done about it, as the note says. By itself this does nothing to anybody. Refuses as `dismiss` does."""
    return _answered(hint, Hint.State.ACTED, note=note, actor=actor, at=at)


@transaction.atomic
def _note(program: Program, found: Found, at: datetime) -> int:
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    known = Hint.objects.filter(program=program, kind=found.kind, key=found.key)
    if known.filter(Q(state=Hint.State.OPEN) | Q(answered_at__gt=at - RESTS)).exists():
        return 0
    hint = Hint.objects.create(
        program=program, kind=found.kind, key=found.key, figure=found.figure, usual=found.usual, acts=found.acts,
        others=found.others,
        begins=at - RESTS, found_at=at,
    )  # fmt: skip
    hint.people.set(found.people)
    write("hint.found", at=at, program=program, subject=hint, kind=found.kind, people=list(found.people))
    return 1


def _answered(hint: Hint, state: Hint.State, *, note: str, actor: User, at: datetime) -> Hint:
    row = Hint.objects.select_for_update(of=("self",)).select_related("program").get(pk=hint.pk)
    if not manages(actor, row.program):
        raise NotFound(_("There is no such hint."))
    people = list(row.people.values_list("pk", flat=True))
    if actor.pk in people:
        raise Forbidden(_("Nobody answers a hint about themselves."), code="own")
    must_not_be_near(actor, people, row.program, since=row.begins)
    if state not in Hint.TRANSITIONS[row.state]:
        raise Conflict(_("This hint is answered already."), code="state")
    must_say(note, _("Say in a few words what you found or did."), code="no_note")
    row.state, row.note, row.answered_by, row.answered_at = state, note.strip()[:600], actor, at
    row.save(update_fields=["state", "note", "answered_by", "answered_at"])
    write(f"hint.{state}", at=at, actor=actor, program=row.program, subject=row, note=row.note)
    return row
