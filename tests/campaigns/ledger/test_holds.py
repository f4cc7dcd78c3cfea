"""Points on hold: released once when their time is over or the budget covers them, taken back before what can be spent."""

from datetime import timedelta

import pytest
from django.test import Client

from campaigns.actions import holds, treasury
from campaigns.models import Account, Contribution, EarningRule, Hold, Transfer
from campaigns.queries import balance_of, ledger_faults
from campaigns.queries.lots import holdings_of
from campaigns.queries.treasury import points_short
from record.models import Entry

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def held(cast, points, *, until, cause="hold:1", contribution=None):
    return holds.hold(
        cast.program, member=cast.advocate, points=points, cause=cause, memo="a referral", at=cast.at, until=until,
        contribution=contribution,
    )  # fmt: skip


def contribution_of(cast, *, holding_days=0) -> Contribution:
    rule = EarningRule.objects.create(
        program=cast.program, what="translation", points=30, holding_days=holding_days, since=cast.at
    )
    return Contribution.objects.create(
        program=cast.program, member=cast.advocate, what="post", subject_kind="x", subject_id=1, state="credited",
        points=30, standing=30, at=cast.at, rule=rule,
    )  # fmt: skip


def test_points_on_hold_cannot_be_spent_before_their_time_and_are_released_once(cast):
    """Guards: the unique cause and `left` read below the lock in `release`."""
    hold = held(cast, 30, until=cast.at + 7 * DAY)
    assert held(cast, 30, until=cast.at + 7 * DAY) == hold, "the same cause holds once"
    before = holdings_of(cast.program, cast.advocate, at=cast.at)
    assert (before.balance, before.held, before.lifetime) == (0, 30, 0)
    assert [one.points for one in before.waiting] == [30]
    assert holds.release_due(at=cast.at + 6 * DAY) == 0
    assert [holds.release_due(at=cast.at + 7 * DAY) for _twice in range(2)] == [1, 0]
    after = holdings_of(cast.program, cast.advocate, at=cast.at)
    assert (after.balance, after.held, after.lifetime, after.waiting) == (30, 0, 30, [])
    assert Entry.objects.get(verb="points.released").data["points"] == 30
    assert list(ledger_faults()) == []


def test_what_is_taken_back_comes_off_its_hold_first_and_then_out_of_what_can_be_spent(cast):
    contribution = contribution_of(cast)
    hold = held(cast, 30, until=cast.at + DAY, contribution=contribution)
    other = held(cast, 9, until=cast.at + DAY, cause="hold:2")
    cast.earned(15)
    about = {"member": cast.advocate, "memo": "back", "at": cast.at, "contribution": contribution}
    assert holds.take_back(cast.program, points=40, cause="back", **about) == 40
    assert holds.take_back(cast.program, points=40, cause="back", **about) == 40, "told again, nothing more"
    hold.refresh_from_db()
    other.refresh_from_db()
    assert (hold.left, other.left, balance_of(cast.program, cast.advocate)) == (0, 9, 5)
    assert holds.take_back(cast.program, points=30, cause="more", **about) == 5, "what is spent stays spent"
    assert holds.take_back(cast.program, points=30, cause="none", **about) == 0
    assert not Transfer.objects.filter(cause="none").exists()
    assert holds.release_due(at=cast.at + DAY) == 1
    assert list(ledger_faults()) == []


def test_points_that_the_budget_does_not_cover_wait_until_somebody_pays_in(cast, money):
    """20.00 in the budget, 100 points are worth 0.50: 4,000 points are covered. The oldest come first."""
    cast.earned(3_900)
    assert (points_short(cast.program, 100), points_short(cast.program, 101)) == (False, True)
    first = held(cast, 150, until=None)
    held(cast, 60, until=None, cause="hold:2")
    assert not points_short(cast.program, 100), "what waits is not promised yet"
    assert holds.release_due(at=cast.at) == 0
    treasury.pay_in(cast.program, amount=25, reason="Transfer 2", key="k", actor=cast.manager, at=cast.at)
    assert holds.release_due(at=cast.at) == 1
    first.refresh_from_db()
    assert (first.left, Hold.objects.filter(left__gt=0).count()) == (0, 1)
    assert "Waits for the program" in _points_page(cast)


def test_points_that_waited_for_the_budget_wait_for_what_is_left_of_their_rules_days(cast, money):
    """Guard: `contribution.due_at` in `_release_if_covered`; whoever is paid late is not looked at for less long."""
    contribution = contribution_of(cast, holding_days=7)
    waiting = held(cast, 30, until=None, contribution=contribution)
    assert holds.release_due(at=cast.at + 2 * DAY) == 0
    waiting.refresh_from_db()
    assert (waiting.left, waiting.due_at) == (30, cast.at + 7 * DAY)
    assert [holds.release_due(at=cast.at + days * DAY) for days in (6, 7)] == [0, 1]
    late = held(cast, 30, until=None, cause="hold:2", contribution=contribution)
    assert holds.release_due(at=cast.at + 8 * DAY) == 1
    late.refresh_from_db()
    assert (late.left, late.due_at) == (0, None)


def _points_page(cast):
    client = Client()
    client.force_login(cast.advocate)
    return client.get("/portal/points/").content.decode()


def test_a_hold_that_its_account_does_not_have_is_named(cast):
    hold = held(cast, 30, until=cast.at)
    Hold.objects.filter(pk=hold.pk).update(left=20)
    account = Account.objects.get(kind="held")
    assert list(ledger_faults()) == [f"Account {account.pk} says 30 on hold, but 20 are left of its holds."]
