"""Posts, replies and comments: they count while they are public."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from campaigns.queries.subjects.told import Source, Told, label_of
from cms.models import Message
from record.models import Entry
from sitewide.text import excerpt

LENGTH = 80


class Messages:
    label = label_of(Message)
    good = frozenset({"message.published", "message.released", "message.restored"})
    bad = frozenset({"message.hidden", "message.removed", "message.withdrawn", "message.held"})

    def of_entry(self, entry: Entry) -> Message | None:
        if entry.subject_kind != self.label:
            return None
        about = ("program", "author", "answers__author")
        return Message.objects.select_related(*about).filter(pk=entry.subject_id).first()

    def told(self, subject: Any) -> Told:
        message: Message = subject
        answered = message.answers.author if message.answers else None
        partner = answered if answered != message.author else None
        return Told(message.program, message.author, message.kind, partner=partner, place=message.page_id)

    def stands(self, subject: Any) -> bool:
        return Message.objects.filter(pk=subject.pk, state=Message.State.PUBLISHED).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Message.objects.select_related("page").in_bulk(list(numbers))
        return {number: _source(message) for number, message in found.items()}


def _source(message: Message) -> Source:
    return Source(message.title or excerpt(message.body, LENGTH), message.get_absolute_url(), _why_not(message))


def _why_not(message: Message) -> str:
    if message.clause:
        return _("It is not shown any more, because of the rule “%(clause)s”.") % {"clause": message.clause}
    if message.state == Message.State.WITHDRAWN:
        return _("You withdrew it.")
    if message.state == Message.State.HELD:
        return _("It waits for approval again; the points come back when it is published.")
    return _("It is not shown any more.")
