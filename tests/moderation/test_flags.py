from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.models import Clause
from cms.actions import messages
from moderation.actions.flags import flag
from moderation.models import Case, Cause, Flag
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories import PolicyVersionFactory, UserFactory
from tests.moderation.stage import Stage, staged


def test_a_flag_opens_one_case_with_the_clause_as_its_cause(stage: Stage) -> None:
    case = stage.flagged()
    cause = case.causes.get()
    assert (cause.kind, cause.flag.clause, cause.flag.by) == (Cause.Kind.FLAG, stage.clause, stage.reader)
    assert case.path == stage.kitchen.path


def test_a_flag_is_on_the_record_without_the_words_of_the_person(stage: Stage) -> None:
    message = stage.say()
    made = stage.flag(message, note="He is my neighbour")
    entry = Entry.objects.get(verb="flag.raised")
    assert (entry.subject_id, entry.actor_id) == (made.pk, made.by_id)
    assert entry.data == {"message": message.pk, "clause": "1"}


def test_a_person_flags_a_message_once(stage: Stage) -> None:
    message = stage.say()
    stage.flag(message, by=stage.reader)
    with pytest.raises(Conflict, match="already"):
        stage.flag(message, by=stage.reader)
    assert Flag.objects.count() == 1


def test_nobody_flags_their_own_message(stage: Stage) -> None:
    with pytest.raises(Forbidden) as refused:
        stage.flag(stage.say(), by=stage.author)
    assert refused.value.code == "own"


@pytest.mark.parametrize("unseen", ["hide", "remove", "hold"])
def test_a_message_that_readers_do_not_see_cannot_be_flagged(stage: Stage, unseen: str) -> None:
    message = stage.say()
    more = {"reason": "rule"} if unseen == "hold" else {}
    getattr(messages, unseen)(message, actor=stage.manager, at=timezone.now(), **more)
    with pytest.raises(NotFound):
        stage.flag(message)


def test_a_withdrawn_message_cannot_be_flagged(stage: Stage) -> None:
    message = stage.say()
    messages.withdraw(message, actor=stage.author, at=timezone.now())
    with pytest.raises(NotFound):
        stage.flag(message)


def test_a_flag_names_a_clause(stage: Stage) -> None:
    with pytest.raises(Invalid) as refused:
        stage.flag(stage.say(), clause=None)
    assert refused.value.code == "clause"


def test_a_flag_cannot_name_a_clause_of_another_program(stage: Stage) -> None:
    elsewhere = staged(hostname="other.example")
    with pytest.raises(Invalid):
        stage.flag(stage.say(), clause=elsewhere.clause)


def test_a_flag_cannot_name_a_clause_of_a_version_that_was_replaced(stage: Stage) -> None:
    old = stage.clause
    PolicyVersionFactory(policy=old.version.policy, number=2, published_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Invalid):
        stage.flag(stage.say(), clause=old)


def test_a_flag_cannot_name_a_clause_of_a_policy_that_does_not_govern_messages(stage: Stage) -> None:
    version = PolicyVersionFactory(policy__program=stage.program, policy__governs_messages=False)
    with pytest.raises(Invalid):
        stage.flag(stage.say(), clause=Clause.objects.get(version=version, code="1"))


def test_a_note_that_is_too_long_is_refused_and_nothing_is_kept(stage: Stage) -> None:
    with pytest.raises(Invalid):
        stage.flag(stage.say(), note="x" * 501)
    assert not Flag.objects.exists()


def test_each_further_flag_makes_the_case_more_urgent_and_due_sooner(stage: Stage) -> None:
    message = stage.say()
    first = stage.flagged(message)
    stage.flag(message)
    stage.flag(message)
    settle()
    case = Case.objects.get()
    assert (first.urgency, case.urgency) == (2, 4)
    assert case.due_at < first.due_at
    assert case.causes.count() == 3


def test_the_flag_function_answers_the_row(stage: Stage) -> None:
    person = UserFactory()
    made = flag(stage.say(), by=person, clause=stage.clause, at=timezone.now(), note="  rude \n words ")
    assert made.note == "rude words"
