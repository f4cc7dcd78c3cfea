"""How often a rule was right: its hits with these settings, by what became of the messages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from moderation.models import Rule, RuleHit
from moderation.queries.outcomes import FALSE, Outcome, with_outcome

DAYS = 90


@dataclass(frozen=True, slots=True)
class Figures:
    """Messages that a rule hit, by outcome. `precision`: of those decided, how many percent were acted against."""

    counted: Counter[str] = field(default_factory=Counter)

    @property
    def hits(self) -> int:
        return self.counted.total()

    @property
    def right(self) -> int:
        return self.counted[Outcome.AGAINST]

    @property
    def false(self) -> int:
        return sum(self.counted[outcome] for outcome in FALSE)

    @property
    def waiting(self) -> int:
        return self.counted[Outcome.WAITING]

    @property
    def precision(self) -> int | None:
        decided = self.right + self.false
        return round(100 * self.right / decided) if decided else None


def figures_of(rules: Iterable[Rule], *, at: datetime) -> dict[int, Figures]:
    """By rule, over ninety days and the settings of now, acting or in shadow; one query for all."""
    found = {rule.pk: Figures() for rule in rules}
    rows = lately(found, at=at).values("rule_id", "outcome").order_by().annotate(many=Count("message", distinct=True))
    for row in rows:
        found[row["rule_id"]].counted[row["outcome"]] += row["many"]
    return found


def lately(rules: Iterable[int], *, at: datetime) -> QuerySet[Any]:
    """The hits of ninety days, with the settings that the rules have now, each with its `outcome`."""
    hits = RuleHit.objects.filter(
        rule__in=list(rules), at__gt=at - timedelta(days=DAYS), fingerprint=F("rule__fingerprint")
    )
    return with_outcome(hits, to_message="message", marked=Q(false_at__isnull=False))
