"""Which answers can be accepted, and by whom."""

from accounts.models import User
from advocates.queries import manages
from cms.models import Acceptance, Message

ASKING = frozenset({Message.Kind.POST, Message.Kind.COMMENT})
"""What an answer can be accepted to."""


def may_accept(answer: Message, person: User) -> bool:
    """Whether the person asked what this answers, or manages the program, and did not answer themselves."""
    asked = answer.answers
    if asked is None or asked.kind not in ASKING or answer.author_id in {person.pk, asked.author_id}:
        return False
    return asked.author_id == person.pk or manages(person, answer.program)


def accepted(message: Message) -> Acceptance | None:
    """That readers see it as the accepted answer; no query where the message was loaded with its acceptance."""
    found: Acceptance | None = getattr(message, "acceptance", None)
    return found if found and found.undone_at is None and message.state == Message.State.PUBLISHED else None
