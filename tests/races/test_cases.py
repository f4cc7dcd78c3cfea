"""I3, I5, I7 and I8 under race: real processes, each with its own connection, on PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.models import Exercise, Grant
from cms.actions import messages
from cms.models import Message
from moderation.actions import appeals, cases
from moderation.actions.causes import Reason
from moderation.actions.decisions import decide
from moderation.models import Appeal, Case, Cause, Decision, Flag
from record.models import Entry
from record.tasks import settle
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
    """I3. Guard: the grant's row lock in `rights.exercise`, and the examination after it."""
    wanted = [stage.case() for _number in range(MANY)]
    at = timezone.now()

    def work(number: int) -> str:
        if number == 0:
            Grant.objects.filter(pk=stage.grant.pk).update(state=Grant.State.REVOKED, ended_at=timezone.now())
            return "revoked"
        case = wanted[number]
        words = {"act": "dismiss", "clause": None, "reason": ""}
        return decide(case, moderator=stage.moderator, version=case.version, at=at, **words).act

    outcomes = race(work, MANY)
    done = sum(1 for outcome in outcomes if outcome.value == "dismiss")
    assert {outcome.refused for outcome in outcomes} <= {"", "granted", "not_found"}
    assert Decision.objects.count() == Exercise.objects.filter(right="moderate").count() == done
    assert Case.objects.filter(state=Case.State.DECIDED).count() == done


def test_simultaneous_flags_end_in_one_open_case_with_all_of_them(stage):
    """Guard: the constraint `one_open_case_per_message`; without it several cases stand open for the message."""
    message, people = stage.say(), [UserFactory() for _number in range(MANY)]
    at, clause = timezone.now(), stage.clause

    def flag_and_open(number: int) -> int:
        made = stage.flag(message, by=people[number], clause=clause)
        reason = Reason(Cause.Kind.FLAG, at, flag_id=made.pk)
        return cases.open_case(message, reasons=[reason], at=at).pk

    outcomes = race(flag_and_open, MANY)
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


def test_a_withdrawal_and_decisions_at_once_leave_one_of_them(stage):
    """Guard: the message's row lock in `decide`, taken before its state is read."""
    case = stage.case()
    moderators = [stage.moderator_of() for _number in range(MANY)]
    at, clause = timezone.now(), stage.clause

    def work(number: int) -> str:
        if number == 0:
            return messages.withdraw(case.message, actor=stage.author, at=at).state
        words = {"act": "remove", "clause": clause, "reason": "Be kind."}
        return decide(case, moderator=moderators[number], version=case.version, at=at, **words).act

    outcomes = race(work, MANY)
    assert sum(1 for outcome in outcomes if not outcome.refused) == 1
    assert Message.objects.get().state in {"withdrawn", "removed"}
