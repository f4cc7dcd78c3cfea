"""Teaching the classifier, switching it, and what it may do: put a case one step forward, with its reasons."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.actions.causes import MOST_URGENT
from moderation.classifier.guess import guess
from moderation.classifier.learning import LIKELY, learn, must_be_able
from moderation.models import AGAINST, Case, CaseScore, Classifier, Decision
from moderation.queries.promise import hours_for
from record.actions import write
from sitewide.errors import Conflict, Refused
from sitewide.jobs import after_commit

MOST_LEARNT = 20_000
HIGHEST = MOST_URGENT - 1
"""The classifier puts no case into the most urgent class: that is for people and rules."""


@transaction.atomic
def ask_to_learn(program: Program, *, actor: User, at: datetime) -> Classifier:
    """Have a worker learn from the program's decisions. Refuses who is no manager (403), and without scikit-learn (409)."""
    must_manage(actor, program)
    must_be_able()
    row = _locked(program)
    row.asked_at, row.asked_by, row.trouble = at, actor, ""
    row.save(update_fields=["asked_at", "asked_by", "trouble"])
    after_commit("moderation.tasks.teach_classifiers")
    return row


@transaction.atomic
def teach(program: Program, *, at: datetime) -> Classifier:
    """Learn, once for each time that it was asked for; what hinders it is kept as a sentence, and the old weights stay."""
    row = _locked(program)
    if row.asked_at is None:
        return row
    bodies, against = decided_of(program)
    asked_by, row.asked_at = row.asked_by, None
    try:
        learnt = learn(bodies, against)
    except Refused as refused:
        row.trouble = str(refused.sentence)[:200]
        row.save()
        return row
    row.weights, row.precision, row.recall = learnt.weights, learnt.precision, learnt.recall
    row.trained_at, row.learnt_from, row.against = at, len(bodies), sum(against)
    row.save()
    figures: dict[str, Any] = {
        "cases": len(bodies),
        "against": sum(against),
        "precision": learnt.precision,
        "recall": learnt.recall,
    }
    write("classifier.taught", at=at, subject=row, actor=asked_by, program=program, **figures)
    return row


@transaction.atomic
def switch_classifier(program: Program, *, active: bool, actor: User, at: datetime) -> Classifier:
    """Let it sort from the next case on, or not. Refuses who is no manager (403), and (409) before it learnt anything."""
    must_manage(actor, program)
    row = _locked(program)
    if active and row.trained_at is None:
        raise Conflict(_("It has not learnt anything yet."), code="not_taught")
    if row.active != active:
        row.active = active
        row.save(update_fields=["active"])
        verb = "classifier.switched_on" if active else "classifier.switched_off"
        write(verb, at=at, subject=row, actor=actor, program=program)
    return row


@transaction.atomic
def sort(case: Case, *, at: datetime) -> CaseScore | None:
    """Write down a guess about an open case, once, and put a likely one a step forward; nothing while it is off.

    It touches the urgency of the case and when it is due, never the message, and opens, closes and decides nothing.
    """
    classifier = Classifier.objects.filter(program=case.program_id, active=True).first()
    row = Case.objects.select_for_update(of=("self",)).select_related("message").filter(pk=case.pk).first()
    if classifier is None or row is None or row.state != Case.State.OPEN or CaseScore.objects.filter(case=row).exists():
        return None
    said = f"{row.message.title} {row.message.body}"
    thought = guess(classifier.weights, said)
    raised = thought.percent >= LIKELY and row.urgency < HIGHEST
    if raised:
        row.urgency += 1
        row.due_at = min(row.due_at, at + timedelta(hours=hours_for(row.program_id, row.path)[row.urgency]))
        row.save(update_fields=["urgency", "due_at"])
    return CaseScore.objects.create(case=row, percent=thought.percent, words=list(thought.words), raised=raised, at=at)


def decided_of(program: Program) -> tuple[list[str], list[bool]]:
    """Texts of the newest decisions that stand, and whether each was against; one query."""
    final = Decision.objects.filter(case__program=program).exclude(act="escalate")
    rows = final.order_by("-pk").values_list("case__message__title", "case__message__body", "act", "overturned_at")
    newest = list(rows[:MOST_LEARNT])
    bodies = [f"{title} {body}" for title, body, _act, _overturned in newest]
    return bodies, [act in AGAINST and overturned is None for _title, _body, act, overturned in newest]


def _locked(program: Program) -> Classifier:
    Classifier.objects.get_or_create(program=program)
    return Classifier.objects.select_for_update(of=("self",)).get(program=program)
