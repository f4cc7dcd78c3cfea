"""A flag counts as much as its flagger was right before, and a crowd of new accounts less than its number."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from moderation.actions import appeals
from moderation.actions.decisions import decide
from moderation.models import Case, Cause, Decision
from moderation.queries.flaggers import WINDOW, credible, weight_of
from record.tasks import settle
from tests.factories import UserFactory
from tests.moderation.stage import Stage, staged

START = datetime(2026, 1, 1, tzinfo=timezone.get_current_timezone())
FLAGS = st.lists(st.tuples(st.integers(0, 300), st.booleans(), st.floats(0.01, 0.99)), max_size=12)


def decided(stage: Stage, by: User, act: str, *, at: datetime | None = None) -> Decision:
    """A message that this reader flags, decided by somebody with this act."""
    message = stage.say(f"A message that is unlike every other one here, number {Case.objects.count()}.")
    case = stage.flagged(message, by=by)
    against = act in {"hide", "remove", "warn"}
    words = {"act": act, "clause": stage.clause if against else None, "reason": "Unkind." if against else ""}
    return decide(case, moderator=stage.moderator, version=case.version, at=at or timezone.now(), **words)


def test_whom_nobody_knows_counts_a_half(stage: Stage) -> None:
    assert weight_of(stage.reader, stage.program, at=timezone.now()) == 0.5


def test_who_was_right_counts_more_and_who_was_wrong_less_but_never_nothing(stage: Stage) -> None:
    """Guard: the filter on acts against the message in `weights_of`; count every decision as right and this fails."""
    right, wrong = UserFactory(), UserFactory()
    for _number in range(3):
        decided(stage, right, "hide")
        decided(stage, wrong, "dismiss")
    later = timezone.now()
    assert weight_of(right, stage.program, at=later) == pytest.approx(4 / 5)
    assert weight_of(wrong, stage.program, at=later) == pytest.approx(1 / 5)


def test_a_decision_that_was_overturned_made_no_flag_right(stage: Stage) -> None:
    decision = decided(stage, stage.reader, "hide")
    made = appeals.appeal(decision, by=stage.author, text="It was kind.", at=timezone.now())
    appeals.decide(made, judge=stage.manager, overturn=True, reason="So it was.", at=timezone.now())
    assert weight_of(stage.reader, stage.program, at=timezone.now()) == pytest.approx(1 / 3)


def test_a_case_that_is_open_closed_or_handed_to_staff_says_nothing(stage: Stage) -> None:
    stage.flagged(by=stage.reader)
    case = stage.flagged(stage.say("Another."), by=stage.reader)
    words = {"act": "escalate", "clause": None, "reason": "Too hard."}
    decide(case, moderator=stage.moderator, version=case.version, at=timezone.now(), **words)
    assert weight_of(stage.reader, stage.program, at=timezone.now()) == 0.5


def test_old_flags_and_those_of_other_programs_are_not_counted(stage: Stage) -> None:
    decided(stage, stage.reader, "hide")
    assert weight_of(stage.reader, stage.program, at=timezone.now() + WINDOW) == 0.5
    assert weight_of(stage.reader, staged(hostname="other.example").program, at=timezone.now()) == 0.5


def test_one_by_somebody_mostly_wrong_makes_a_case_less_urgent_than_one_by_somebody_mostly_right(stage: Stage) -> None:
    right, wrong = UserFactory(), UserFactory()
    for _number in range(8):
        decided(stage, right, "hide")
        decided(stage, wrong, "dismiss")
    assert stage.flagged(stage.say("First."), by=right).urgency == 3
    case = stage.flagged(stage.say("Second."), by=wrong)
    assert case.urgency == 1
    assert case.causes.get().weight == 10


def test_a_crowd_of_new_accounts_does_not_make_a_case_burn(stage: Stage) -> None:
    """Guard: the square of the number in `credible`; without it ten new accounts make any message burn."""
    message = stage.say()
    for _number in range(10):
        stage.flag(message, by=UserFactory())
    settle()
    case = Case.objects.get()
    assert case.causes.filter(kind=Cause.Kind.FLAG).count() == 10, "every cause is shown"
    assert case.urgency == 2


def test_new_accounts_hours_apart_are_no_crowd(stage: Stage) -> None:
    hours = [(START + timedelta(hours=2 * number), True, 0.5) for number in range(4)]
    assert credible(hours) == pytest.approx(2.0)


@given(flags=FLAGS, another=st.tuples(st.integers(0, 300), st.just(False), st.floats(0.01, 0.99)))
def test_another_flag_of_a_known_account_always_counts_in_full(
    flags: list[tuple[int, bool, float]], another: tuple[int, bool, float]
) -> None:
    rows = [(START + timedelta(minutes=minute), is_new, weight) for minute, is_new, weight in flags]
    minute, is_new, weight = another
    more = [*rows, (START + timedelta(minutes=minute), is_new, weight)]
    assert credible(more) == pytest.approx(credible(rows) + weight)


@given(flags=FLAGS)
def test_flags_never_count_more_than_their_weights_together(flags: list[tuple[int, bool, float]]) -> None:
    rows = [(START + timedelta(minutes=minute), is_new, weight) for minute, is_new, weight in flags]
    assert 0 <= credible(rows) <= sum(weight for _at, _new, weight in rows) + 1e-9


def test_however_many_new_accounts_come_at_once_they_count_less_than_two() -> None:
    rows = [(START + timedelta(seconds=number), True, 0.5) for number in range(500)]
    assert 0.5 < credible(rows) < 0.5 * 1.65
