"""A second opinion on a case: asked for, written by somebody else, kept."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates import rights
from moderation.actions import cases, opinions
from moderation.actions.decisions import decide
from moderation.models import Case, Note
from moderation.queries.passing import open_question, thread_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories import HaltFactory
from tests.moderation.stage import Stage
from tests.moderation.test_passing import held, offered

NOW = timezone.now


def asked(stage: Stage) -> Case:
    case = held(stage)
    opinions.ask(case, moderator=stage.moderator, note="Is this irony?", at=NOW())
    case.refresh_from_db()
    return case


def test_who_asks_is_not_offered_the_case_until_somebody_has_answered(stage: Stage) -> None:
    """Guard: `not_passed_over`; without it the asker gets the case back at the next press."""
    case, other = asked(stage), stage.moderator_of()
    assert case.claimed_by is None
    assert offered(stage, stage.moderator) == []
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) is None
    with pytest.raises(Conflict) as refused:
        cases.claim(case, moderator=stage.moderator, at=NOW())
    assert refused.value.code == "asked"
    assert offered(stage, other) == [case.pk]
    opinions.give(case, moderator=other, text="It is.", at=NOW())
    assert offered(stage, stage.moderator) == [case.pk]
    assert [(note.kind, note.text) for note in thread_of(case)] == [("asked", "Is this irony?"), ("opinion", "It is.")]
    assert open_question(case) is None
    entries = Entry.objects.filter(verb__startswith="case.opinion_").order_by("pk")
    assert [entry.verb for entry in entries] == ["case.opinion_asked", "case.opinion_given"]
    assert "irony" not in str([entry.data for entry in entries])


def test_the_other_may_also_simply_decide(stage: Stage) -> None:
    case, other = asked(stage), stage.moderator_of()
    case = cases.claim(case, moderator=other, at=NOW())
    decide(case, moderator=other, act="dismiss", clause=None, reason="", version=case.version, at=NOW())
    case.refresh_from_db()
    assert case.state == Case.State.DECIDED


def test_who_asked_does_not_answer(stage: Stage) -> None:
    with pytest.raises(Forbidden) as refused:
        opinions.give(asked(stage), moderator=stage.moderator, text="I think so.", at=NOW())
    assert refused.value.code == "own_question"


def test_one_question_at_a_time_waits_on_a_case(stage: Stage) -> None:
    case, other = asked(stage), stage.moderator_of()
    case = cases.claim(case, moderator=other, at=NOW())
    with pytest.raises(Conflict) as refused:
        opinions.ask(case, moderator=other, note="And I?", at=NOW())
    assert refused.value.code == "asked"


def test_the_database_refuses_a_second_open_question(stage: Stage) -> None:
    """Guard: the constraint `one_open_question_a_case`."""
    case = asked(stage)
    with pytest.raises(IntegrityError, match=r"one_open_question_a_case|moderation_note.case_id"), transaction.atomic():
        Note.objects.create(case=case, kind="asked", by=stage.manager, text="x", at=NOW())


def test_an_opinion_needs_a_question_words_and_a_free_case(stage: Stage) -> None:
    other = stage.moderator_of()
    with pytest.raises(Conflict) as refused:
        opinions.give(stage.case(), moderator=other, text="x", at=NOW())
    assert refused.value.code == "not_asked"
    case = asked(stage)
    with pytest.raises(Invalid):
        opinions.give(case, moderator=other, text=" ", at=NOW())
    cases.claim(case, moderator=other, at=NOW())
    with pytest.raises(Conflict) as refused:
        opinions.give(case, moderator=stage.moderator_of(), text="x", at=NOW())
    assert refused.value.code == "claimed"


def test_a_question_needs_words_and_the_case_in_ones_hands(stage: Stage) -> None:
    with pytest.raises(Invalid):
        opinions.ask(held(stage), moderator=stage.moderator, note="", at=NOW())
    with pytest.raises(Conflict) as refused:
        opinions.ask(stage.case(), moderator=stage.moderator, note="x", at=NOW())
    assert refused.value.code == "not_held"


def test_nobody_asks_or_answers_outside_their_scope_with_a_conflict_or_during_a_halt(stage: Stage) -> None:
    message = stage.say()
    flagger = stage.moderator_of()
    stage.flag(message, by=flagger)
    case = cases.claim(stage.case(message), moderator=stage.moderator, at=NOW())
    opinions.ask(case, moderator=stage.moderator, note="x", at=NOW())
    with pytest.raises(NotFound):
        opinions.give(case, moderator=stage.moderator_of(stage.garden), text="x", at=NOW())
    with pytest.raises(Forbidden) as refused:
        opinions.give(case, moderator=flagger, text="x", at=NOW())
    assert refused.value.code == "no_conflict"
    mine = held(stage)
    HaltFactory(program=stage.program)
    for act, words in ((opinions.ask, {"note": "x"}), (opinions.give, {"text": "x"})):
        with pytest.raises(rights.NotAllowed):
            act(mine, moderator=stage.moderator, at=NOW(), **words)  # type: ignore[operator]


def test_what_is_decided_is_asked_about_by_nobody(stage: Stage) -> None:
    case = asked(stage)
    case = cases.claim(case, moderator=stage.manager, at=NOW() + timedelta(seconds=1))
    decide(case, moderator=stage.manager, act="dismiss", clause=None, reason="", version=case.version, at=NOW())
    with pytest.raises(Conflict) as refused:
        opinions.give(case, moderator=stage.moderator_of(), text="x", at=NOW())
    assert refused.value.code == "decided"
