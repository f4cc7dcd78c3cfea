"""I9 under race: real processes, each with its own connection, on PostgreSQL."""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from campaigns.actions import adjustments, earning, expiry, holds, treasury
from campaigns.actions.catalogue import Terms, offer, stock
from campaigns.actions.contributions import handle
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.actions.rewards import redeem
from campaigns.actions.treasury import Reckoning
from campaigns.models import Account, Contribution, Hold, LedgerEntry, Redemption, Reward, RewardCode, Transfer
from campaigns.queries import balance_of, ledger_faults
from cms.actions import messages
from cms.models import BrandPage, Message
from record.queries import entries_about
from sitewide.errors import Conflict
from tests.factories import BrandPageFactory, EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory, manager_of
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY = 32


@pytest.fixture
def program() -> Program:
    return ProgramFactory()


@pytest.fixture
def advocate(program: Program) -> User:
    """Enrolled, with an account: opening one would make the racers wait for each other and hide what is tested."""
    member = UserFactory()
    EnrolmentFactory(program=program, member=member)
    account_of(program, member)
    return member


def give(program: Program, member: User, points: int) -> None:
    lines = [(side_of(program, Account.Kind.ISSUED), -points), (account_of(program, member), points)]
    cause = f"gift:{member.pk}:{Transfer.objects.count()}"
    post(program=program, kind="earned", cause=cause, lines=lines, memo="a gift", at=timezone.now())


def reward_with(program: Program, codes: int, points: int = 50) -> Reward:
    manager, at = manager_of(program), timezone.now()
    reward = offer(program, Terms("A whisk", points), actor=manager, at=at)
    stock(reward, codes=[f"CODE-{number:04}" for number in range(codes)], actor=manager, at=at)
    return reward


def holds_up() -> None:
    assert list(ledger_faults()) == []
    assert not Account.objects.filter(balance__lt=0).exists()


def test_the_last_points_are_spent_once(program, advocate):
    """Guard: `locked_account` in `redeem`, backed by the look at what is covered in `ledger_post` and the database's check.
    With all three out several codes are given for the same points."""
    reward = reward_with(program, codes=MANY)
    give(program, advocate, 50)
    at = timezone.now()
    outcomes = race(lambda n: redeem(reward, member=advocate, key=f"k{n}", at=at).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "not_enough_points": MANY - 1}
    assert balance_of(program, advocate) == 0
    assert RewardCode.objects.exclude(redemption=None).count() == Redemption.objects.count() == 1
    holds_up()


def test_the_last_code_goes_to_one_person(program):
    """Guard: the row lock in `_free_code`; read without it, several people are promised the same code."""
    reward = reward_with(program, codes=1)
    people = [UserFactory() for _number in range(MANY)]
    for person in people:
        give(program, person, 50)
    at = timezone.now()
    outcomes = race(lambda n: redeem(reward, member=people[n], key="k", at=at).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "out_of_stock": MANY - 1}
    spent = LedgerEntry.objects.filter(account__kind="redeemed").aggregate(total=Sum("amount"))
    assert spent["total"] == 50
    holds_up()


def test_everybody_gets_a_code_of_their_own_while_there_are_enough(program):
    """Guard: `skip_locked` in `_free_code` takes the next free code instead of refusing or waiting."""
    reward = reward_with(program, codes=MANY)
    people = [UserFactory() for _number in range(MANY)]
    for person in people:
        give(program, person, 50)
    at = timezone.now()
    outcomes = race(lambda n: redeem(reward, member=people[n], key="k", at=at).code.code, MANY)
    assert len({outcome.value for outcome in outcomes}) == MANY
    holds_up()


def test_one_press_sent_many_times_redeems_once(program, advocate):
    """Guard: the look for the key below the account's lock; without it the unique key answers with an error 500."""
    reward = reward_with(program, codes=MANY)
    give(program, advocate, 50 * MANY)
    at = timezone.now()
    outcomes = race(lambda _n: redeem(reward, member=advocate, key="the same", at=at).pk, MANY)
    assert len({outcome.value for outcome in outcomes}) == 1
    assert balance_of(program, advocate) == 50 * (MANY - 1)
    holds_up()


def test_the_same_cause_moves_points_once(program, advocate):
    """Guard: the unique cause and the look for it in `ledger_post`; without both the balance grows with every process."""
    at = timezone.now()
    lines = [(side_of(program, Account.Kind.ISSUED), -5), (account_of(program, advocate), 5)]
    race(lambda _n: post(program=program, kind="earned", cause="one", lines=lines, memo="", at=at).pk, MANY)
    assert balance_of(program, advocate) == 5
    holds_up()


def published(program: Program, advocate: User) -> Message:
    page: BrandPage = BrandPageFactory(parent=program.root_page)
    GrantFactory(program=program, advocate=advocate, right="post", scope=page, per_day=MANY)
    earning.set_rule(
        program, what="post", points=20, per_day=None, active=True, actor=manager_of(program), at=timezone.now()
    )
    return messages.post(page, author=advocate, title="A pan", body="<p>Good.</p>", at=timezone.now())


def test_two_readers_of_one_entry_credit_it_once(program, advocate):
    """Guard: the account's lock in `align`, backed by the unique contribution and the unique cause."""
    entry = entries_about(published(program, advocate)).get(verb="message.published")
    race(lambda _n: handle(entry), 16)
    assert (balance_of(program, advocate), Contribution.objects.count()) == (20, 1)
    holds_up()


def test_hiding_and_restoring_told_all_at_once_end_as_the_message_does(program, advocate):
    message = published(program, advocate)
    manager = manager_of(program)
    for _round in range(4):
        messages.hide(message, actor=manager, at=timezone.now())
        messages.restore(message, actor=manager, at=timezone.now())
    entries = list(entries_about(message))
    race(lambda n: handle(entries[n % len(entries)]), 16)
    assert (balance_of(program, advocate), Contribution.objects.get().standing) == (20, 20)
    holds_up()


@pytest.mark.parametrize("_round", range(3))
def test_taking_back_and_redeeming_at_once_never_end_below_zero(program, advocate, _round):
    """Guard: both lock the account first; without the locks `min(standing, balance)` is of a balance that is gone and
    the taking back is refused by the guarded statement, so that the record's reader stands still."""
    message = published(program, advocate)
    reward = reward_with(program, codes=MANY, points=20)
    handle(entries_about(message).get(verb="message.published"))
    messages.hide(message, actor=manager_of(program), at=timezone.now())
    entry, at = entries_about(message).get(verb="message.hidden"), timezone.now()

    def act(number: int) -> str:
        if number % 2:
            return f"redeemed {redeem(reward, member=advocate, key=f'k{number}', at=at).pk}"
        return f"handled {handle(entry)}"

    outcomes = race(act, 16)
    redeemed = Redemption.objects.count()
    assert {outcome.refused for outcome in outcomes if outcome.number % 2} <= {"", "not_enough_points"}
    assert not [outcome for outcome in outcomes if outcome.refused and outcome.number % 2 == 0], "a reader was refused"
    assert redeemed <= 1
    assert (balance_of(program, advocate), Contribution.objects.get().standing) == (0, 20 * redeemed)
    holds_up()


def test_many_writers_on_few_accounts_never_wait_for_each_other(program):
    """Guard: `ORDER BY a.id` in `ledger_post`; unsorted, PostgreSQL breaks deadlocks and the errors show up here."""
    accounts = [account_of(program, UserFactory()) for _number in range(6)]
    for account in accounts:
        give(program, account.holder, 10_000)
    began = timezone.now()

    def write(number: int) -> int:
        dice = random.Random(number)
        done = 0
        for turn in range(12):
            chosen = dice.sample(accounts, 4)
            amounts = [dice.randint(1, 400) for _amount in chosen[1:]]
            lines = [(chosen[0], -sum(amounts)), *zip(chosen[1:], amounts, strict=True)]
            try:
                cause = f"w{number}:{turn}"
                with transaction.atomic():
                    post(program=program, kind="earned", cause=cause, lines=lines, memo="", at=timezone.now())
                done += 1
            except Conflict:
                continue
        return done

    outcomes = race(write, 16)
    assert sum(outcome.value for outcome in outcomes) > 16 * 5
    assert sum(account.balance for account in Account.objects.filter(kind="advocate")) == 60_000
    assert timezone.now() - began < timedelta(seconds=60)
    holds_up()


def test_writers_of_points_and_holds_of_few_people_never_wait_for_each_other(program):
    """Guard: `locked_holdings` in `take_back`; without it the hold's row is locked before the accounts, in `release` after
    them, and PostgreSQL breaks deadlocks."""
    people = [UserFactory() for _number in range(3)]
    at = timezone.now()
    for number, person in enumerate(people):
        give(program, person, 500)
        for turn in range(8):
            held(program, person, f"h{number}:{turn}", at)

    def write(number: int) -> int:
        dice = random.Random(number)
        for turn in range(8):
            person = dice.choice(people)
            if number % 2:
                holds.release_due(at=at)
            about = {"member": person, "memo": "", "at": at}
            holds.take_back(program, points=dice.randint(1, 30), cause=f"b{number}:{turn}", **about)
        return number

    assert len(race(write, 16)) == 16
    holds_true = Hold.objects.filter(left__gt=0).count() + Transfer.objects.filter(kind="released").count()
    assert holds_true <= 24
    holds_up()


def held(program: Program, person: User, cause: str, at: datetime, points: int = 20) -> Hold:
    about = {"member": person, "points": points, "memo": "", "at": at}
    return holds.hold(program, cause=cause, until=at, **about)


def test_a_hold_is_released_or_taken_back_and_never_both(program, advocate):
    """Guard: `left` is read below the lock in `release` and `take_back`; read before it, points come out of nothing."""
    at = timezone.now()
    hold = held(program, advocate, "h", at)
    about = {"member": advocate, "points": 20, "memo": "", "at": at}

    def act(number: int) -> int:
        if number % 2:
            return int(holds.release(hold, at=at))
        return holds.take_back(program, cause="the one", **about)

    outcomes = race(act, 16)
    assert sum(outcome.value for outcome in outcomes if outcome.number % 2) <= 1
    assert {outcome.value for outcome in outcomes if outcome.number % 2 == 0} == {20}
    assert balance_of(program, advocate) == 0
    holds_up()


def test_expiring_and_redeeming_at_once_take_every_point_once(program, advocate):
    """Guard: what is over is summed below the account's lock in `_expire`; before it, the transfer is not covered and the
    sweep stops with an error."""
    terms = Reckoning("eur", value_of_100=1, second_person_above=1, approval_above=1, expiry_months=1)
    treasury.set_up(program, terms, actor=manager_of(program), at=timezone.now())
    reward, at = reward_with(program, codes=MANY, points=30), timezone.now()
    give(program, advocate, 100)
    later = at + timedelta(days=70)

    def act(number: int) -> str:
        if number % 2:
            return f"redeemed {redeem(reward, member=advocate, key=f'k{number}', at=at).pk}"
        return f"expired {expiry.expire_due(at=later)}"

    outcomes = race(act, 16)
    expired = [int(outcome.value.split()[1]) for outcome in outcomes if outcome.number % 2 == 0]
    assert sum(expired) + 30 * Redemption.objects.count() == 100
    assert len([points for points in expired if points]) <= 1
    assert balance_of(program, advocate) == 0
    holds_up()


def test_two_who_confirm_one_adjustment_move_the_points_once(program, advocate):
    """Guard: the row's lock in `_waiting`, backed by the cause; without both the points move for each of them."""
    at, asked = timezone.now(), manager_of(program)
    others = [manager_of(program) for _number in range(8)]
    about = {"member": advocate, "reason": "The fair", "key": "k", "actor": asked, "at": at}
    waiting = adjustments.adjust(program, points=600, **about)
    outcomes = race(lambda n: adjustments.confirm(waiting, actor=others[n], at=at).pk, len(others))
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "answered": len(others) - 1}
    assert balance_of(program, advocate) == 600
    holds_up()
