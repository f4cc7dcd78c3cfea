"""Dry runs: a rule over what was said before. They take a while, so each is a row that a worker works off."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from accounts.models import User
from advocates.actions.authority import must_manage
from cms.models import Message
from moderation.models import Rule, RuleTrial
from moderation.queries.active_rules import own_sites
from moderation.queries.hits import reading_of
from moderation.queries.outcomes import Outcome, with_outcome
from moderation.rules.finding import Compiled, compiled
from record.actions import write
from sitewide.jobs import after_commit

DAYS, MOST, STEP, EXAMPLES = 90, 20_000, 250, 25
LOST = timedelta(minutes=1)
"""How long a run may show no progress until another worker begins it again."""
Clock = Callable[[], datetime]
TALLIED = {
    Outcome.AGAINST: "against", Outcome.STANDS: "stands", Outcome.UNTOUCHED: "untouched", Outcome.WAITING: "waiting",
}  # fmt: skip


@transaction.atomic
def try_out(rule: Rule, *, actor: User, at: datetime) -> RuleTrial:
    """Have the rule, as it is now, tried over the last ninety days by a worker; or the run that is under way already.

    Nothing is held and no case opened. Refuses whoever is no manager of its program (403).
    """
    must_manage(actor, rule.program)
    row = Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    running = RuleTrial.objects.filter(rule=row, done_at=None).first()
    if running and running.fingerprint == row.fingerprint:
        return running
    if running:
        _stop(running, at)
    trial = RuleTrial.objects.create(rule=row, fingerprint=row.fingerprint, asked_by=actor, asked_at=at)
    after_commit("moderation.tasks.try_rules")
    return trial


def run_next(*, clock: Clock) -> RuleTrial | None:
    """Take the oldest run that nobody works on, and finish it; answers with it, or None where there is none.

    Safe at the same time and after a crash: a run without progress for a minute is begun anew by whoever comes first.
    """
    lost = Q(beaten_at=None) | Q(beaten_at__lt=clock() - LOST)
    for trial in RuleTrial.objects.filter(lost, done_at=None).select_related("rule__program").order_by("pk")[:5]:
        if _beat(trial, clock(), looked_at=0):
            _run(trial, clock)
            return trial
    return None


def _run(trial: RuleTrial, clock: Clock) -> None:
    rule = trial.rule
    if rule.fingerprint != trial.fingerprint:
        _stop(trial, clock())
        return
    numbers = _newest(rule, trial.asked_at)
    one = compiled(rule, own_sites=own_sites(rule.program_id))
    found = dict.fromkeys(("hits", *TALLIED.values()), 0)
    shown: dict[str, list[list[object]]] = {outcome: [] for outcome in TALLIED}
    for start in range(0, len(numbers), STEP):
        _look(one, numbers[start : start + STEP], found, shown)
        done = min(start + STEP, len(numbers))
        if not _beat(trial, clock(), looked_at=done, in_all=len(numbers), **found):
            return
    examples = [example for outcome in TALLIED for example in shown[outcome]]
    _finish(trial, examples, at=clock())


def _newest(rule: Rule, at: datetime) -> list[int]:
    said = Message.objects.filter(program=rule.program, written_at__gt=at - timedelta(days=DAYS), written_at__lte=at)
    return list(said.order_by("-written_at", "-pk").values_list("pk", flat=True)[:MOST])


def _look(rule: Compiled, numbers: Sequence[int], found: dict[str, int], shown: dict[str, list[list[object]]]) -> None:
    messages = with_outcome(Message.objects.filter(pk__in=numbers)).select_related("author").order_by("-pk")
    for message in messages:
        if hits := rule.found(reading_of(message)):
            outcome = Outcome(message.outcome)
            found["hits"] += 1
            found[TALLIED[outcome]] += 1
            if len(shown[outcome]) < EXAMPLES:
                said = ", ".join(dict.fromkeys(hit.detail for hit in hits))
                shown[outcome].append([message.pk, str(outcome), said[:200]])


def _beat(trial: RuleTrial, at: datetime, **progress: int) -> bool:
    """Show progress, unless another worker took the run over meanwhile or it was stopped."""
    mine = RuleTrial.objects.filter(pk=trial.pk, done_at=None, beaten_at=trial.beaten_at)
    trial.beaten_at = max(at, trial.beaten_at + timedelta(microseconds=1)) if trial.beaten_at else at
    return bool(mine.update(beaten_at=trial.beaten_at, **progress))


@transaction.atomic
def _finish(trial: RuleTrial, examples: list[list[object]], *, at: datetime) -> None:
    """The rule counts as tried if its settings are still those."""
    rule = Rule.objects.select_for_update(of=("self",)).select_related("program").get(pk=trial.rule_id)
    row = RuleTrial.objects.select_for_update(of=("self",)).filter(pk=trial.pk, done_at=None).first()
    if row is None:
        return
    row.done_at, row.examples = at, examples
    row.save(update_fields=["done_at", "examples"])
    if rule.fingerprint == row.fingerprint:
        rule.tried = row.fingerprint
        rule.save(update_fields=["tried"])
    figures: dict[str, Any] = {
        "looked_at": row.looked_at,
        "hits": row.hits,
        "against": row.against,
        "settings": row.fingerprint,
    }
    write("rule.tried", at=at, subject=rule, actor=row.asked_by, program=rule.program, **figures)


def _stop(trial: RuleTrial, at: datetime) -> None:
    said = gettext("The settings changed meanwhile.")
    RuleTrial.objects.filter(pk=trial.pk, done_at=None).update(done_at=at, stopped=said)
