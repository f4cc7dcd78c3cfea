"""What a manager sees of one rule: the last dry run, figures since the settings were made, and the newest hits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.models import Message
from moderation.models import Rule, RuleHit, RuleTrial
from moderation.queries.outcomes import Outcome
from moderation.queries.rule_figures import Figures, figures_of, lately

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Example:
    """A message that a dry run found, with what became of it then."""

    message: Message
    outcome: Outcome
    detail: str

    @property
    def is_false(self) -> bool:
        return self.outcome in {Outcome.STANDS, Outcome.UNTOUCHED}


@dataclass(frozen=True, slots=True)
class RulePage:
    running: RuleTrial | None
    trial: RuleTrial | None
    examples: list[Example]
    figures: Figures
    hits: list[RuleHit]


def page_of(rule: Rule, *, at: datetime) -> RulePage:
    """Six queries at most. False hits stand first among the examples."""
    trials = RuleTrial.objects.filter(rule=rule).order_by("-pk")
    running = trials.filter(done_at=None).first()
    trial = trials.filter(done_at__isnull=False, stopped="").first()
    newest = lately([rule.pk], at=at).select_related("message__author", "message__page").order_by("-at", "-pk")
    return RulePage(
        running,
        trial,
        examples_of(trial) if trial else [],
        figures_of([rule], at=at)[rule.pk],
        with_words(newest[:SHOWN]),
    )


def examples_of(trial: RuleTrial) -> list[Example]:
    numbers = [number for number, _outcome, _detail in trial.examples]
    messages = Message.objects.select_related("author", "page").in_bulk(numbers)
    found = [
        Example(messages[number], Outcome(outcome), detail)
        for number, outcome, detail in trial.examples if number in messages
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.is_false)


def with_words(hits: Any) -> list[RuleHit]:
    """Each hit with `outcome_words`."""
    shown = list(hits)
    for hit in shown:
        hit.outcome_words = Outcome(hit.outcome).label
    return shown
