"""Every transfer sums to zero, no balance goes below it, the same cause moves points once, and nothing is ever changed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from campaigns.actions.ledger import account_of, post, side_of
from campaigns.models import Account, Contribution, LedgerEntry, Transfer
from campaigns.queries import balance_of, ledger_faults
from sitewide.errors import Conflict
from tests.factories import ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no deferred triggers")


def moved(cast, cause, *lines):
    about = {"program": cast.program, "kind": Transfer.Kind.EARNED, "memo": "a test", "at": cast.at}
    return post(cause=cause, lines=lines, **about)


@pytest.fixture
def mine(cast) -> Account:
    return account_of(cast.program, cast.advocate)


@pytest.fixture
def issued(cast) -> Account:
    return side_of(cast.program, Account.Kind.ISSUED)


def test_a_transfer_moves_points_between_accounts(cast, mine, issued):
    transfer = moved(cast, "a", (issued, -30), (mine, 30))
    assert balance_of(cast.program, cast.advocate) == 30
    assert sorted(transfer.entries.values_list("amount", flat=True)) == [-30, 30]


def test_the_same_cause_moves_points_once(cast, mine, issued):
    """Guard: the unique cause; posted under another each time it pays each time."""
    first = moved(cast, "a", (issued, -30), (mine, 30))
    assert moved(cast, "a", (issued, -30), (mine, 30)) == first
    assert balance_of(cast.program, cast.advocate) == 30


@pytest.mark.parametrize("lines", [[("mine", 5)], [("mine", 5), ("issued", -4)], [("mine", 5), ("mine", -5)], []])
def test_lines_that_are_no_transfer_are_refused(cast, mine, issued, lines):
    accounts = {"mine": mine, "issued": issued}
    with pytest.raises(ValueError, match="transfer"):
        moved(cast, "a", *[(accounts[name], points) for name, points in lines])
    assert not Transfer.objects.exists()


def test_points_never_move_between_programs(cast, mine):
    elsewhere = side_of(ProgramFactory(hostname="other.example"), Account.Kind.ISSUED)
    with pytest.raises(ValueError, match="own program"):
        moved(cast, "a", (elsewhere, -5), (mine, 5))


def test_what_would_take_a_balance_below_zero_is_refused_as_a_whole(cast, mine, issued):
    """Guard: the look at what is covered in `ledger_post` (`by_rows` on SQLite); without it the database's own check
    refuses with an error 500."""
    moved(cast, "a", (issued, -30), (mine, 30))
    with pytest.raises(Conflict) as refused:
        moved(cast, "b", (mine, -31), (issued, 31))
    assert (refused.value.code, refused.value.status) == ("not_enough_points", 409)
    assert balance_of(cast.program, cast.advocate) == 30
    assert not Transfer.objects.filter(cause="b").exists()


def test_a_transfer_of_many_lines_is_refused_as_a_whole_when_one_is_not_covered(cast, mine, issued):
    poor = account_of(cast.program, UserFactory())
    with pytest.raises(Conflict):
        moved(cast, "a", (mine, 5), (poor, -1), (issued, -4))
    assert balance_of(cast.program, cast.advocate) == 0


def test_a_program_has_one_account_for_each_of_its_sides(cast, issued):
    """Guard: the partial unique constraint; nulls would else be distinct."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(program=cast.program, kind=Account.Kind.ISSUED)


def test_the_database_refuses_a_balance_below_zero(mine):
    """Guard: the constraint `a_balance_is_never_below_zero`."""
    with pytest.raises(IntegrityError, match="a_balance_is_never_below_zero"), transaction.atomic():
        Account.objects.filter(pk=mine.pk).update(balance=-1)


def test_the_database_keeps_no_balance_for_a_side_of_the_program(issued):
    """Guard: the constraint `only_people_and_the_budget_hold_a_balance`; a kept one would be a row that every transfer locks."""
    with pytest.raises(IntegrityError, match="only_people_and_the_budget_hold_a_balance"), transaction.atomic():
        Account.objects.filter(pk=issued.pk).update(balance=1)


def test_the_database_refuses_that_more_stands_than_a_contribution_earned(cast):
    """Guard: the constraint `no_more_stands_than_a_contribution_earned`."""
    row = Contribution(program=cast.program, member=cast.advocate, what="post", subject_kind="x", subject_id=1)
    row.state, row.points, row.standing, row.at = "credited", 5, 6, cast.at
    with pytest.raises(IntegrityError, match="no_more_stands"), transaction.atomic():
        row.save()


def test_the_database_refuses_a_line_that_moves_nothing(cast, mine):
    """Guard: the constraint `an_entry_moves_something`."""
    transfer = Transfer.objects.create(program=cast.program, kind="earned", cause="x", memo="x", at=cast.at)
    with pytest.raises(IntegrityError, match="an_entry_moves_something"), transaction.atomic():
        LedgerEntry.objects.create(transfer=transfer, account=mine, amount=0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE campaigns_ledgerentry SET amount = amount + 1",
        "DELETE FROM campaigns_ledgerentry",
        "UPDATE campaigns_transfer SET cause = 'another'",
        "DELETE FROM campaigns_transfer",
    ],
)
def test_what_moved_points_is_never_changed_or_deleted(cast, mine, issued, sql):
    """Guard: the triggers of campaigns/migrations/0002_guards.py; without them the statement goes through."""
    moved(cast, "a", (issued, -30), (mine, 30))
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("points", [[7], [7, -6]])
def test_an_unbalanced_transfer_cannot_be_committed(points):
    """Guard: the deferred trigger `transfer_sums_to_zero`; without it the commit goes through."""
    program, holder = ProgramFactory(), UserFactory()
    accounts = [account_of(program, holder), side_of(program, Account.Kind.ISSUED)]
    with pytest.raises(IntegrityError, match="A transfer sums to zero"), transaction.atomic():
        transfer = Transfer.objects.create(program=program, kind="earned", cause="x", memo="x", at=holder.date_joined)
        for account, amount in zip(accounts, points, strict=False):
            LedgerEntry.objects.create(transfer=transfer, account=account, amount=amount)
    assert not LedgerEntry.objects.exists()


class TestVerifying:
    def test_a_ledger_that_holds_says_so(self, cast, mine, issued, capsys):
        moved(cast, "a", (issued, -30), (mine, 30))
        call_command("verify_ledger")
        assert "2 ledger entries hold" in capsys.readouterr().out

    def test_a_balance_that_its_entries_do_not_make_is_named(self, cast, mine, issued):
        moved(cast, "a", (issued, -30), (mine, 30))
        Account.objects.filter(pk=mine.pk).update(balance=31)
        with pytest.raises(CommandError, match=rf"Account {mine.pk} says 31, but its entries sum to 30"):
            call_command("verify_ledger")

    def test_a_transfer_without_entries_is_named(self, cast):
        empty = Transfer.objects.create(program=cast.program, kind="earned", cause="x", memo="x", at=cast.at)
        assert list(ledger_faults()) == [f"Transfer {empty.pk} has no entries."]

    def test_an_unbalanced_transfer_that_slipped_in_is_named(self, cast, mine):
        """The trigger fires at the commit only; before it the fault can be seen."""
        odd = Transfer.objects.create(program=cast.program, kind="earned", cause="x", memo="x", at=cast.at)
        line = LedgerEntry.objects.create(transfer=odd, account=mine, amount=3)
        Account.objects.filter(pk=mine.pk).update(balance=3)
        assert next(ledger_faults()) == f"Transfer {odd.pk} sums to 3, not to zero."
        LedgerEntry.objects.create(transfer=odd, account=side_of(cast.program, "issued"), amount=-line.amount)
