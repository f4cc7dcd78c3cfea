"""Moderation decisions under a right: they count until an appeal overturns them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from campaigns.models import EarningRule
from campaigns.queries.subjects.told import Source, Told, label_of
from moderation.models import Appeal, Decision
from record.models import Entry


class Decisions:
    label = label_of(Decision)
    good = frozenset({"decision.made"})
    bad = frozenset({"appeal.overturned"})

    def of_entry(self, entry: Entry) -> Decision | None:
        """The decision; for an appeal the one that it overturned."""
        decisions = Decision.objects.select_related("case__program", "by")
        if entry.subject_kind == label_of(Appeal):
            return decisions.filter(pk__in=Appeal.objects.filter(pk=entry.subject_id).values("decision")).first()
        return decisions.filter(pk=entry.subject_id).first() if entry.subject_kind == self.label else None

    def told(self, subject: Any) -> Told:
        decision: Decision = subject
        return Told(decision.case.program, decision.by, EarningRule.What.DECISION)

    def stands(self, subject: Any) -> bool:
        delegated = Decision.objects.filter(pk=subject.pk, capacity=Decision.Capacity.DELEGATED)
        return delegated.filter(overturned_at=None).exists()

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Decision.objects.in_bulk(list(numbers))
        overturned = _("The decision was overturned on appeal.")
        return {
            number: Source(str(decision.get_act_display()), decision.get_absolute_url(), overturned)
            for number, decision in found.items()
        }
