"""What the brand answers: a state, a written reason, a named person, and a date for the next answer."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.queries import address_of, manages
from campaigns.actions.ideas.steps import locked_idea, must_decide, reason_of
from campaigns.models import Idea, IdeaChange
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.mail import write_letter

State = Idea.State
LONGEST_WAIT = 366


@transaction.atomic
def decide(
    idea: Idea, *, state: str, reason: str, due: date | None, actor: User, at: datetime, owner: User | None = None
) -> IdeaChange:
    """Say how it stands now. The same state again moves the date of the next answer, with a reason.

    `owner` is who answers next, the actor unless named. Refuses 403 whoever does not manage the program or wrote the
    idea, 409 a state that does not follow, 422 no reason, no date where a further answer is promised, and an owner who
    does not manage the program.
    """
    row = locked_idea(idea)
    must_decide(actor, row)
    again = state == row.state and state not in Idea.ENDS
    if State.MERGED in {state, row.state} or not (again or state in Idea.TRANSITIONS[row.state]):
        raise Conflict(_("From how this idea stands, that does not follow."), code="wrong_state")
    owner = owner or actor
    if not manages(owner, row.program):
        raise Invalid(_("Who answers next manages the program."), code="owner")
    promised = None if state in Idea.ENDS else _promised(due, at.astimezone(row.program.zone).date())
    change = changed(row, state, reason_of(reason), promised, actor=actor, at=at, owner=owner)
    if State.SHIPPED in (state, change.was):
        verb = "idea.shipped" if state == State.SHIPPED else "idea.unshipped"
        write(verb, at=at, actor=actor, program=row.program, subject=row)
    for person in {row.author, *(one.author for one in row.merged.select_related("author"))}:
        _tell(person, row, change, at)
    return change


def changed(
    row: Idea, state: str, reason: str, due: date | None, *, actor: User, at: datetime, owner: User | None
) -> IdeaChange:
    """Store the change of a locked row and write the record; in the caller's transaction."""
    was = row.state
    row.state, row.reason, row.due, row.owner, row.decided_at = state, reason, due, owner, at
    row.save(update_fields=["state", "reason", "due", "owner", "decided_at", "merged_into"])
    change = IdeaChange.objects.create(idea=row, was=was, state=state, reason=reason, due=due, by=actor, at=at)
    told: dict[str, Any] = {"was": was, "now": state, "due": due.isoformat() if due else None}
    write("idea.changed", at=at, actor=actor, program=row.program, subject=row, **told)
    return change


def _promised(due: date | None, today: date) -> date:
    if due is None or not today < due <= today + timedelta(days=LONGEST_WAIT):
        raise Invalid(_("Say by which day there is the next answer, within a year."), code="due")
    return due


def _tell(person: User, idea: Idea, change: IdeaChange, at: datetime) -> None:
    context = {"idea": idea, "change": change, "reader": person, "base_url": address_of(idea.program)}
    write_letter(to=person.email, about="idea_changed", context=context, at=at, member=person)
