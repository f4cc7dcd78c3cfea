"""How a redemption stands, step by step, told from its row and the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from advocates.models import Program
from campaigns.models import Fulfilment, Redemption, Reward
from record.queries import entries_about

Kind, State = Reward.Kind, Fulfilment.State


@dataclass(frozen=True, slots=True)
class Step:
    """`look` is done, current, todo or failed; `at` is when that was, or is planned."""

    title: str
    look: str
    at: datetime | None = None
    note: str = ""


AHEAD: dict[str, tuple[tuple[str, str, Any], ...]] = {
    Kind.CODE: ((State.DELIVERED, "redemption.approved", gettext_lazy("The code is yours")),),
    Kind.GOODS: (
        (State.PREPARING, "redemption.prepared", gettext_lazy("Being packed")),
        (State.SENT, "redemption.sent", gettext_lazy("Sent")),
        (State.DELIVERED, "redemption.delivered", gettext_lazy("Arrived")),
    ),
    Kind.EXPERIENCE: ((State.DELIVERED, "redemption.delivered", gettext_lazy("It took place")),),
    Kind.DONATION: ((State.DELIVERED, "redemption.delivered", gettext_lazy("Given in your name")),),
    Kind.CASH: (
        (State.PREPARING, "redemption.due", gettext_lazy("On its way to you")),
        (State.DELIVERED, "redemption.delivered", gettext_lazy("Paid")),
    ),
}
"""What comes after the approval: the state, the entry that tells of it, and its name."""
ORDER = (State.WAITING, State.APPROVED, State.PREPARING, State.SENT, State.DELIVERED)
ENDS: dict[str, Any] = {
    State.REFUSED: gettext_lazy("Refused. Your points are back."),
    State.CANCELLED: gettext_lazy("You cancelled it. Your points are back."),
    State.FAILED: gettext_lazy("It came to nothing. Your points are back."),
}


def redemption_of(program: Program, number: int) -> Redemption | None:
    """With all that its pages show; None where there is none in this program."""
    whole = Redemption.objects.select_related(
        "reward__program", "reward__picture", "member", "code", "date", "fulfilment__approved_by", "address"
    )
    return whole.filter(reward__program=program, pk=number).first()


def my_redemption(program: Program, member: User, number: int) -> Redemption | None:
    """One's own, else None."""
    found = redemption_of(program, number)
    return found if found is not None and found.member_id == member.pk else None


def steps_of(redemption: Redemption) -> list[Step]:
    """What was done, what is current, and what is still to come; one query."""
    when = {entry.verb: entry.at for entry in entries_about(redemption)}
    points = ngettext("%(n)s point exchanged", "%(n)s points exchanged", redemption.points) % {"n": redemption.points}
    row = redemption.fulfilment
    steps = [Step(points, "done", redemption.at), *_approval(row, when)]
    if row.state in Fulfilment.ENDED:
        passed = [one for one in _ahead(row, when) if one.look == "done"]
        return [*steps, *passed, Step(str(ENDS[row.state]), "failed", row.changed_at, row.reason)]
    return [*steps, *_ahead(row, when)]


def _approval(row: Fulfilment, when: dict[str, datetime]) -> Iterator[Step]:
    if row.state == State.WAITING:
        yield Step(_("Somebody of the program approves it"), "current")
    elif row.approved_by is not None:
        yield Step(_("Approved by %(name)s") % {"name": row.approved_by}, "done", when.get("redemption.approved"))


def _ahead(row: Fulfilment, when: dict[str, datetime]) -> Iterator[Step]:
    """The current step is the one that comes next, unless the row stands right at it."""
    stands = ORDER.index(row.state) if row.state in ORDER else -1
    next_one = row.state != State.WAITING
    for state, verb, title in AHEAD[row.redemption.reward.kind]:
        if state == row.state == State.DELIVERED or verb in when:
            yield Step(str(title), "done", when.get(verb, row.redemption.at), _note(row, state))
        elif stands < ORDER.index(state):
            date = row.redemption.date if state == State.DELIVERED else None
            at, note = (date.starts_at, date.where) if date else (None, "")
            yield Step(str(title), "current" if next_one else "todo", at, note)
            next_one = False


def _note(row: Fulfilment, state: str) -> str:
    if state == State.SENT:
        return row.carrier
    return row.note if state == State.DELIVERED else ""
