"""What a contribution was: the message or decision behind it, as a title and an address."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.models import Contribution
from cms.models import Message
from moderation.models import Decision
from sitewide.text import excerpt

MESSAGE = Message._meta.label_lower
LENGTH = 80


@dataclass(frozen=True, slots=True)
class Source:
    """`title` is for people; exactly one of `message` and `decision` is there."""

    title: str
    url: str
    message: Message | None = None
    decision: Decision | None = None


def sources_of(contributions: Iterable[Contribution]) -> dict[int, Source]:
    """The source of each contribution, by the contribution's number; two queries at most."""
    rows = {row.pk: row for row in contributions}.values()
    wanted = {row.subject_id for row in rows if row.subject_kind == MESSAGE}
    judged = {row.subject_id for row in rows if row.subject_kind != MESSAGE}
    messages = Message.objects.select_related("page").in_bulk(wanted) if wanted else {}
    decisions = Decision.objects.in_bulk(judged) if judged else {}
    found = {}
    for row in rows:
        if row.subject_kind == MESSAGE and row.subject_id in messages:
            found[row.pk] = _of_message(messages[row.subject_id])
        elif row.subject_kind != MESSAGE and row.subject_id in decisions:
            found[row.pk] = _of_decision(decisions[row.subject_id])
    return found


def _of_message(message: Message) -> Source:
    return Source(message.title or excerpt(message.body, LENGTH), message.get_absolute_url(), message=message)


def _of_decision(decision: Decision) -> Source:
    return Source(str(decision.get_act_display()), decision.get_absolute_url(), decision=decision)
