"""Ideas that were shipped: they count for their author while they are."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import EarningRule, Idea
from campaigns.queries.subjects.told import Source, Told, label_of
from record.models import Entry


class Ideas:
    label = label_of(Idea)
    good = frozenset({"idea.shipped"})
    bad = frozenset({"idea.unshipped"})

    def of_entry(self, entry: Entry) -> Idea | None:
        if entry.subject_kind != self.label:
            return None
        return Idea.objects.select_related("program", "author").filter(pk=entry.subject_id).first()

    def told(self, subject: Any) -> Told:
        idea: Idea = subject
        return Told(idea.program, idea.author, EarningRule.What.IDEA)

    def stands(self, subject: Any) -> bool:
        return Idea.objects.filter(pk=subject.pk, state=Idea.State.SHIPPED).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Idea.objects.in_bulk(list(numbers))
        why_not = _("It is in work again; the points come back when it is shipped.")
        return {number: Source(idea.title, idea.get_absolute_url(), why_not) for number, idea in found.items()}
