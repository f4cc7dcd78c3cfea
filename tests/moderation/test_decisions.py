from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from advocates import rights
from advocates.models import Exercise, Grant
from cms.actions import messages
from cms.models import Message
from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.models import ACTS, AGAINST, BECOMES, Act, Case, Decision
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from sitewide.models import Letter
from tests.factories import HaltFactory, PolicyVersionFactory
from tests.moderation.stage import Stage, staged

NOW = timezone.now


def ruled(stage: Stage, case: Case, act: str = "hide", *, by: User | None = None, **fields: Any) -> Decision:
    """The moderator's decision; one against the message with a clause and words."""
    case.refresh_from_db()
    against = act in AGAINST
    words = {"clause": stage.clause if against else None, "reason": "Be kind." if against else ""}
    return decide(
        case, **{"moderator": by or stage.moderator, "act": act, "version": case.version, "at": NOW()} | words | fields
    )


def held(stage: Stage) -> Message:
    return messages.hold(stage.say(), reason="rule", actor=stage.manager, at=NOW())


STATES = {
    Message.State.HELD: held,
    Message.State.PUBLISHED: lambda stage: stage.say(),
    Message.State.HIDDEN: lambda stage: messages.hide(stage.say(), actor=stage.manager, at=NOW()),
    Message.State.REMOVED: lambda stage: messages.remove(stage.say(), actor=stage.manager, at=NOW()),
}


def test_every_act_leads_where_a_message_may_go() -> None:
    assert set(ACTS) == set(Message.State)
    for state, acts in ACTS.items():
        assert {BECOMES[act] for act in acts if act in BECOMES} <= Message.TRANSITIONS[state]


@pytest.mark.parametrize(("state", "act"), [(state, act) for state, acts in ACTS.items() for act in acts])
def test_each_act_that_makes_sense_does_what_it_says(stage: Stage, state: str, act: str) -> None:
    case = stage.case(STATES[Message.State(state)](stage))
    decision = ruled(stage, case, act, **({"reason": "Too hard."} if act == Act.ESCALATE else {}))
    message = Message.objects.get(pk=case.message_id)
    assert message.state == BECOMES.get(act, state)
    assert message.locked is (act == Act.LOCK)
    assert (decision.state_before, decision.exercise.grant) == (state, stage.grant)
    case.refresh_from_db()
    assert case.state == (Case.State.OPEN if act == Act.ESCALATE else Case.State.DECIDED)
    assert case.escalated is (act == Act.ESCALATE)


@pytest.mark.parametrize(
    ("state", "act"), [(state, act) for state in STATES for act in [*Act, "nonsense"] if act not in ACTS[state]]
)
def test_an_act_that_makes_no_sense_for_the_message_is_refused(stage: Stage, state: str, act: str) -> None:
    case = stage.case(STATES[Message.State(state)](stage))
    with pytest.raises(Invalid) as refused:
        ruled(stage, case, act)
    assert refused.value.code == "act"
    assert not Exercise.objects.filter(right="moderate").exists()


def test_a_locked_message_is_not_locked_again(stage: Stage) -> None:
    message = messages.lock(stage.say(), actor=stage.manager, at=NOW())
    with pytest.raises(Invalid):
        ruled(stage, stage.case(message), "lock")


@pytest.mark.parametrize("act", sorted(AGAINST))
@pytest.mark.parametrize(("missing", "value"), [("clause", None), ("reason", "  \n ")])
def test_what_is_done_against_a_message_names_a_clause_and_says_why(
    stage: Stage, act: str, missing: str, value: Any
) -> None:
    with pytest.raises(Invalid) as refused:
        ruled(stage, stage.case(), act, **{missing: value})
    assert refused.value.code == missing


def test_a_clause_of_another_program_cannot_be_cited(stage: Stage) -> None:
    elsewhere = staged(hostname="other.example")
    with pytest.raises(Invalid):
        ruled(stage, stage.case(), clause=elsewhere.clause)


def test_words_that_are_too_long_are_refused(stage: Stage) -> None:
    with pytest.raises(Invalid):
        ruled(stage, stage.case(), reason="x" * 2001)


def test_a_decision_is_on_the_record_with_its_grant_and_without_the_words(stage: Stage) -> None:
    decision = ruled(stage, stage.case())
    entry = Entry.objects.get(verb="decision.made")
    assert (entry.subject_id, entry.actor_id, entry.grant_id) == (decision.pk, stage.moderator.pk, stage.grant.pk)
    assert entry.data["act"] == "hide"
    assert "kind" not in str(entry.data)
    hidden = Entry.objects.get(verb="message.hidden")
    assert hidden.grant_id == stage.grant.pk


def test_the_author_reads_the_reasons_by_mail_and_those_who_flagged_are_thanked(stage: Stage) -> None:
    ruled(stage, stage.flagged())
    told = Letter.objects.get(about="decision_made")
    assert told.to == stage.author.email
    assert "Be kind." in told.text
    assert "1 Be honest" in told.text
    assert "/portal/decisions/" in told.text
    thanked = Letter.objects.get(about="flag_answered")
    assert thanked.to == stage.reader.email
    assert "acted on it" in thanked.text
    assert stage.moderator.name not in told.text + thanked.text


def test_a_dismissal_tells_the_flagger_and_leaves_the_author_in_peace(stage: Stage) -> None:
    ruled(stage, stage.flagged(), "dismiss")
    assert [letter.to for letter in Letter.objects.all()] == [stage.reader.email]


def test_a_case_is_decided_once(stage: Stage) -> None:
    case = stage.case()
    ruled(stage, case)
    with pytest.raises(Conflict) as refused:
        ruled(stage, case, by=stage.moderator_of())
    assert refused.value.code == "decided"


def test_the_database_refuses_a_second_final_decision(stage: Stage) -> None:
    """Guard: the constraint `one_final_decision_per_case`."""
    decision = ruled(stage, stage.case(), by=stage.manager)
    twin = Decision(case=decision.case, by=stage.reader, capacity="staff", act="dismiss", at=NOW())
    with (
        pytest.raises(IntegrityError, match=r"one_final_decision_per_case|moderation_decision.case_id"),
        transaction.atomic(),
    ):
        twin.save()


def test_a_decision_on_an_older_version_is_refused(stage: Stage) -> None:
    case = stage.case()
    seen = case.version
    stage.flagged(case.message)
    with pytest.raises(Conflict) as refused:
        ruled(stage, case, version=seen)
    assert refused.value.code == "version"


def test_a_text_edited_while_the_moderator_read_it_must_be_read_again(stage: Stage) -> None:
    """Guard: the comparison with `read_at` in `_must_be_as_read`."""
    case, read_at = stage.case(), NOW()
    messages.edit(case.message, title="", body="Nothing to see.", actor=stage.author, at=read_at + timedelta(seconds=1))
    with pytest.raises(Conflict) as refused:
        ruled(stage, case, read_at=read_at)
    assert refused.value.code == "version"
    assert ruled(stage, case, read_at=read_at + timedelta(seconds=2)).pk


def test_nobody_decides_what_another_has_in_hand(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    with pytest.raises(Conflict) as refused:
        ruled(stage, case, by=stage.moderator_of())
    assert refused.value.code == "claimed"


def test_a_claim_that_lapsed_and_nobody_took_still_decides(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW() - timedelta(minutes=20))
    cases.return_lapsed(at=NOW())
    assert ruled(stage, case, version=case.version).pk


def test_a_claim_that_somebody_else_took_meanwhile_does_not(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW() - timedelta(minutes=20))
    other = stage.moderator_of()
    taken = cases.claim(case, moderator=other, at=NOW())
    cases.release(taken, moderator=other, at=NOW())
    with pytest.raises(Conflict):
        ruled(stage, case, version=case.version - 1)


@pytest.mark.parametrize("how", ["own", "flagged"])
@pytest.mark.parametrize("capacity", ["moderator", "manager"])
def test_nobody_decides_where_they_have_a_conflict(stage: Stage, how: str, capacity: str) -> None:
    """I5. Guard: `conflicts_of`, asked in `use_right`."""
    person = getattr(stage, capacity)
    message = stage.say(author=person) if how == "own" else stage.say()
    if how == "flagged":
        stage.flag(message, by=person)
    with pytest.raises(Forbidden) as refused:
        ruled(stage, stage.case(message), by=person)
    assert refused.value.code == "no_conflict"
    assert not Decision.objects.exists()


def test_nobody_decides_twice_on_a_message(stage: Stage) -> None:
    message = stage.say()
    ruled(stage, stage.case(message), "warn")
    with pytest.raises(Forbidden):
        ruled(stage, stage.case(message), "remove")


def test_the_database_refuses_a_decision_on_ones_own_message(stage: Stage) -> None:
    """I5. Guard: the trigger `nobody_decides_on_their_own`."""
    case = stage.case(stage.say(author=stage.manager))
    own = Decision(case=case, by=stage.manager, capacity="staff", act="dismiss", at=NOW())
    with pytest.raises(IntegrityError, match="own message"), transaction.atomic():
        own.save()


def test_the_database_refuses_a_delegated_decision_without_the_deciders_own_exercise(stage: Stage) -> None:
    """I1. Guard: the trigger `decision_rests_on_moderate` and the constraint beside it."""
    case, other = stage.case(), stage.moderator_of()
    used = Exercise.objects.create(grant=Grant.objects.get(advocate=other), right="moderate", place_id=1, at=NOW())
    for wrong in ({"exercise": None}, {"exercise": used}):
        decision = Decision(case=case, by=stage.moderator, capacity="delegated", act="dismiss", at=NOW(), **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            decision.save()


def test_a_decision_outside_the_scope_finds_no_such_case(stage: Stage) -> None:
    """I13. Guard: `covers` in `must_be_allowed`."""
    with pytest.raises(NotFound):
        ruled(stage, stage.case(stage.say(page=stage.garden)))


@pytest.mark.parametrize("stop", ["revoked", "halted", "unattested", "ended"])
def test_a_right_that_stands_still_decides_nothing(stage: Stage, stop: str) -> None:
    """I3. Guard: the rule of rights, asked inside the decision's transaction."""
    case = stage.case()
    if stop == "revoked":
        Grant.objects.filter(pk=stage.grant.pk).update(state="revoked", ended_at=NOW())
    elif stop == "halted":
        HaltFactory(program=stage.program)
    elif stop == "ended":
        stage.program.enrolments.update(ended_at=NOW())
    else:
        PolicyVersionFactory(policy__program=stage.program)
    with pytest.raises(Refused) as refused:
        ruled(stage, case)
    assert refused.value.status in {403, 404}
    assert not Decision.objects.exists()
    assert Message.objects.get(pk=case.message_id).state == Message.State.PUBLISHED


def test_each_decision_uses_the_right_once_and_the_quota_ends_it(stage: Stage) -> None:
    moderator = stage.moderator_of(per_day=1)
    ruled(stage, stage.case(), by=moderator)
    with pytest.raises(rights.NotAllowed) as refused:
        ruled(stage, stage.case(), by=moderator)
    assert refused.value.code == "within_quota"


def test_staff_decide_in_their_own_name_without_a_grant(stage: Stage) -> None:
    decision = ruled(stage, stage.case(), by=stage.manager)
    assert (decision.capacity, decision.exercise) == ("staff", None)
    assert Entry.objects.get(verb="decision.made").grant_id is None


def test_an_escalated_case_is_for_staff_only(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    ruled(stage, case, "escalate", reason="A threat, I think.")
    case.refresh_from_db()
    assert (case.claimed_by, case.escalated) == (None, True)
    assert Entry.objects.filter(verb="case.escalated").count() == 1
    assert not Letter.objects.exists()
    with pytest.raises(Forbidden) as refused:
        cases.claim(case, moderator=stage.moderator_of(), at=NOW())
    assert refused.value.code == "escalated"
    with pytest.raises(Invalid):
        ruled(stage, case, "escalate", by=stage.manager, reason="Again")
    assert ruled(stage, case, "remove", by=stage.manager).capacity == "staff"


def test_an_escalation_says_why(stage: Stage) -> None:
    with pytest.raises(Invalid) as refused:
        ruled(stage, stage.case(), "escalate", reason="")
    assert refused.value.code == "reason"


def test_what_a_refused_decision_wrote_is_undone(stage: Stage) -> None:
    case = stage.case()
    with pytest.raises(Invalid):
        ruled(stage, case, reason="")
    with pytest.raises(ObjectDoesNotExist):
        Entry.objects.get(verb="right.exercised")
