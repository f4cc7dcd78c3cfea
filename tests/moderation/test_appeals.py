from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cms.actions import messages
from cms.models import Message
from moderation.actions import appeals
from moderation.actions.decisions import decide
from moderation.models import WINDOW, Act, Appeal, Decision
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import manager_of
from tests.moderation.stage import Stage

NOW = timezone.now


def against(stage: Stage, act: str = "hide", *, message: Message | None = None, by: User | None = None) -> Decision:
    case = stage.case(message)
    words = {"act": act, "clause": stage.clause, "reason": "Be kind."}
    return decide(case, moderator=by or stage.moderator, version=case.version, at=NOW(), **words)


def appealed(stage: Stage, decision: Decision | None = None, **fields: Any) -> Appeal:
    wanted = {"by": stage.author, "text": "I was kind.", "at": NOW()} | fields
    return appeals.appeal(decision or against(stage), **wanted)


def judged(stage: Stage, appeal: Appeal, *, overturn: bool = True, **fields: Any) -> Appeal:
    wanted = {"judge": stage.manager, "reason": "Read again.", "at": NOW()} | fields
    return appeals.decide(appeal, overturn=overturn, **wanted)


def test_an_appeal_is_decided_one_way_or_the_other_and_then_never_again() -> None:
    assert Appeal.TRANSITIONS[Appeal.State.OPEN] == {Appeal.State.UPHELD, Appeal.State.OVERTURNED}
    assert Appeal.TRANSITIONS[Appeal.State.UPHELD] == Appeal.TRANSITIONS[Appeal.State.OVERTURNED] == frozenset()


def test_an_appeal_seals_what_was_decided_on_and_not_what_it_says_now(stage: Stage) -> None:
    decision = against(stage, "warn", message=stage.say("First words."))
    messages.edit(decision.case.message, title="", body="Second words.", actor=stage.author, at=NOW())
    messages.edit(decision.case.message, title="", body="Third words.", actor=stage.author, at=NOW())
    assert appealed(stage, decision).sealed_body == "<p>First words.</p>"


def test_an_appeal_is_confirmed_by_mail_and_on_the_record(stage: Stage) -> None:
    made = appealed(stage)
    entry = Entry.objects.get(verb="appeal.made")
    assert (entry.subject_id, entry.actor_id) == (made.pk, stage.author.pk)
    assert Letter.objects.filter(about="appeal_received", to=stage.author.email).exists()


def test_nobody_but_the_author_appeals(stage: Stage) -> None:
    with pytest.raises(NotFound):
        appealed(stage, by=stage.reader)


def test_a_decision_is_appealed_once(stage: Stage) -> None:
    decision = against(stage)
    appealed(stage, decision)
    with pytest.raises(Conflict) as refused:
        appealed(stage, decision)
    assert refused.value.code == "again"


def test_an_appeal_is_made_within_six_months(stage: Stage) -> None:
    decision = against(stage)
    with pytest.raises(Conflict) as refused:
        appealed(stage, decision, at=decision.at + WINDOW + timedelta(seconds=1))
    assert refused.value.code == "late"
    assert appealed(stage, decision, at=decision.at + WINDOW).pk


def test_what_is_not_against_a_message_is_not_appealed(stage: Stage) -> None:
    case = stage.case()
    words = {"act": "dismiss", "clause": None, "reason": ""}
    decision = decide(case, moderator=stage.moderator, version=case.version, at=NOW(), **words)
    with pytest.raises(Conflict) as refused:
        appealed(stage, decision)
    assert refused.value.code == "act"


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001])
def test_an_appeal_says_why_in_words_that_can_be_read(stage: Stage, text: str) -> None:
    with pytest.raises(Invalid):
        appealed(stage, text=text)


@pytest.mark.parametrize("act", ["hide", "remove", "lock", "warn"])
def test_overturned_means_undone(stage: Stage, act: str) -> None:
    decision = against(stage, act)
    judged(stage, appealed(stage, decision))
    decision.refresh_from_db()
    message = Message.objects.get(pk=decision.case.message_id)
    assert (message.state, message.locked) == (Message.State.PUBLISHED, False)
    assert decision.overturned_at is not None
    entry = Entry.objects.get(verb="appeal.overturned")
    assert entry.data == {"decision": decision.pk, "message": message.pk, "by": stage.moderator.pk}
    assert "undone" in Letter.objects.get(about="appeal_decided").text


def test_upheld_means_that_it_stays(stage: Stage) -> None:
    decision = against(stage)
    judged(stage, appealed(stage, decision), overturn=False)
    decision.refresh_from_db()
    assert decision.overturned_at is None
    assert Message.objects.get().state == Message.State.HIDDEN
    assert "stands" in Letter.objects.get(about="appeal_decided").text


def test_overturning_a_removal_leaves_an_earlier_hiding_in_force(stage: Stage) -> None:
    message = stage.say()
    against(stage, "hide", message=message, by=manager_of(stage.program))
    removal = against(stage, "remove", message=message)
    judged(stage, appealed(stage, removal))
    message.refresh_from_db()
    assert (message.state, message.clause) == (Message.State.HIDDEN, "1 Be honest")


def test_overturning_an_earlier_hiding_does_not_undo_a_later_removal(stage: Stage) -> None:
    message = stage.say()
    hiding = against(stage, "hide", message=message, by=manager_of(stage.program))
    against(stage, "remove", message=message)
    judged(stage, appealed(stage, hiding))
    assert Message.objects.get().state == Message.State.REMOVED


def test_overturning_brings_nothing_back_that_its_author_withdrew(stage: Stage) -> None:
    made = appealed(stage)
    messages.withdraw(made.decision.case.message, actor=stage.author, at=NOW())
    judged(stage, made)
    assert Message.objects.get().state == Message.State.WITHDRAWN


def test_who_decided_does_not_decide_the_appeal(stage: Stage) -> None:
    """I8. Guard: `decided` in `conflicts_of`."""
    with pytest.raises(Forbidden) as refused:
        judged(stage, appealed(stage), judge=stage.moderator)
    assert refused.value.code == "no_conflict"
    own = against(stage, by=stage.manager)
    with pytest.raises(Forbidden):
        judged(stage, appealed(stage, own), judge=stage.manager)


def test_the_database_refuses_an_appeal_decided_by_who_decided(stage: Stage) -> None:
    """I8. Guard: the trigger `appeal_by_somebody_else`."""
    made = appealed(stage, against(stage, by=stage.manager))
    done = {"state": "upheld", "decided_by": stage.manager, "reason": "Mine was right.", "decided_at": NOW()}
    with pytest.raises(IntegrityError, match="somebody else"), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(**done)


def test_the_database_refuses_an_appeal_decided_by_its_author(stage: Stage) -> None:
    """I5. Guard: the constraint `nobody_decides_on_their_own_appeal`."""
    made = appealed(stage)
    done = {"state": "upheld", "decided_by": stage.author, "reason": "Mine.", "decided_at": NOW()}
    with pytest.raises(IntegrityError, match="own_appeal"), transaction.atomic():
        Appeal.objects.filter(pk=made.pk).update(**done)


@pytest.mark.parametrize("hand", ["author", "flagged"])
def test_who_had_a_hand_in_it_does_not_decide_the_appeal(stage: Stage, hand: str) -> None:
    judge = stage.moderator_of()
    message = stage.say(author=judge if hand == "author" else stage.author)
    if hand == "flagged":
        stage.flag(message, by=judge)
    made = appealed(stage, against(stage, message=message), by=message.author)
    with pytest.raises(Forbidden):
        judged(stage, made, judge=judge)


def test_another_moderator_with_a_live_grant_there_decides_under_it(stage: Stage) -> None:
    judge = stage.moderator_of()
    done = judged(stage, appealed(stage), judge=judge)
    assert (done.decided_by, done.exercise.grant.advocate) == (judge, judge)


@pytest.mark.parametrize("who", ["reader", "beside"])
def test_who_has_no_grant_there_finds_no_such_appeal(stage: Stage, who: str) -> None:
    """I13. Guard: `covers` in `must_be_allowed`."""
    judge = stage.reader if who == "reader" else stage.moderator_of(stage.garden)
    with pytest.raises(NotFound):
        judged(stage, appealed(stage), judge=judge)


def test_an_appeal_is_decided_once(stage: Stage) -> None:
    made = appealed(stage)
    judged(stage, made)
    with pytest.raises(Conflict) as refused:
        judged(stage, made, judge=stage.moderator_of())
    assert refused.value.code == "decided"


def test_a_judge_says_why(stage: Stage) -> None:
    with pytest.raises(Invalid):
        judged(stage, appealed(stage), reason=" ")
    assert Appeal.objects.get().state == Appeal.State.OPEN
    assert Decision.objects.get().act == Act.HIDE
