"""Everything of value that people were given, line by line, each with what it came from.

Read from what really happened: rewards from when they were given, at the fair value that the redemption was frozen with
(its cost where the catalogue names none), and money from when its transfer was sent. What came back is a line of its
own, below zero, in the year in which it came back (IRS, Publication 525, "Repayments"): a year that is over and reported
stays as it was reported. Points are no line: they are worth nothing until they are exchanged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, NullIf

from accounts.models import User
from advocates.models import Program
from campaigns.models import Fulfilment, Payout, Reward
from campaigns.queries.amounts import told
from record.models import Entry

Kind = Reward.Kind
Span = tuple[datetime, datetime]
TAKEN_BACK = ("payout.partly_reversed", "payout.reversed")
CHUNK = 2_000
WORTH = Coalesce(NullIf(F("redemption__fair_value"), 0), F("redemption__cost"))
"""The fair value, or the cost where the catalogue names none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing given, or below zero one that came back. `amount` is in minor units of `currency`, which is blank where
    the program had none. `payout` is the number of the payout where it was money."""

    at: datetime
    member_id: int
    kind: str
    what: str
    amount: int
    currency: str
    redemption: int
    payout: int | None = None

    @property
    def came_back(self) -> bool:
        return self.amount < 0

    @property
    def words(self) -> str:
        """The amount as people read it."""
        return told(self.amount, self.currency) if self.currency else str(self.amount)

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Heap:
    """What one person was given of one kind in one currency, in so many lines. `amount` is less what came back, and
    below zero where that is all; `back` says how much came back."""

    member_id: int
    currency: str
    kind: str
    amount: int
    back: int
    lines: int
    payouts: int = 0


def year_of(program: Program, year: int) -> Span:
    """From its first moment to that of the next, in the program's zone."""
    return day_begins(date(year, 1, 1), program.zone), day_begins(date(year + 1, 1, 1), program.zone)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def lines_of(program: Program, span: Span, member: User | None = None) -> list[Line]:
    """What was given in the span of time, to the member or to everybody, oldest first; four queries."""
    found = [*_rewards(program, span, member), *_money(program, span, member), *_money_back(program, span, member)]
    return sorted(found, key=lambda line: (line.at, line.redemption))


def heaps_of(program: Program, span: Span, member: User | None = None) -> list[Heap]:
    """The same lines, summed by the database; those of money that came back, which the record tells, one by one."""
    return [*_rewards_summed(program, span, member), *_money_summed(program, span, member)]


def _rewards_summed(program: Program, span: Span, member: User | None) -> Iterator[Heap]:
    for _at, sign, some in _handed_over(program, span, member):
        valued = some.annotate(worth=WORTH).filter(worth__gt=0).order_by()
        by = valued.values_list("redemption__member_id", "redemption__currency", "redemption__reward__kind")
        for number, unit, kind, worth, lines in by.annotate(total=Sum("worth"), lines=Count("pk")):
            yield Heap(number, unit, kind, sign * worth, worth if sign < 0 else 0, lines)


def _money_summed(program: Program, span: Span, member: User | None) -> Iterator[Heap]:
    sent = _payouts(program, member).filter(sent_at__gte=span[0], sent_at__lt=span[1]).order_by()
    by_person = sent.values_list("member_id", "currency")
    for number, unit, amount, lines in by_person.annotate(total=Sum("amount"), lines=Count("pk")):
        yield Heap(number, unit, Kind.CASH, amount, 0, lines, payouts=lines)
    known: set[int] = set()
    for row, _at, more in _came_back(program, span, member):
        fresh = row.pk not in known and not (row.sent_at and span[0] <= row.sent_at < span[1])
        known.add(row.pk)
        yield Heap(row.member_id, row.currency, Kind.CASH, -more, max(more, 0), 1, payouts=int(fresh))


Handed = tuple[str, int, QuerySet[Fulfilment]]


def _handed_over(program: Program, span: Span, member: User | None) -> tuple[Handed, Handed]:
    """Rewards of every kind but money that were given, and that came back: by which moment, and with which sign."""
    begin, end = span
    rows = Fulfilment.objects.filter(redemption__reward__program=program).exclude(redemption__reward__kind=Kind.CASH)
    if member is not None:
        rows = rows.filter(redemption__member=member)
    failed = Q(state=Fulfilment.State.FAILED, given_at__isnull=False)
    return (
        ("given_at", 1, rows.filter(given_at__gte=begin, given_at__lt=end)),
        ("changed_at", -1, rows.filter(failed, changed_at__gte=begin, changed_at__lt=end)),
    )


def _rewards(program: Program, span: Span, member: User | None) -> Iterator[Line]:
    """Rewards of every kind but money, given or come back."""
    names: dict[str, Any] = {
        "member": F("redemption__member_id"), "kind": F("redemption__reward__kind"),
        "what": F("redemption__reward__name"), "worth": WORTH, "unit": F("redemption__currency"),
    }  # fmt: skip
    for field, sign, some in _handed_over(program, span, member):
        for at, number, member_id, kind, what, amount, unit in some.values_list(
            field, "redemption_id", *names.values()
        ).iterator(CHUNK):  # fmt: skip
            if amount:
                yield Line(at, member_id, kind, what, sign * amount, unit, number)


def _payouts(program: Program, member: User | None) -> QuerySet[Payout]:
    rows = Payout.objects.filter(program=program, sent_at__isnull=False)
    return rows if member is None else rows.filter(member=member)


def _money(program: Program, span: Span, member: User | None) -> Iterator[Line]:
    sent = _payouts(program, member).filter(sent_at__gte=span[0], sent_at__lt=span[1])
    for row in sent.select_related("redemption__reward").iterator(CHUNK):
        assert row.sent_at is not None, "asked for"
        yield _line(row, row.sent_at, row.amount)


def _money_back(program: Program, span: Span, member: User | None) -> Iterator[Line]:
    for row, at, more in _came_back(program, span, member):
        yield _line(row, at, -more)


def _came_back(program: Program, span: Span, member: User | None) -> Iterator[tuple[Payout, datetime, int]]:
    """What the record says that came back, each time what is more than before."""
    back = {row.pk: row for row in _payouts(program, member).filter(reversed_amount__gt=0).select_related(
        "redemption__reward")}  # fmt: skip
    about = Entry.objects.filter(subject_kind=Payout._meta.label_lower, subject_id__in=back, verb__in=TAKEN_BACK)
    before: dict[int, int] = {}
    for entry in about.order_by("id"):
        row = back[entry.subject_id]
        so_far = int(entry.data.get("reversed", row.amount))
        more, before[row.pk] = so_far - before.get(row.pk, 0), so_far
        if more and span[0] <= entry.at < span[1]:
            yield row, entry.at, more


def _line(row: Payout, at: datetime, amount: int) -> Line:
    return Line(
        at, row.member_id, Kind.CASH, row.redemption.reward.name, amount, row.currency, row.redemption_id, row.pk
    )
