"""What a message said when it was decided on."""

from datetime import datetime

from cms.models import Message


def as_decided_on(message: Message, at: datetime) -> tuple[str, str]:
    """Title and text as they were at that moment: the first version replaced later, else what it says now."""
    later = [version for version in message.versions.all() if version.replaced_at > at]
    then = min(later, key=lambda version: version.number, default=None) or message
    return then.title, then.body
