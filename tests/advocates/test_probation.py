"""The end of probation: proposed by the record, decided by a person, never by the advocate."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import grants, probation
from advocates.models import CommunityManager, Exercise, Grant, ProbationProposal
from advocates.queries.probation import progress_of
from advocates.tasks import weigh_probation
from cms.actions import messages
from cms.models import Message
from record.models import Cursor, Entry
from record.tasks import settle
from tests.advocates.giving import told, verbs
from tests.advocates.probation import approve, approved, on_probation, remove, say
from tests.factories import manager_of
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db
State = ProbationProposal.State


on = kept(stage, clock="now")


@pytest.fixture
def proposal(on: Stage) -> ProbationProposal:
    """After two approved posts, of two asked for."""
    grant = on_probation(on)
    approved(on, 2)
    made = probation.weigh(grant, at=on.now)
    assert made is not None
    return made


def test_enough_approved_uses_open_one_proposal_however_often_the_record_is_read(on: Stage) -> None:
    """Guard: the one open proposal per grant, and `weigh` looking for it under the lock of the grant."""
    grant = on_probation(on)
    approved(on, 1)
    settle()
    assert not ProbationProposal.objects.exists(), "one of two"
    approved(on, 1)
    settle()
    made = ProbationProposal.objects.get()
    assert (made.grant, made.state, made.approved) == (grant, State.OPEN, 2)
    assert told(on.manager).count("grant_probation_proposed") == 1
    Cursor.objects.filter(name="advocates.watching").update(position=0)
    settle()
    weigh_probation()
    weigh_probation()
    assert ProbationProposal.objects.count() == 1
    assert verbs(grant).count("grant.probation_proposed") == 1
    assert Entry.objects.get(verb="grant.probation_proposed").actor_id is None


def test_the_sweep_alone_proposes_what_the_reader_of_the_record_missed(on: Stage) -> None:
    on_probation(on)
    approved(on, 2)
    assert weigh_probation() == 1
    assert ProbationProposal.objects.get().state == State.OPEN


@pytest.mark.parametrize("limits", [{"probation_uses": 0}, {"needed": 3}, {"state": "offered"}])
def test_nothing_is_proposed_without_probation_or_before_there_is_enough(on: Stage, limits: dict[str, Any]) -> None:
    grant = on_probation(on)
    approved(on, 2)
    if "state" in limits:
        other = on.grant(**limits, probation_uses=1, right="post")
        assert probation.weigh(other, at=on.now) is None
        return
    narrower = on.grant(right="reply", probation_uses=limits.get("probation_uses", 3))
    assert probation.weigh(narrower, at=on.now) is None
    assert probation.weigh(grant, at=on.now) is not None


def test_uses_that_wait_or_were_withdrawn_count_for_nothing(on: Stage) -> None:
    grant = on_probation(on)
    say(on)
    messages.withdraw(say(on), actor=on.advocate, at=on.now)
    approved(on, 1)
    assert progress_of([grant])[grant.pk].approved == 1


@pytest.mark.parametrize("how", ["hide", "remove"])
def test_what_is_taken_down_puts_the_count_back_and_an_overturned_removal_does_not(on: Stage, how: str) -> None:
    """Guard: `taken_down_at` in the count; without it the approved uses before the removal count on."""
    grant = on_probation(on)
    first = approved(on, 2)[0]
    down = remove(on, first, on.later(minutes=1), how)
    assert progress_of([grant])[grant.pk].approved == 0
    approved(on, 1, on.later(minutes=2))
    assert progress_of([grant])[grant.pk].approved == 1, "said after the removal"
    messages.restore(down, actor=on.manager, at=on.later(minutes=3))
    assert progress_of([grant])[grant.pk].approved == 3


def test_a_removal_while_a_proposal_is_open_withdraws_it(on: Stage, proposal: ProbationProposal) -> None:
    remove(on, Message.objects.get(exercise=Exercise.objects.first()), on.later(minutes=1))
    settle()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == (State.WITHDRAWN, None)
    assert verbs(proposal.grant)[-1] == "grant.probation_withdrawn"
    assert refusal(lambda: probation.confirm(proposal, actor=on.manager, at=on.now)) == "already_withdrawn"


def test_a_confirmed_proposal_ends_the_probation_and_the_next_use_appears_at_once(
    on: Stage, proposal: ProbationProposal
) -> None:
    assert say(on).state == Message.State.HELD, "proposed is not ended"
    probation.confirm(proposal, actor=on.manager, at=on.now, reason="Well done.")
    assert say(on).state == Message.State.PUBLISHED
    grant = Grant.objects.get()
    assert (grant.probation_uses, grant.probation_ended_at, grant.on_probation) == (2, on.now, False)
    assert Entry.objects.get(verb="grant.probation_ended").actor_id == on.manager.pk
    assert told(on.advocate)[-1] == "grant_probation_ended"


def test_a_kept_probation_counts_from_nothing_and_is_proposed_again(on: Stage, proposal: ProbationProposal) -> None:
    probation.keep(proposal, reason="Two is too few to tell.", actor=on.manager, at=on.later(minutes=1))
    assert say(on, on.later(minutes=2)).state == Message.State.HELD
    assert probation.weigh(proposal.grant, at=on.later(minutes=2)) is None
    assert told(on.advocate)[-1] == "grant_probation_kept"
    approved(on, 2, on.later(minutes=3))
    again = probation.weigh(proposal.grant, at=on.later(minutes=4))
    assert again is not None
    assert again.pk != proposal.pk


def test_the_end_of_a_grant_withdraws_its_proposal(on: Stage, proposal: ProbationProposal) -> None:
    grants.resign(proposal.grant, actor=on.advocate, at=on.now)
    settle()
    assert ProbationProposal.objects.get().state == State.WITHDRAWN


ANSWERS: list[Callable[..., Any]] = [
    probation.confirm,
    lambda proposal, **by: probation.keep(proposal, reason="Not yet.", **by),
]


@pytest.mark.parametrize("answer", ANSWERS, ids=["confirm", "keep"])
def test_only_another_manager_answers_and_only_once(
    on: Stage, proposal: ProbationProposal, answer: Callable[..., Any]
) -> None:
    """I5. Guard: the check of the actor against the advocate; the trigger stands behind it."""
    assert refusal(lambda: answer(proposal, actor=on.advocate, at=on.now)) == "not_a_manager"
    CommunityManager.objects.create(program=on.program, member=on.advocate, since=on.now)
    assert refusal(lambda: answer(proposal, actor=on.advocate, at=on.now)) == "to_oneself"
    answer(proposal, actor=on.manager, at=on.now)
    assert refusal(lambda: answer(proposal, actor=manager_of(on.program), at=on.now)).startswith("already_")


@pytest.mark.parametrize("answer", ANSWERS, ids=["confirm", "keep"])
def test_nothing_is_answered_about_a_grant_that_has_ended(
    on: Stage, proposal: ProbationProposal, answer: Callable[..., Any]
) -> None:
    grants.revoke(proposal.grant, reason="Enough.", actor=on.manager, at=on.now)
    assert refusal(lambda: answer(proposal, actor=on.manager, at=on.now)) == "already_revoked"


def test_nothing_is_confirmed_on_evidence_that_holds_no_more(on: Stage, proposal: ProbationProposal) -> None:
    """A removal that the reader of the record has not come to yet."""
    remove(on, Message.objects.get(exercise=Exercise.objects.first()), on.later(minutes=1))
    assert refusal(lambda: probation.confirm(proposal, actor=on.manager, at=on.later(minutes=2))) == "holds_no_more"


def test_keeping_probation_needs_a_reason(on: Stage, proposal: ProbationProposal) -> None:
    assert refusal(lambda: probation.keep(proposal, reason=" ", actor=on.manager, at=on.now)) == "no_reason"


def test_the_database_ends_no_probation_without_a_confirmed_proposal(on: Stage, proposal: ProbationProposal) -> None:
    """I4. Guard: the trigger `probation_ends_by_a_person`; without it the update goes through."""
    with pytest.raises(IntegrityError, match="confirmed proposal"), transaction.atomic():
        Grant.objects.filter(pk=proposal.grant_id).update(probation_ended_at=on.now)
    with pytest.raises(IntegrityError, match="ended probation"), transaction.atomic():
        on.grant(probation_uses=1, probation_ended_at=on.now)


def test_the_database_lets_nobody_answer_about_themselves_and_nothing_be_answered_twice(
    on: Stage, proposal: ProbationProposal
) -> None:
    """I5. Guards: the triggers `probation_not_of_ones_own` and `probation_answered_once`."""
    rows = ProbationProposal.objects.filter(pk=proposal.pk)
    with pytest.raises(IntegrityError, match="their own grant"), transaction.atomic():
        rows.update(state="confirmed", answered_at=on.now, answered_by=on.advocate)
    probation.keep(proposal, reason="Not yet.", actor=on.manager, at=on.now)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        rows.update(state="confirmed")
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        rows.delete()


def test_an_approval_makes_a_use_count_and_a_rules_hit_alone_does_not(on: Stage) -> None:
    grant = on_probation(on)
    waiting = say(on)
    assert progress_of([grant])[grant.pk].approved == 0
    approve(on, waiting)
    assert progress_of([grant])[grant.pk].approved == 1


def test_the_progress_of_many_grants_costs_no_more_than_that_of_one(
    on: Stage, django_assert_max_num_queries: Any
) -> None:
    one = on_probation(on)
    remove(on, approved(on, 1)[0])
    many = [one, *(on.grant(right="reply", probation_uses=2) for _grant in range(4))]
    with django_assert_max_num_queries(4):
        assert len(progress_of(many)) == 5
    past = on.grant(right="reply")
    with django_assert_max_num_queries(0):
        assert progress_of([past]) == {}
