"""What a person may decide about a case now: exactly what the action would take from them, and why not the rest."""

from dataclasses import dataclass, field

from advocates import rights
from advocates.models import Halt, Right
from cms.models import Message, Trip
from cms.queries.restricted import Stop, may_override, restrictions_of
from moderation.acts import Option, options_for
from moderation.models import Act, Case
from moderation.queries.standing import Standing

SHOWING = frozenset({Act.APPROVE, Act.RESTORE})
"""The acts after which readers see the message."""


@dataclass(frozen=True, slots=True)
class Offered:
    """`options` are the acts that are taken, the harmless first.

    Readers cannot be shown the message while it is `halted` or `tripped`, nor while `stops` restrict it, unless the
    person `may_override` them and says why. `refusal` is the rule's answer to somebody who may decide nothing just now.
    """

    options: list[Option] = field(default_factory=list)
    halted: bool = False
    tripped: bool = False
    stops: list[Stop] = field(default_factory=list)
    may_override: bool = False
    refusal: rights.RightsAnswer | None = None


def offered_to(standing: Standing, case: Case) -> Offered:
    """Nothing on a case that is not open; of who has it in hand the claim decides, not this."""
    message = case.message
    if case.state != Case.State.OPEN:
        return Offered()
    if (refusal := _refusal(standing, case)) is not None:
        return Offered(refusal=refusal)
    halted = Halt.objects.active().filter(level=Halt.Level.MESSAGE, message_id=message.pk).exists()
    tripped = Trip.objects.filter(message=message, state=Trip.State.OPEN).exists()
    stops = restrictions_of(message, at=standing.at) if _would_be_new(message) else []
    named = bool(stops) and standing.is_staff and may_override(stops, standing.person, message.author_id)
    shut = halted or tripped or (bool(stops) and not named)
    options = options_for(message, escalated=case.escalated)
    return Offered(
        [one for one in options if not (shut and one.act in SHOWING)], halted, tripped, stops, may_override=named
    )


def _refusal(standing: Standing, case: Case) -> rights.RightsAnswer | None:
    """What the rule of rights says against them, of everything it can know without a request."""
    if standing.is_staff:
        return None
    assert standing.facts is not None, "only staff stand without facts"
    message = case.message
    place = rights.Place(message.page_id, case.path, standing.program, (message.pk, message.root_id))
    answer = rights.answer(standing.facts, Right.MODERATE, place, conflicts=())
    return None if answer.allowed else answer


def _would_be_new(message: Message) -> bool:
    """Whether showing it is its first publication, which restrictions stop."""
    if message.state == Message.State.HELD:
        return True
    return message.state in {Message.State.HIDDEN, Message.State.REMOVED} and message.published_at is None
