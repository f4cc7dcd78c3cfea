"""Monthly statements: they add up, a closed month stays, and what comes late stands in the month in which it came."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from campaigns.actions import holds, statements
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.models import Account, ClosedMonth, MonthlyStatement, Transfer
from campaigns.queries import balance_of
from campaigns.queries.lots import holdings_of
from campaigns.queries.statements import next_month, statement_of_month
from sitewide.models import Letter
from tests.campaigns.conftest import Cast
from tests.factories import UserFactory
from tests.stage import at_work, signed_in

pytestmark = pytest.mark.django_db
BEGUN, MONTHS = date(2026, 1, 1), 5
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def moves(cast: Cast, member: User, points: int, at: datetime) -> None:
    """Earned or taken back, about that moment, posted now."""
    lines = [(side_of(cast.program, Account.Kind.ISSUED), -points), (account_of(cast.program, member), points)]
    kind = Transfer.Kind.EARNED if points > 0 else Transfer.Kind.REVERSED
    post(program=cast.program, kind=kind, cause=f"t:{Transfer.objects.count()}", lines=lines, memo="a gift", at=at)


def lives(cast: Cast, member: User, luck: Random) -> None:
    """A random history until NOW: some of it posted up to forty days late, with the months closed in between."""
    day = datetime(2026, 1, 3, 12, tzinfo=UTC)
    while day < NOW:
        about = day - timedelta(days=luck.choice((0, 0, 0, 1, 40)))
        if luck.random() < 0.3:
            until = day + timedelta(days=luck.randint(1, 30))
            holds.hold(cast.program, member=member, points=luck.randint(1, 9), cause=f"h:{day}:{member.pk}",
                memo="a hold", at=max(about, datetime(2026, 1, 1, 12, tzinfo=UTC)), until=until)  # fmt: skip
        else:
            have = balance_of(cast.program, member)
            points = -luck.randint(1, have) if have and luck.random() < 0.3 else luck.randint(1, 50)
            moves(cast, member, points, max(about, datetime(2026, 1, 1, 12, tzinfo=UTC)))
        holds.release_due(at=day)
        statements.close_due(at=day)
        day += timedelta(days=luck.randint(1, 12), hours=luck.randint(0, 20))


def months(cast: Cast, member: User) -> list:
    found, month = [], BEGUN
    for _number in range(MONTHS):
        found.append(statement_of_month(cast.program, member, month=month, at=NOW))
        month = next_month(month)
    return found


def test_whatever_happens_opening_and_lines_make_the_closing_and_that_is_the_next_opening(cast: Cast):
    """Guards: the late lines in `entries_in`; `last_entry` below the lock in `_close`."""
    for seed in range(4):
        member = UserFactory()
        lives(cast, member, Random(seed))
        told = months(cast, member)
        for one in told:
            assert one.opening + sum(line.points for line in one.lines) == one.closing
            assert one.opening_held + sum(line.held for line in one.lines) == one.closing_held
        assert told[0].opening == told[0].opening_held == 0
        for before, after in pairwise(told):
            assert (before.closing, before.closing_held) == (after.opening, after.opening_held)
        held = holdings_of(cast.program, member, at=NOW).held
        assert (told[-1].closing, told[-1].closing_held) == (balance_of(cast.program, member), held)
        seen = [line.transfer.pk for one in told for line in one.lines]
        assert len(seen) == len(set(seen))
        for row in MonthlyStatement.objects.filter(member=member):
            one = statement_of_month(cast.program, member, month=row.month, at=NOW)
            assert (one.opening, one.closing, one.closed) == (row.opening, row.closing, True)


def test_a_closed_month_stays_and_what_comes_late_stands_in_the_next_with_one_letter_a_month(cast: Cast):
    """Guards: `id__lte` in `entries_in`; the statement that stands already in `_close`; the triggers."""
    program, member, april = cast.program, cast.advocate, datetime(2026, 4, 10, tzinfo=UTC)
    moves(cast, member, 30, april)
    assert statements.close_due(at=datetime(2026, 5, 1, 6, tzinfo=UTC)) == 0
    closing = datetime(2026, 5, 2, 6, tzinfo=UTC)
    assert [statements.close_due(at=closing) for _time in range(2)] == [1, 0]
    letters = Letter.objects.filter(about="statement_ready")
    assert [(letter.to, "2026-04" in letter.text) for letter in letters] == [(member.email, True)]
    moves(cast, member, 12, april + timedelta(days=5))
    first, second = (statement_of_month(program, member, month=date(2026, m, 1), at=NOW) for m in (4, 5))
    assert (first.closing, len(first.lines)) == (30, 1)
    assert (second.opening, second.closing, [line.points for line in second.lines]) == (30, 42, [12])
    assert statements.close_due(at=datetime(2026, 7, 3, tzinfo=UTC)) == 1
    assert statement_of_month(program, member, month=date(2026, 5, 1), at=NOW).closing == 42
    assert statement_of_month(program, member, month=date(2026, 6, 1), at=NOW).is_empty
    assert ClosedMonth.objects.filter(program=program).count() == 3
    assert letters.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyStatement.objects.update(closing=1)


def test_the_page_of_a_month_shows_its_lines_leads_to_the_months_beside_it_and_is_a_table_too(cast: Cast):
    """Guards: `Line.what`, which has one word for a member, their table and a manager; no cause stands for a source."""
    cast.earned(70)
    moves(cast, cast.advocate, -20, timezone.now())
    browser = signed_in(cast.advocate)
    page = browser.get("/portal/statement/").content.decode()
    assert "A gift" in page
    assert "+70" in page
    odd = browser.get("/portal/statement/?month=9999-99").content.decode()
    assert "+70" in odd
    sheet = b"".join(browser.get("/portal/statement/csv/")).decode()
    assert '"Closing balance"' in sheet
    assert sheet.count("70") >= 2
    account = Account.objects.get(kind=Account.Kind.ADVOCATE, holder=cast.advocate)
    desk = at_work(cast.manager).get(reverse("statements:edit", args=[account.pk])).content.decode()
    assert [text.count("taken back") for text in (page, sheet, desk)] == [1, 1, 2]
    assert not [cause for cause in Transfer.objects.values_list("cause", flat=True) if cause in sheet]
    assert "+70" not in signed_in(UserFactory()).get("/portal/statement/").content.decode()
