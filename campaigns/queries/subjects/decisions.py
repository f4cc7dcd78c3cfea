"""Moderation decisions under a right: they count while nothing shows that they were wrong.

A decision does not count any more once an appeal overturned it, once a manager opened its case again after a blind
second review said something else, or once its case was made a known case with another answer than it gave. What waits
for a second review counts meanwhile. Answers to known cases and second reviews themselves earn nothing: points for them
would give away which cases they are.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from campaigns.models import EarningRule
from campaigns.queries.subjects.told import Source, Told, label_of
from moderation.models import Appeal, BlindDecision, Decision, GoldCase
from record.models import Entry

REOPENED = BlindDecision.objects.filter(kind=BlindDecision.Kind.SECOND, answer=BlindDecision.Answer.REOPENED)
CONTRADICTED = GoldCase.objects.exclude(act=F("decision__act"))


class Decisions:
    label = label_of(Decision)
    good = frozenset({"decision.made"})
    bad = frozenset({"appeal.overturned", "review.answered", "gold.made"})

    def of_entry(self, entry: Entry) -> Decision | None:
        """The decision; for an appeal, a second review or a known case the one that it is about."""
        decisions = Decision.objects.select_related("case__program", "case__message__author", "by")
        about: dict[str, QuerySet[Any]] = {
            label_of(Appeal): Appeal.objects.filter(pk=entry.subject_id).values("decision"),
            label_of(BlindDecision): BlindDecision.objects.filter(pk=entry.subject_id).values("against"),
            label_of(GoldCase): GoldCase.objects.filter(pk=entry.subject_id).values("decision"),
        }
        if entry.subject_kind in about:
            return decisions.filter(pk__in=about[entry.subject_kind]).first()
        return decisions.filter(pk=entry.subject_id).first() if entry.subject_kind == self.label else None

    def told(self, subject: Any) -> Told:
        decision: Decision = subject
        said = decision.case.message
        return Told(
            decision.case.program, decision.by, EarningRule.What.DECISION, partner=said.author, place=said.page_id
        )

    def stands(self, subject: Any) -> bool:
        delegated = Decision.objects.filter(pk=subject.pk, capacity=Decision.Capacity.DELEGATED, overturned_at=None)
        wrong = REOPENED.filter(against=subject.pk).exists() or CONTRADICTED.filter(decision=subject.pk).exists()
        return delegated.exists() and not wrong

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        found = Decision.objects.in_bulk(list(numbers))
        overturned = _("The decision was overturned on appeal.")
        again = _("Somebody who looked again found otherwise.")
        return {
            number: Source(
                str(decision.get_act_display()), decision.get_absolute_url(),
                overturned if decision.overturned_at else again,
            )
            for number, decision in found.items()
        }  # fmt: skip
