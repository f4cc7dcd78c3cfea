"""What is done about people, under race: real processes, each with its own connection, on PostgreSQL."""

import time
from typing import Any

import pytest
from django.utils import timezone

from moderation.actions import appeals, measures, proposals
from moderation.models import Measure, MeasureProposal
from sitewide.errors import Refused
from tests.factories import manager_of
from tests.moderation.conduct.doing import against, propose, take
from tests.moderation.stage import Stage, staged
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
ROUNDS, LONG = 4, 8


@pytest.fixture
def on() -> Stage:
    return staged()


def test_of_two_managers_who_answer_at_once_one_is_heard(on: Stage) -> None:
    """Guard: the lock in `_answerable`; without it both answers are written, or the second ends in an error."""
    managers = [on.manager, manager_of(on.program)]
    for round_ in range(ROUNDS):
        asked = propose(on, kind="mute", days=2)

        def answer(number: int, asked: MeasureProposal = asked, mixed: bool = bool(round_ % 2)) -> str:
            how: Any = proposals.decline if mixed and number else proposals.confirm
            return str(how(asked, reason="Yes.", actor=managers[number], at=timezone.now()).state)

        outcomes = race(answer, 2)
        assert sorted(outcome.refused for outcome in outcomes) == ["", "answered"]
        asked.refresh_from_db()
        assert asked.state == next(outcome.value for outcome in outcomes if outcome.value)
        assert Measure.objects.filter(decision=asked.decision).count() == (asked.state == "confirmed")
        for made in Measure.objects.filter(ended_at=None):
            measures.lift(made, reason="Next.", actor=on.manager, at=timezone.now())


def test_measures_and_the_end_of_their_decision_at_once_leave_nothing_in_force(on: Stage) -> None:
    """Guard: `locked` in `take`; without it some measure stays in force that rests on an overturned decision.

    Each begins a little later than the one before, so that some are done while the appeal is being decided.
    """
    judge, kinds = manager_of(on.program), ("warn", "strike", "mute", "suspend")
    for round_ in range(LONG):
        decision = against(on)
        asked = appeals.appeal(decision, by=on.author, text="No.", at=timezone.now())

        def act(number: int, decision: Any = decision, asked: Any = asked, late: float = 0.003 * round_) -> str:
            if number == len(kinds):
                return str(appeals.decide(asked, judge=judge, overturn=True, reason="Right.", at=timezone.now()).state)
            time.sleep(late + 0.01 * number)
            return str(take(on, decision, kind=kinds[number], days=2, actor=on.manager).pk)

        outcomes = race(act, len(kinds) + 1)
        assert {outcome.refused for outcome in outcomes} <= {"", "overturned"}
        assert not Measure.objects.filter(decision=decision, ended_at=None).exists()
        assert on.say("I may speak.").pk


def test_strikes_at_once_are_all_counted_and_propose_one_mute(on: Stage) -> None:
    """Guard: the author's row in `locked`; without it no strike sees the others, and nobody is asked."""
    for _round in range(ROUNDS):
        decisions = [against(on) for _strike in range(3)]

        def strike(number: int, decisions: Any = decisions) -> str:
            return str(take(on, decisions[number]).pk)

        assert not [one.refused for one in race(strike, 3) if one.refused]
        waiting = MeasureProposal.objects.get(state="open")
        assert (waiting.kind, waiting.weight) == ("mute", 3)
        for made in Measure.objects.filter(ended_at=None):
            measures.lift(made, reason="Next.", actor=on.manager, at=timezone.now())
        with pytest.raises(Refused):
            proposals.decline(waiting, reason="It fell.", actor=on.manager, at=timezone.now())
