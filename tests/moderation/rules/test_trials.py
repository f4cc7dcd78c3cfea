"""Dry runs: what a rule would have found, what became of it, and that nothing else happens."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.actions import messages
from cms.models import Message
from moderation.actions import appeals, trials
from moderation.actions.decisions import decide
from moderation.models import Case, Rule, RuleTrial
from moderation.queries.rule_page import page_of
from moderation.tasks import try_rules
from record.models import Entry
from record.tasks import settle
from tests.moderation.rules.conftest import Make
from tests.moderation.stage import Stage, staged

NOW = timezone.now


def run(stage: Stage, rule: Rule) -> RuleTrial:
    trials.try_out(rule, actor=stage.manager, at=NOW())
    done = trials.run_next(clock=NOW)
    assert done is not None
    done.refresh_from_db()
    return done


def decided(stage: Stage, message: Message, act: str) -> Message:
    case = stage.case(message)
    against = act in {"hide", "warn"}
    words: dict[str, Any] = {"clause": stage.clause if against else None, "reason": "Not kind." if against else ""}
    decide(case, moderator=stage.moderator, version=case.version, at=NOW(), act=act, **words)
    return message


def test_a_dry_run_tells_hits_by_what_became_of_the_messages(stage: Stage, rule: Make) -> None:
    decided(stage, stage.say("idiot one"), "hide")
    decided(stage, stage.say("idiot two"), "warn")
    decided(stage, stage.say("idiot three"), "dismiss")
    stage.say("idiot four")
    stage.case(stage.say("idiot five"))
    stage.say("all is well")
    trial = run(stage, rule(active=False, words="idiot"))
    assert (trial.looked_at, trial.in_all, trial.hits) == (6, 6, 5)
    assert (trial.against, trial.stands, trial.untouched, trial.waiting) == (2, 1, 1, 1)
    assert (trial.false, trial.precision) == (2, 50)
    assert {outcome for _message, outcome, _detail in trial.examples} == {"against", "stands", "untouched", "waiting"}


def test_a_dry_run_holds_nothing_and_opens_no_case(stage: Stage, rule: Make) -> None:
    stage.say("idiot")
    settle()
    run(stage, rule(active=False))
    settle()
    assert Message.objects.get().state == Message.State.PUBLISHED
    assert not Case.objects.exists()
    assert Entry.objects.get(verb="rule.tried").data["hits"] == 1


def test_a_decision_that_was_overturned_makes_a_false_hit(stage: Stage, rule: Make) -> None:

    message = decided(stage, stage.say("idiot"), "hide")
    made = appeals.appeal(message.cases.get().decisions.get(), by=stage.author, text="I meant the film", at=NOW())
    appeals.decide(made, judge=stage.manager, overturn=True, reason="It is a title.", at=NOW())
    trial = run(stage, rule(active=False))
    assert (trial.against, trial.stands) == (0, 1)


def test_only_the_programs_messages_of_ninety_days_are_looked_at(stage: Stage, rule: Make) -> None:
    staged(hostname="other.example").say("idiot")
    stage.say("idiot", at=NOW() - timedelta(days=91))
    stage.say("idiot", at=NOW() - timedelta(days=89))
    assert run(stage, rule(active=False)).looked_at == 1


@pytest.mark.parametrize("kind", ["pace", "repeat", "newcomer"])
def test_what_was_said_before_counts_as_it_did_then(stage: Stage, rule: Make, kind: str) -> None:
    text = "The very same words once more, said by the very same person"
    for ago in (50, 40, 30, 20):
        stage.say(text, at=NOW() - timedelta(minutes=ago))
    live = {"pace": 2, "repeat": 2, "newcomer": 2}[kind]
    trial = run(stage, rule(active=False, kind=kind, count=3 if kind != "newcomer" else 2, minutes=60))
    assert trial.hits == live


def test_asking_twice_is_one_run_and_new_settings_begin_another(stage: Stage, rule: Make) -> None:
    made = rule(active=False)
    first = trials.try_out(made, actor=stage.manager, at=NOW())
    assert trials.try_out(made, actor=stage.manager, at=NOW()) == first
    made.words = "moron"
    made.save()
    second = trials.try_out(made, actor=stage.manager, at=NOW())
    first.refresh_from_db()
    assert (second.pk != first.pk, bool(first.stopped)) == (True, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleTrial.objects.create(rule=made, fingerprint="", asked_by=stage.manager, asked_at=NOW())


def test_settings_that_change_under_way_are_not_taken_for_tried(stage: Stage, rule: Make) -> None:
    made = rule(active=False)
    trials.try_out(made, actor=stage.manager, at=NOW())
    made.words = "moron"
    made.save()
    done = trials.run_next(clock=NOW)
    assert done is not None
    made.refresh_from_db()
    assert not made.was_tried
    assert page_of(made, at=NOW()).trial is None


def test_a_run_that_nobody_works_on_any_more_is_begun_anew(stage: Stage, rule: Make) -> None:
    """The worker that was killed showed progress a minute and more ago; one that lives is left alone."""
    stage.say("idiot")
    made = rule(active=False)
    trial = trials.try_out(made, actor=stage.manager, at=NOW())
    RuleTrial.objects.filter(pk=trial.pk).update(beaten_at=NOW(), looked_at=1, in_all=9)
    assert trials.run_next(clock=NOW) is None
    RuleTrial.objects.filter(pk=trial.pk).update(beaten_at=NOW() - timedelta(seconds=61))
    assert try_rules() == 1
    trial.refresh_from_db()
    assert (trial.looked_at, trial.in_all, trial.hits, trial.done_at is not None) == (1, 1, 1, True)


def test_a_worker_whose_run_was_taken_over_leaves_it(stage: Stage, rule: Make) -> None:
    stage.say("idiot")
    trial = trials.try_out(rule(active=False), actor=stage.manager, at=NOW())
    moments = iter([NOW(), NOW()])

    def clock() -> Any:
        """By the third look at the clock somebody else has begun the run anew."""
        at = next(moments, None)
        if at is None:
            RuleTrial.objects.filter(pk=trial.pk).update(beaten_at=NOW() + timedelta(seconds=5))
        return at or NOW()

    trials.run_next(clock=clock)
    trial.refresh_from_db()
    assert (trial.done_at, trial.hits) == (None, 0)


def test_progress_is_shown_while_it_runs(stage: Stage, rule: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trials, "STEP", 2)
    for number in range(5):
        stage.say(f"idiot {number}")
    made = rule(active=False)
    trials.try_out(made, actor=stage.manager, at=NOW())
    seen = []

    def clock() -> Any:
        seen.append(RuleTrial.objects.get().looked_at)
        return NOW()

    trials.run_next(clock=clock)
    assert sorted(set(seen)) == [0, 2, 4, 5]


def test_examples_put_false_hits_first_and_pass_over_messages_that_are_gone(stage: Stage, rule: Make) -> None:
    decided(stage, stage.say("idiot one"), "hide")
    stage.say("idiot two")
    made = rule(active=False)
    run(stage, made)
    examples = page_of(made, at=NOW()).examples
    assert [one.is_false for one in examples] == [True, False]
    messages.withdraw(examples[0].message, actor=stage.author, at=NOW())
    assert len(page_of(made, at=NOW()).examples) == 2
