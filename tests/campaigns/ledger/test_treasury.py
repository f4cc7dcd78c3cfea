"""The accounts of a program: what is promised never passes what is there, and all of it can be read."""

import dataclasses
from decimal import Decimal

import pytest

from campaigns.actions import budget, treasury
from campaigns.models import Account, Transfer, Treasury
from campaigns.queries import ledger_faults
from campaigns.queries.amounts import minor, told
from campaigns.queries.treasury import available, points_short, position_of, trial_balance
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.campaigns.ledger.conftest import TERMS
from tests.factories import ProgramFactory, manager_of
from tests.factories.campaigns import CampaignFactory
from tests.stage import at_work

pytestmark = pytest.mark.django_db


def refused(code, work):
    with pytest.raises(Refused) as refusal:
        work()
    assert refusal.value.code == code


def test_a_program_without_a_currency_has_no_money_and_points_without_value(cast):
    cast.earned(1_000)
    assert (position_of(cast.program), available(cast.program), points_short(cast.program, 10**6)) == (None, 0, False)


def test_the_position_counts_what_is_promised(cast, money):
    """20.00 paid in; 300 points out (1.50), a campaign of 1,000 (5.00), 4.00 committed, of which 1.00 owed and 0.50 paid."""
    cast.earned(300)
    CampaignFactory(program=cast.program, owner=cast.manager, points_budget=1_000)
    for step, amount in (("commit", 400), ("owe", 100), ("pay", 50), ("spend", 30)):
        person = cast.advocate if step in ("owe", "pay") else None
        budget.move(step, program=cast.program, amount=amount, cause=step, memo=step, at=cast.at, person=person)
    found = position_of(cast.program)
    assert (found.funded, found.budget, found.committed, found.owed) == (2_000, 1_600, 270, 50)
    assert (found.spent, found.paid, found.points_worth, found.campaigns_worth) == (30, 50, 150, 500)
    assert found.available == available(cast.program) == 1_600 - 150 - 500
    assert found.obligations == 150 + 500 + 270 + 50
    for unit in ("points", "eur"):
        assert sum(side.total for side in trial_balance(cast.program) if side.unit == unit) == 0
    assert list(ledger_faults()) == []


def test_what_covers_a_promise_is_not_taken_out(cast, money):
    """Guard: `available` in `take_out`; the budget alone would give all of it."""
    cast.earned(1_000)
    about = {"reason": "Back to the bank", "actor": cast.manager, "at": cast.at}
    refused("budget_short", lambda: treasury.take_out(cast.program, amount=1_501, key="a", **about))
    once = treasury.take_out(cast.program, amount=1_500, key="b", **about)
    assert treasury.take_out(cast.program, amount=1_500, key="b", **about) == once
    assert available(cast.program) == 0
    refused(
        "budget_short", lambda: budget.move("commit", program=cast.program, amount=501, cause="c", memo="", at=cast.at)
    )


def test_who_may_and_what_fits(cast, money):
    pay = {"amount": 5, "reason": "Bank", "key": "k", "actor": cast.manager, "at": cast.at}
    for changed, code in (
        ({"actor": cast.advocate}, "not_a_manager"), ({"reason": " "}, "no_reason"), ({"amount": 0}, "bad_amount"),
    ):  # fmt: skip
        refused(code, lambda changed=changed: treasury.pay_in(cast.program, **pay | changed))
    usual = {"actor": cast.manager, "at": cast.at}
    other = dataclasses.replace(TERMS, currency="usd")
    refused("currency_used", lambda: treasury.set_up(cast.program, other, **usual))
    for wrong in ({"currency": "euro"}, {"value_of_100": 0}, {"expiry_months": 0}):
        terms = dataclasses.replace(TERMS, **wrong)
        code = "currency_used" if "currency" in wrong else "bad_treasury"
        refused(code, lambda terms=terms: treasury.set_up(cast.program, terms, **usual))
    refused("not_a_manager", lambda: treasury.set_up(cast.program, TERMS, actor=cast.member, at=cast.at))
    assert treasury.set_up(cast.program, dataclasses.replace(TERMS, value_of_100=60), **usual).value_of_100 == 60


def test_money_beyond_the_budget_is_named(cast, money):
    """Guard of the rows is the database's check; that the sides of the program hold is only seen here."""
    for step, amount in (("commit", 100), ("release", 200)):
        budget.move(step, program=cast.program, amount=amount, cause=step, memo="", at=cast.at)
    committed = Account.objects.get(kind="committed")
    assert list(ledger_faults()) == [f"Account {committed.pk} (budget committed) is below zero: -100."]


def test_amounts_are_read_and_written_in_the_units_of_their_currency():
    assert (told(123_450, "eur"), told(1_200, "jpy")) == ("1,234.50 EUR", "1,200 JPY")
    assert (minor(Decimal("12.34"), "eur"), minor(Decimal(12), "jpy")) == (1_234, 12)


def test_the_workbench_sets_up_shows_and_moves_money(cast):
    """Guards: `MoneyField` reads no amount in two ways, and `minor` no part of the smallest unit."""
    desk = at_work(cast.manager)
    terms = {
        "currency": "eur",
        "value_of_100": "0.50",
        "second_person_above": 500,
        "approval_above": "1,250",
        "expiry_months": "",
    }
    new = "/admin/rewards/treasury/new/"
    for wrong in ({"approval_above": "12,50"}, {"value_of_100": "0.005"}, {"currency": "jpy"}):
        again = desk.post(new, terms | wrong)
        assert (again.status_code, next(iter(wrong.values())) in again.content.decode()) == (422, True)
    assert desk.post(new, terms).status_code == 302
    assert (Treasury.objects.get().value_of_100, Treasury.objects.get().approval_above) == (50, 125_000)
    assert 'value="1,250.00"' in desk.get(f"/admin/rewards/treasury/edit/{Treasury.objects.get().pk}/").content.decode()
    accounts = f"/admin/rewards/treasury/{Treasury.objects.get().pk}/accounts/"
    cast.earned(300)
    form = {"act": "fund", "fund-amount": "12.5", "fund-reason": "Transfer 77", "fund-key": "f"}
    assert [desk.post(accounts, form).status_code for _twice in range(2)] == [302, 302]
    shown = desk.get(accounts).content.decode()
    assert Transfer.objects.filter(kind="fund").count() == 1
    assert all(text in shown for text in ("12.50 EUR", "<dd>11.00</dd>", "1.50 EUR", "Transfer 77", "Trial balance"))
    over = {"act": "withdraw", "withdraw-amount": "11.01", "withdraw-reason": "Back", "withdraw-key": "w"}
    assert desk.post(accounts, over).status_code == 409
    other = at_work(manager_of(ProgramFactory(name="Elsewhere", hostname="other.example")))
    assert other.get(accounts).status_code == 404
    assert " EUR" not in other.get("/admin/rewards/treasury/").content.decode()


@pytest.mark.parametrize("limit", ["second_person_above", "approval_above"])
def test_a_limit_that_is_raised_is_told_to_every_other_manager(cast, money, second, limit):
    """Guard: `tell_managers` in `set_up`; without it one raises it, gives what two should, and lowers it unseen."""

    def told_after(by):
        terms = dataclasses.replace(TERMS, **{limit: getattr(TERMS, limit) + by})
        treasury.set_up(cast.program, terms, actor=cast.manager, at=cast.at)
        return [letter.member for letter in Letter.objects.filter(about="program_guarded")]

    assert told_after(0) == told_after(-1) == []
    assert told_after(1) == [second]
