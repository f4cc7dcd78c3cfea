"""I3, I5, I7 and I8 under race: real processes, each with its own connection, on PostgreSQL."""

import multiprocessing
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from advocates.actions import grants
from advocates.models import Exercise
from cms.actions import messages
from cms.models import Message
from moderation.actions import appeals, cases
from moderation.actions.causes import Reason
from moderation.actions.decisions import decide
from moderation.models import Appeal, Case, Cause, Decision, Flag
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Refused
from tests.factories import UserFactory
from tests.moderation.stage import Stage, staged
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY = 16


@pytest.fixture
def stage() -> Stage:
    return staged()


def test_one_case_is_claimed_by_one_of_many(stage):
    """I7. Guard: the row lock in `claim`; read without it, several moderators hold the case."""
    case, moderators = stage.case(), [stage.moderator_of() for _number in range(MANY)]
    at = timezone.now()
    outcomes = race(lambda n: cases.claim(case, moderator=moderators[n], at=at).version, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "claimed": MANY - 1}
    assert Entry.objects.filter(verb="case.claimed").count() == 1


def test_many_who_press_claim_next_each_get_a_case_of_their_own(stage):
    """I7. Guard: `skip_locked` with the row lock in `_first`; without the lock several get the most urgent one."""
    moderators = [stage.moderator_of() for _number in range(MANY)]
    for number in range(MANY):
        stage.case(urgency=number % 5)
    at = timezone.now()

    def press(number: int) -> int:
        found = cases.claim_next(stage.program, moderator=moderators[number], at=at)
        return found.pk if found else 0

    taken = [outcome.value for outcome in race(press, MANY)]
    assert len(set(taken) - {0}) == MANY


def test_one_moderator_in_many_windows_holds_one_case(stage):
    """Guard: `_one_press_at_a_time`; without it a moderator ends up with several cases."""
    wanted = [stage.case() for _number in range(4)]
    at = timezone.now()

    def press(number: int) -> None:
        if number % 2:
            cases.claim(wanted[number % 4], moderator=stage.moderator, at=at)
        else:
            cases.claim_next(stage.program, moderator=stage.moderator, at=at)

    race(press, MANY)
    assert Case.objects.filter(claimed_by=stage.moderator).count() == 1


def test_a_case_is_decided_once_by_whoever_is_first(stage):
    """I7. Guard: the row lock in `decide` and, behind it, the constraint `one_final_decision_per_case`."""
    case, moderators = stage.case(), [stage.moderator_of() for _number in range(MANY)]
    at, clause = timezone.now(), stage.clause
    acts = ["hide", "dismiss", "remove", "warn"]

    def rule(number: int) -> str:
        words = {"act": acts[number % 4], "clause": clause, "reason": "Be kind."}
        return decide(case, moderator=moderators[number], version=case.version, at=at, **words).act

    outcomes = race(rule, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "decided": MANY - 1}
    decision = Decision.objects.get()
    assert Exercise.objects.filter(right="moderate").count() == 1
    assert Message.objects.get().state == {"hide": "hidden", "remove": "removed"}.get(decision.act, "published")
    assert Entry.objects.filter(verb="decision.made").count() == 1


def test_a_lapsed_claim_is_returned_once_and_taken_by_one(stage):
    """I7. Guard: the row lock and the second look at the lease in `claim`; the sweep passes over what is locked."""
    case, moderators = stage.case(), [stage.moderator_of() for _number in range(MANY)]
    at = timezone.now()
    cases.claim(case, moderator=stage.moderator, at=at - timedelta(minutes=16))

    def take(number: int) -> int:
        if number < 4:
            return cases.return_lapsed(at=at)
        return cases.claim(case, moderator=moderators[number], at=at).pk

    outcomes = race(take, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 5, "claimed": MANY - 5}
    case.refresh_from_db()
    assert case.claimed_until is not None
    assert case.claimed_until > at


def test_an_appeal_is_decided_once_and_never_by_who_decided(stage):
    """I8. Guard: the row lock and `TRANSITIONS` in `appeals.decide`, `conflicts_of`, and the trigger behind it."""
    case, judges = stage.case(), [stage.moderator_of() for _number in range(MANY)]
    at = timezone.now()
    words = {"act": "hide", "clause": stage.clause, "reason": "Be kind."}
    decision = decide(case, moderator=judges[0], version=case.version, at=at, **words)
    appealed = appeals.appeal(decision, by=stage.author, text="I was kind.", at=at)

    def judge(number: int) -> str:
        return appeals.decide(appealed, judge=judges[number], overturn=number % 2 == 0, reason="Read.", at=at).state

    refusals = Counter(outcome.refused for outcome in race(judge, MANY))
    assert refusals == {"": 1, "no_conflict": 1, "decided": MANY - 2}
    row = Appeal.objects.get()
    assert row.decided_by != decision.by
    assert Message.objects.get().state == ("published" if row.state == Appeal.State.OVERTURNED else "hidden")


def test_nothing_is_decided_under_a_grant_after_its_revocation_returned(stage):
    """I3. Guard: the examination inside the decision's transaction (`use_right`), and behind it the trigger
    `exercise_of_a_live_grant`; where facts take a revoked grant for a live one, only the trigger is left."""
    wanted = [[stage.case() for _number in range(4)] for _process in range(MANY)]
    revoked = multiprocessing.get_context("fork").Event()

    def work(number: int) -> list[tuple[bool, bool]]:
        if number == 0:
            grants.revoke(stage.grant, reason="Enough.", actor=stage.manager, at=timezone.now())
            revoked.set()
            return []
        return [_decided_after(revoked, stage, case) for case in wanted[number]]

    told = [each for outcome in race(work, MANY) for each in outcome.value]
    assert (True, True) not in told, "decided after the revocation had returned"
    assert any(late for late, _done in told), "nothing was tried afterwards"
    done = sum(1 for _late, done in told if done)
    assert Decision.objects.count() == Exercise.objects.filter(right="moderate").count() == done


def _decided_after(revoked: Any, stage: Stage, case: Case) -> tuple[bool, bool]:
    """Whether the revocation had returned before the try, and whether the decision was made."""
    late = revoked.is_set()
    words = {"act": "dismiss", "clause": None, "reason": "", "version": case.version}
    try:
        decide(case, moderator=stage.moderator, at=timezone.now(), **words)
    except Refused:
        return late, False
    return late, True


def test_simultaneous_flags_end_in_one_open_case_with_all_of_them(stage):
    """Guard: the constraint `one_open_case_per_message`; without it several cases stand open for the message."""
    message = stage.say()
    flags = [stage.flag(message, by=UserFactory()) for _number in range(MANY)]
    at = timezone.now()

    def open_for(number: int) -> int:
        reason = Reason(Cause.Kind.FLAG, at, flag_id=flags[number].pk)
        return cases.open_case(message, reasons=[reason], at=at).pk

    outcomes = race(open_for, MANY)
    assert len({outcome.value for outcome in outcomes}) == 1
    settle()
    case = Case.objects.get(state=Case.State.OPEN)
    assert case.causes.count() == Flag.objects.count() == MANY
    assert Entry.objects.filter(verb="case.opened").count() == 1


def test_one_person_who_sends_a_flag_many_times_at_once_has_flagged_once(stage):
    """Guard: the constraint `one_flag_per_message_and_person`."""
    message, clause = stage.say(), stage.clause
    outcomes = race(lambda _n: stage.flag(message, by=stage.reader, clause=clause).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "flagged": MANY - 1}


def test_a_withdrawal_and_a_decision_at_once_leave_one_of_them(stage):
    """The message's row lock in `decide` and in cms lets one wait for the other; whoever waited is refused."""
    wanted, moderator = [stage.case() for _number in range(MANY * 2)], stage.moderator
    at, clause = timezone.now(), stage.clause
    together = multiprocessing.get_context("fork").Barrier(2, timeout=30)

    def work(number: int) -> list[bool]:
        return [_done(case, number) for case in wanted]

    def _done(case: Case, number: int) -> bool:
        words = {"act": "remove", "clause": clause, "reason": "Be kind.", "version": case.version}
        together.wait()
        try:
            if number:
                decide(case, moderator=moderator, at=at, **words)
            else:
                messages.withdraw(case.message, actor=stage.author, at=at)
        except Refused:
            return False
        return True

    withdrawn, removed = (outcome.value for outcome in race(work, 2))
    assert [one + other for one, other in zip(withdrawn, removed, strict=True)] == [1] * len(wanted)
