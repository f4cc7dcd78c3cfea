from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from moderation.actions import appeals, measures, proposals
from moderation.actions.strike_rules import save_clause_weight, save_standing_rule
from moderation.models import ClauseWeight, Measure, MeasureProposal, StandingRule
from moderation.queries.standing import standing_of
from moderation.queries.strikes import conduct_of, weight_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import PolicyVersionFactory, ProgramFactory, manager_of
from tests.moderation.conduct.doing import NOW, against, propose, take
from tests.moderation.stage import Stage, grant_moderate

State = MeasureProposal.State


def weighed(stage: Stage, weight: int) -> ClauseWeight:
    row = ClauseWeight(program=stage.program, clause=stage.clause, weight=weight)
    return save_clause_weight(row, actor=stage.manager, at=NOW())


def ruled(stage: Stage, **fields: Any) -> StandingRule:
    row = StandingRule(program=stage.program, **fields)
    return save_standing_rule(row, actor=stage.manager, at=NOW())


def test_a_moderator_proposes_and_nothing_happens_to_anybody(stage: Stage) -> None:
    made = propose(stage, kind="mute", days=3)
    assert (made.state, made.days, made.by) == (State.OPEN, 3, stage.moderator)
    assert not Measure.objects.exists()
    assert stage.say("I may.").pk
    assert not Letter.objects.filter(to=stage.author.email, about="measure_taken").exists()


def test_a_moderator_proposes_only_where_they_may_look(stage: Stage) -> None:
    decision = against(stage, message=stage.say(page=stage.garden), by=stage.manager)
    with pytest.raises(NotFound):
        propose(stage, decision)


@pytest.mark.parametrize("who", ["author", "reader"])
def test_nobody_proposes_without_a_right_to_moderate(stage: Stage, who: str) -> None:
    with pytest.raises(NotFound):
        propose(stage, actor=getattr(stage, who))


def test_nobody_proposes_about_themselves_or_with_a_conflict(stage: Stage) -> None:
    own = against(stage, message=stage.say(author=stage.moderator), by=stage.manager)
    flagged = stage.say()
    stage.flag(flagged, by=stage.moderator)
    near = against(stage, message=flagged, by=stage.manager)
    for decision in (own, near):
        with pytest.raises(Forbidden):
            propose(stage, decision)


def test_a_moderator_who_is_stopped_proposes_nothing_and_one_whose_quota_is_used_up_does(stage: Stage) -> None:
    """Guard: the rule of rights in `must_be_heard_about`; taken out, a suspended moderator proposes."""
    person = stage.moderator_of(per_day=1)
    decision = against(stage, by=person)
    assert propose(stage, decision, actor=person).pk
    take(stage, against(stage, message=stage.say(author=person), by=stage.manager), kind="suspend", days=2)
    with pytest.raises(Forbidden) as refused:
        propose(stage, decision, kind="strike", actor=person)
    assert refused.value.code == "halted"


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"kind": "exile"}, {"kind": "mute", "days": 31}, {"kind": "suspend", "days": 366}]
)
def test_a_proposal_has_a_reason_a_kind_and_days(stage: Stage, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        propose(stage, **fields)


def test_the_same_is_proposed_once_at_a_time(stage: Stage) -> None:
    propose(stage)
    with pytest.raises(Conflict):
        propose(stage)


def test_a_manager_agrees_in_their_own_words_and_the_moderator_is_told(stage: Stage) -> None:
    made = proposals.confirm(propose(stage, kind="mute", days=3), reason="Calm down.", actor=stage.manager, at=NOW())
    assert made.state == State.CONFIRMED
    assert made.measure is not None
    assert (made.measure.reason, made.measure.by) == ("Calm down.", stage.manager)
    assert Letter.objects.filter(about="measure_answered", to=stage.moderator.email).exists()
    with pytest.raises(Forbidden):
        stage.say("No.")


def test_a_manager_declines_and_nothing_happens(stage: Stage) -> None:
    made = proposals.decline(propose(stage), reason="Once is no habit.", actor=stage.manager, at=NOW())
    assert made.state == State.DECLINED
    assert "Once is no habit." in Letter.objects.get(about="measure_answered").text
    assert not Measure.objects.exists()


@pytest.mark.parametrize("answer", ["confirm", "decline"])
def test_a_proposal_is_answered_once_by_a_manager_who_did_not_make_it(stage: Stage, answer: str) -> None:
    how: Any = getattr(proposals, answer)
    made = propose(stage)
    for person in (stage.moderator, stage.reader, stage.author):
        with pytest.raises(Forbidden):
            how(made, reason="Yes.", actor=person, at=NOW())
    with pytest.raises(Invalid):
        how(made, reason=" ", actor=stage.manager, at=NOW())
    how(made, reason="Yes.", actor=stage.manager, at=NOW())
    with pytest.raises(Conflict):
        how(made, reason="Yes.", actor=manager_of(stage.program), at=NOW())


def test_a_manager_does_not_answer_their_own_proposal(stage: Stage) -> None:
    made = propose(stage, actor=stage.manager)
    with pytest.raises(Forbidden):
        proposals.confirm(made, reason="Yes.", actor=stage.manager, at=NOW())


def test_a_strike_weighs_what_its_clause_weighs_also_in_a_later_version(stage: Stage) -> None:
    weighed(stage, 4)
    version = stage.clause.version
    decision = against(stage)
    later = PolicyVersionFactory(policy=version.policy, number=version.number + 1)
    type(decision).objects.filter(pk=decision.pk).update(clause=later.clauses.get(code="1"))
    decision.refresh_from_db()
    assert take(stage, decision).weight == 4


def test_a_strike_without_a_weighed_clause_weighs_one_and_counts_ninety_days(stage: Stage) -> None:
    made = take(stage)
    assert made.weight == 1
    assert made.until == made.at + timedelta(days=90)
    about = (stage.author, stage.program)
    assert weight_of(*about, at=NOW()) == 1
    assert weight_of(*about, at=made.until) == 0


def test_at_the_threshold_a_mute_is_proposed_and_never_done(stage: Stage) -> None:
    """Guard: `weigh` only creates a proposal; were it to take the measure, the author could not speak below."""
    for _strike in range(3):
        assert not MeasureProposal.objects.exists()
        take(stage)
    made = MeasureProposal.objects.get()
    assert (made.kind, made.by, made.weight, made.days) == ("mute", None, 3, 7)
    assert Entry.objects.get(verb="measure.proposed").actor_id is None
    assert stage.say("I still may.").pk
    take(stage)
    assert MeasureProposal.objects.count() == 1


def test_the_heavier_threshold_proposes_a_suspension(stage: Stage) -> None:
    weighed(stage, 6)
    take(stage)
    assert (MeasureProposal.objects.get().kind, MeasureProposal.objects.get().days) == ("suspend", 30)


def test_a_threshold_of_nothing_proposes_nothing(stage: Stage) -> None:
    ruled(stage, mute_weight=0, suspend_weight=0)
    weighed(stage, 10)
    take(stage)
    assert not MeasureProposal.objects.exists()


def test_the_program_says_how_long_a_strike_counts_and_what_is_proposed(stage: Stage) -> None:
    ruled(stage, strike_days=10, mute_weight=1, mute_days=2, suspend_weight=9)
    made = take(stage)
    assert made.until == made.at + timedelta(days=10)
    assert MeasureProposal.objects.get().days == 2


def test_a_strike_falls_with_its_decision_and_so_does_what_was_proposed(stage: Stage) -> None:
    """Guard: `fall` after an overturned appeal; taken out, the proposal stays open."""
    decision = against(stage)
    take(stage)
    take(stage, decision)
    take(stage)
    asked = appeals.appeal(decision, by=stage.author, text="I was kind.", at=NOW())
    appeals.decide(asked, judge=manager_of(stage.program), overturn=True, reason="You were.", at=NOW())
    assert weight_of(stage.author, stage.program, at=NOW()) == 2
    assert MeasureProposal.objects.get().state == State.FALLEN
    with pytest.raises(Conflict):
        proposals.confirm(MeasureProposal.objects.get(), reason="Yes.", actor=stage.manager, at=NOW())


def test_what_the_other_strikes_still_reach_is_proposed_anew(stage: Stage) -> None:
    weighed(stage, 3)
    ruled(stage, mute_weight=3, suspend_weight=9)
    first = against(stage)
    take(stage, first)
    take(stage)
    asked = appeals.appeal(first, by=stage.author, text="I was kind.", at=NOW())
    appeals.decide(asked, judge=manager_of(stage.program), overturn=True, reason="You were.", at=NOW())
    assert [row.state for row in MeasureProposal.objects.order_by("pk")] == [State.FALLEN, State.OPEN]
    assert MeasureProposal.objects.latest("pk").decision_id != first.pk


def test_a_moderator_reads_of_a_person_only_what_rests_on_their_own_pages(stage: Stage) -> None:
    """Guard: `seen` in `conduct_of`; taken out, the moderator of the kitchen reads of the garden."""
    take(stage, against(stage, message=stage.say(page=stage.garden), by=stage.manager))
    take(stage, kind="warn")
    seen = conduct_of(stage.author, standing_of(stage.moderator, stage.program, at=NOW()))
    assert ([one.kind for one in seen.measures], seen.weight) == (["warn"], 0)
    all_of_it = conduct_of(stage.author, standing_of(stage.manager, stage.program, at=NOW()))
    assert (len(all_of_it.measures), all_of_it.weight) == (2, 1)
    grant_moderate(stage.program, stage.moderator, stage.garden)
    assert conduct_of(stage.author, standing_of(stage.moderator, stage.program, at=NOW())).weight == 1


def test_a_proposal_is_never_changed_or_deleted(stage: Stage) -> None:
    """Guards: the triggers `measure_proposal_answered_once` and `measure_proposal_never_deleted`."""
    open_one = MeasureProposal.objects.filter(pk=propose(stage, kind="mute", days=3).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        open_one.update(days=30)
    made = proposals.decline(open_one.get(), reason="Not so.", actor=stage.manager, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureProposal.objects.filter(pk=made.pk).update(state=State.OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureProposal.objects.filter(pk=made.pk).delete()


@pytest.mark.parametrize(
    "fields",
    [
        {"strike_days": 0}, {"strike_days": 731}, {"mute_days": 31}, {"suspend_days": 366}, {"mute_weight": 101},
        {"mute_weight": 5, "suspend_weight": 5},
    ],
)  # fmt: skip
def test_a_rule_of_strikes_makes_sense(stage: Stage, fields: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        ruled(stage, **fields)


def test_a_program_has_one_rule_of_strikes_set_by_a_manager(stage: Stage) -> None:
    ruled(stage)
    with pytest.raises(Conflict):
        ruled(stage)
    with pytest.raises(Forbidden):
        save_standing_rule(StandingRule(program=stage.program), actor=stage.moderator, at=NOW())


def test_a_clause_is_weighed_once_by_a_manager_in_its_own_program(stage: Stage) -> None:
    weighed(stage, 2)
    with pytest.raises(Conflict):
        weighed(stage, 3)
    for weight in (0, 11):
        with pytest.raises(Invalid):
            weighed(stage, weight)
    row = ClauseWeight(program=stage.program, clause=stage.clause, weight=2)
    with pytest.raises(Forbidden):
        save_clause_weight(row, actor=stage.moderator, at=NOW())
    other = ProgramFactory(hostname="other.example")
    row = ClauseWeight(program=other, clause=stage.clause, weight=2)
    with pytest.raises(Invalid):
        save_clause_weight(row, actor=manager_of(other), at=NOW())


def test_what_a_threshold_proposed_falls_with_a_lifted_or_ended_strike_and_a_declined_one_is_not_asked_again(
    stage: Stage,
) -> None:
    """Guard: `fall` in `lift` and `_expired`, and there `fallen and`; taken out, it stays, or is asked again."""
    ruled(stage, mute_weight=2, suspend_weight=4)
    made = [take(stage) for _strike in range(4)]
    mute, suspension = MeasureProposal.objects.order_by("pk")
    measures.lift(made[0], reason="Enough.", actor=stage.manager, at=NOW())
    assert weight_of(stage.author, stage.program, at=NOW()) == 3
    suspension.refresh_from_db()
    assert suspension.state == State.FALLEN
    proposals.decline(mute, reason="Not yet.", actor=stage.manager, at=NOW())
    measures.lift(made[1], reason="Enough.", actor=stage.manager, at=NOW())
    assert not MeasureProposal.objects.filter(state=State.OPEN).exists()
    take(stage)
    assert MeasureProposal.objects.filter(state=State.OPEN, kind="mute", weight=3).exists()
    measures.expire_due(at=NOW() + timedelta(days=91))
    assert not MeasureProposal.objects.filter(state=State.OPEN).exists()
