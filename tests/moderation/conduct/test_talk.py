from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.models import CommunityManager
from moderation.actions import appeals
from moderation.actions.appeal_talk import MOST_TURNS, ring_late, say
from moderation.models import Appeal, AppealMessage
from moderation.queries.appeals import turns_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import manager_of
from tests.moderation.conduct.doing import NOW, against
from tests.moderation.stage import Stage

DAY = timedelta(days=1)


def appealed(stage: Stage, **fields: Any) -> Appeal:
    return appeals.appeal(against(stage, **fields), by=stage.author, text="I was kind.", at=NOW())


def test_author_and_judge_write_to_each_other_and_the_judge_stands_under_a_pseudonym(stage: Stage) -> None:
    made = appealed(stage)
    say(made, by=stage.manager, text="What did you mean?", at=NOW())
    say(made, by=stage.author, text="A joke.", at=NOW())
    (asked, judge), (answered, author) = turns_of(made)
    assert (asked.text, answered.text, author) == ("What did you mean?", "A joke.", str(stage.author))
    assert judge.startswith("mod-")
    letter = Letter.objects.get(about="appeal_turn", to=stage.author.email)
    assert judge in letter.text
    assert str(stage.manager) not in letter.text
    assert Letter.objects.filter(about="appeal_turn", to=stage.manager.email).exists()
    assert Entry.objects.filter(verb="appeal.said").count() == 2


def test_writing_does_not_move_the_day_of_the_answer(stage: Stage) -> None:
    made = appealed(stage)
    due = made.due_at
    say(made, by=stage.author, text="One more thing.", at=NOW())
    made.refresh_from_db()
    assert made.due_at == due


def test_before_anybody_judges_the_managers_without_a_hand_in_it_are_told(stage: Stage) -> None:
    made = appealed(stage, by=stage.manager)
    other = manager_of(stage.program)
    say(made, by=stage.author, text="Hello?", at=NOW())
    assert Letter.objects.filter(about="appeal_turn", to=other.email).exists()
    assert not Letter.objects.filter(about="appeal_turn", to=stage.manager.email).exists()


def test_where_every_manager_has_a_hand_in_it_nobody_reads_a_word_but_all_hear_that_it_runs_late(stage: Stage) -> None:
    """Guard: `_panel` without `or _managers`; with it, who decided reads the author's appeal."""
    made = appealed(stage, by=stage.manager)
    for person in CommunityManager.objects.exclude(member=stage.manager):
        person.delete()
    say(made, by=stage.author, text="Hello?", at=NOW())
    assert not Letter.objects.filter(about="appeal_turn").exists()
    assert ring_late(at=made.due_at) == 1
    assert "Hello?" not in Letter.objects.get(about="appeal_runs_late", to=stage.manager.email).text


@pytest.mark.parametrize(("who", "refusal"), [("moderator", Forbidden), ("reader", NotFound)])
def test_nobody_joins_who_may_not_judge(stage: Stage, who: str, refusal: type[Exception]) -> None:
    made = appealed(stage)
    with pytest.raises(refusal):
        say(made, by=getattr(stage, who), text="Hello.", at=NOW())


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
def test_a_turn_says_something(stage: Stage, text: str) -> None:
    with pytest.raises(Invalid):
        say(appealed(stage), by=stage.author, text=text, at=NOW())


def test_a_decided_appeal_is_talked_about_no_more(stage: Stage) -> None:
    made = appealed(stage)
    appeals.decide(made, judge=stage.manager, overturn=False, reason="Not so.", at=NOW())
    for person in (stage.author, manager_of(stage.program)):
        with pytest.raises(Conflict):
            say(made, by=person, text="But.", at=NOW())


def test_a_conversation_has_an_end(stage: Stage) -> None:
    made = appealed(stage)
    rows = [AppealMessage(appeal=made, by=stage.author, from_panel=False, text="…", at=NOW())] * MOST_TURNS
    AppealMessage.objects.bulk_create(rows)
    with pytest.raises(Conflict):
        say(made, by=stage.author, text="Once more.", at=NOW())


def test_what_was_said_is_never_changed_or_deleted(stage: Stage) -> None:
    """Guard: the trigger `appeal_message_kept`."""
    said = say(appealed(stage), by=stage.author, text="Once.", at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealMessage.objects.filter(pk=said.pk).update(text="Twice.")
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealMessage.objects.filter(pk=said.pk).delete()


def test_managers_are_told_once_that_an_answer_runs_late(stage: Stage) -> None:
    made = appealed(stage)
    assert ring_late(at=made.due_at - 3 * DAY) == 0
    assert ring_late(at=made.due_at - DAY) == 1
    assert ring_late(at=made.due_at + DAY) == 0
    assert "due soon" in Letter.objects.get(about="appeal_runs_late", to=stage.manager.email).subject
    assert Entry.objects.filter(verb="appeal.rung").count() == 1


def test_nobody_is_told_of_an_appeal_that_is_decided(stage: Stage) -> None:
    made = appealed(stage)
    appeals.decide(made, judge=stage.manager, overturn=False, reason="Not so.", at=NOW())
    assert ring_late(at=made.due_at + DAY) == 0
