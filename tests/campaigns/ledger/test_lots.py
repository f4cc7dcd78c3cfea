"""Points arrive in lots, the oldest are spent first, a refund gives back to them, and what is over expires once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.actions import expiry, posting
from campaigns.actions.ledger import account_of, post, refund, side_of
from campaigns.models import Account, Contribution, Draw, Lot, Transfer
from campaigns.queries import balance_of, ledger_faults
from campaigns.queries.lots import holdings_of
from campaigns.tasks import keep_points
from cms.actions import messages
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict
from sitewide.models import Letter

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ENDS = datetime(2027, 4, 1, tzinfo=UTC)
"""With the month twelve months after that of `AT`."""


def moved(cast, kind, points, *, at=AT, refunds=None, side=Account.Kind.REDEEMED):
    lines = [(account_of(cast.program, cast.advocate), points), (side_of(cast.program, side), -points)]
    cause = f"lots:{Transfer.objects.count()}"
    return post(program=cast.program, kind=kind, cause=cause, lines=lines, memo="a test", at=at, refunds=refunds)


def earned(cast, points, at=AT):
    return moved(cast, "earned", points, at=at, side=Account.Kind.ISSUED)


def left() -> list[int]:
    return list(Lot.objects.order_by("at", "pk").values_list("left", flat=True))


def test_points_expire_with_the_month_in_the_programs_zone(cast, money):
    """A treasury says twelve months; without one points stay for ever."""
    cast.program.time_zone = "Pacific/Auckland"
    cast.program.save()
    earned(cast, 10, at=datetime(2026, 3, 31, 20, tzinfo=UTC))
    assert Lot.objects.get().expires_at == datetime(2027, 4, 30, 12, tzinfo=UTC), "April has begun there"
    money.expiry_months = None
    money.save()
    earned(cast, 10)
    assert Lot.objects.latest("pk").expires_at is None


def test_the_oldest_points_are_spent_first_and_come_back_to_where_they_were(cast, money):
    """Guard: the order in `ledger_draw`, and `ledger_give_back` (`lots_to_draw` and `_give_back` on SQLite)."""
    for days, points in ((2, 30), (0, 10), (1, 20)):
        earned(cast, points, at=AT + days * DAY)
    spent = moved(cast, "redeemed", -25, at=AT + 3 * DAY)
    assert left() == [0, 5, 30]
    refund(spent, points=18, cause="back", memo="back", at=AT + 4 * DAY)
    assert (left(), balance_of(cast.program, cast.advocate)) == ([3, 20, 30], 53)
    assert refund(spent, points=18, cause="back", memo="back", at=AT + 4 * DAY).pk, "the same cause is one refund"
    with pytest.raises(Conflict, match="No more can be given back"):
        refund(spent, points=8, cause="more", memo="more", at=AT + 4 * DAY)
    refund(spent, points=7, cause="rest", memo="rest", at=AT + 4 * DAY)
    assert left() == [10, 20, 30]
    assert list(ledger_faults()) == []


def test_points_that_come_back_too_late_have_thirty_days(cast, money):
    """Guard: the grace in `ledger_give_back`; without it they are gone with the next sweep."""
    earned(cast, 10)
    spent = moved(cast, "redeemed", -10, at=ENDS - DAY)
    refund(spent, cause="late", memo="late", at=ENDS + DAY)
    assert expiry.expire_due(at=ENDS + 30 * DAY) == 0
    assert expiry.expire_due(at=ENDS + 32 * DAY) == 10
    assert list(ledger_faults()) == []


def test_a_contribution_that_is_taken_back_comes_out_of_its_own_lot(cast, money):
    earned(cast, 50)
    message = cast.says()
    from_message = _told(message)
    earned(cast, 7, at=cast.at + DAY)
    _hidden(cast, message)
    assert Lot.objects.get(transfer__contribution=from_message).left == 0
    assert sorted(left()) == [0, 7, 50]


def _told(message):
    settle()
    return Contribution.objects.get(subject_id=message.pk, what="post").pk


def _hidden(cast, message):
    messages.hide(message, actor=cast.manager, at=cast.at + 2 * DAY)
    settle()


def test_what_is_over_expires_once_by_a_transfer_of_its_own(cast, money):
    """Guard: what is left is read below the account's lock in `_expire`; the race is in tests/races."""
    earned(cast, 30, at=AT - 31 * DAY)
    earned(cast, 40)
    moved(cast, "redeemed", -10)
    assert expiry.expire_due(at=ENDS - timedelta(seconds=1)) == 20
    assert (expiry.expire_due(at=ENDS), expiry.expire_due(at=ENDS)) == (40, 0)
    assert balance_of(cast.program, cast.advocate) == 0
    assert Account.objects.get(holder=cast.advocate, kind="advocate").lifetime == 70, "what expired was earned"
    told = Entry.objects.filter(verb="points.expired").values_list("data", flat=True)
    assert [data["points"] for data in told] == [20, 40]
    assert list(ledger_faults()) == []


def test_two_letters_are_written_before_points_end_each_once(cast, money):
    """Guard: the mark on the lots, kept with the letter; without it every sweep writes again."""
    earned(cast, 30)
    for days in (31, 30, 29, 8, 7, 6, 0):
        expiry.remind(at=ENDS - days * DAY)
        expiry.remind(at=ENDS - days * DAY)
    letters = Letter.objects.filter(about="points_ending", member=cast.advocate).order_by("pk")
    assert [letter.written_at for letter in letters] == [ENDS - 30 * DAY, ENDS - 7 * DAY]
    assert "30 points: last day 31 Mar 2027" in letters[0].text
    assert letters[0].subject == "30 points expire soon"
    earned(cast, 5, at=AT + DAY)
    expiry.remind(at=ENDS - 3 * DAY)
    assert Letter.objects.filter(about="points_ending").count() == 3, "late by both is told once"


def test_a_letter_that_was_not_committed_is_written_by_the_next_sweep(cast, money):
    earned(cast, 30)
    with pytest.raises(RuntimeError), transaction.atomic():
        expiry.remind(at=ENDS - 30 * DAY)
        raise RuntimeError("killed before the commit")
    assert expiry.remind(at=ENDS - 30 * DAY) == 1


def test_the_points_page_says_what_ends_and_what_was_ever_earned(client, cast, money):
    at = cast.at - timedelta(days=340)
    earned(cast, 30, at=at)
    moved(cast, "redeemed", -10, at=cast.at)
    found = holdings_of(cast.program, cast.advocate, at=cast.at)
    assert (found.balance, found.lifetime, found.held) == (20, 30, 0)
    assert [one.points for one in found.ending] == [20]
    client.force_login(cast.advocate)
    assert "To spend by" in client.get("/portal/points/").content.decode()


def test_the_sweep_of_beat_does_all_of_it(cast, money):
    earned(cast, 30, at=cast.at - timedelta(days=500))
    assert keep_points() == 30
    assert keep_points() == 0


@pytest.mark.parametrize(
    "sql",
    ["UPDATE campaigns_lot SET amount = 99", "DELETE FROM campaigns_lot", "DELETE FROM campaigns_draw",
     "UPDATE campaigns_draw SET amount = amount + 1"],
)  # fmt: skip
def test_what_arrived_and_what_was_drawn_is_never_changed(cast, sql):
    """Guard: the triggers of campaigns/migrations/0202_ledger_function.py."""
    earned(cast, 30)
    moved(cast, "redeemed", -10)
    assert Draw.objects.exists()
    with pytest.raises(IntegrityError, match="is never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no function to compare with")
def test_the_function_of_the_database_does_what_is_done_row_by_row(cast, money, monkeypatch):
    """The same story told twice, to two people; `store` takes the other way for the second."""
    ways = (posting.by_function, posting.by_rows)
    told = []
    for way, person in zip(ways, (cast.advocate, cast.moderator), strict=True):
        monkeypatch.setattr("campaigns.actions.ledger.store", way)
        story = type(cast)(**{**cast.__dict__, "advocate": person})
        for days, points in ((3, 30), (0, 10), (1, 20)):
            earned(story, points, at=AT + days * DAY)
        spent = moved(story, "redeemed", -45, at=AT + 4 * DAY)
        with pytest.raises(Conflict):
            moved(story, "redeemed", -16)
        moved(story, "refunded", 20, at=ENDS + DAY, refunds=spent)
        moved(story, "reversed", -4, at=ENDS + DAY, side=Account.Kind.ISSUED)
        moved(story, "expired", -31, at=ENDS + 40 * DAY, side=Account.Kind.EXPIRED)
        account = account_of(cast.program, person)
        lots = Lot.objects.filter(account=account).order_by("at", "pk")
        draws = Draw.objects.filter(lot__account=account).order_by("pk")
        entries = account.entries.order_by("pk").values_list("amount", "transfer__kind")
        told.append(
            (account.balance, account.lifetime, list(lots.values_list("amount", "left", "expires_at", "notices")),
             list(draws.values_list("amount", "given_back")), list(entries))
        )  # fmt: skip
    assert told[0] == told[1]
    assert list(ledger_faults()) == []


def test_each_fault_of_the_lots_is_named(cast):
    earned(cast, 30)
    spent = moved(cast, "redeemed", -10)
    account, lot = account_of(cast.program, cast.advocate), Lot.objects.get()
    Lot.objects.filter(pk=lot.pk).update(left=15)
    assert list(ledger_faults()) == [
        f"Account {account.pk} says 20, but 15 are left of its lots.",
        f"Lot {lot.pk} says 15 are left, but 10 of 30 were drawn.",
    ]
    Lot.objects.filter(pk=lot.pk).update(left=20)
    Account.objects.filter(pk=account.pk).update(lifetime=31)
    assert list(ledger_faults()) == [f"Account {account.pk} says 31 were ever earned, but its entries sum to 30."]
    Account.objects.filter(pk=account.pk).update(lifetime=30)
    Draw.objects.create(
        lot=Lot.objects.create(account=account, transfer=spent, amount=4, left=0, at=AT), transfer=spent, amount=4
    )
    assert list(ledger_faults()) == [f"Transfer {spent.pk} took 10 points of account {account.pk}, 14 out of lots."]
