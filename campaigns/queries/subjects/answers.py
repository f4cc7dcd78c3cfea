"""Accepted answers: they count while the acceptance stands and the answer is public."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import EarningRule
from campaigns.queries.subjects.told import Source, Told, label_of
from cms.models import Acceptance, Message
from record.models import Entry
from sitewide.text import excerpt

LENGTH = 80


class Answers:
    label = label_of(Acceptance)
    good = frozenset({"answer.accepted", "message.released", "message.restored"})
    bad = frozenset({"answer.unaccepted", "message.hidden", "message.removed", "message.withdrawn", "message.held"})

    def of_entry(self, entry: Entry) -> Acceptance | None:
        """The acceptance itself; for a message the one of it as an answer."""
        about = Acceptance.objects.select_related("answer__program", "answer__author", "question__author")
        if entry.subject_kind == label_of(Message):
            return about.filter(answer=entry.subject_id).first()
        return about.filter(pk=entry.subject_id).first() if entry.subject_kind == self.label else None

    def told(self, subject: Any) -> Told:
        row: Acceptance = subject
        answer, asked = row.answer, row.question.author
        return Told(answer.program, answer.author, EarningRule.What.ANSWER, partner=asked, place=answer.page_id)

    def stands(self, subject: Any) -> bool:
        return Acceptance.objects.standing().filter(pk=subject.pk).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Acceptance.objects.select_related("answer").in_bulk(list(numbers))
        gone, undone = _("The answer is not shown any more."), _("The acceptance was taken back.")
        return {
            number: Source(
                excerpt(row.answer.body, LENGTH), row.answer.get_absolute_url(), undone if row.undone_at else gone
            )
            for number, row in found.items()
        }
