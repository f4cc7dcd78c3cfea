"""The monthly statement: what a member had, every line of the month with its source, what they have, and their money.

Points are told by the moment at which they were posted: a month that is closed never changes, and what is posted late
or put right afterwards stands in the month in which that was done. `month` is always a first day, in the program's zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import User
from advocates.models import Program
from campaigns.models import POINTS, Account, ClosedMonth, LedgerEntry, MonthlyStatement, Payout, Transfer
from campaigns.models.payout import in_words
from campaigns.queries.subjects import Source, sources_of
from campaigns.queries.tax.standing import Standing, standings_of
from campaigns.queries.tax.values import Line as Given
from campaigns.queries.tax.values import Span, day_begins, lines_of
from record.models import Entry

Kind = Account.Kind
ABOUT_PAY: dict[str, StrOrPromise] = {
    "payout.queued": gettext_lazy("asked for"),
    "payout.sent": gettext_lazy("sent to your account at Stripe"),
    "payout.paid": gettext_lazy("in the bank"),
    "payout.failed": gettext_lazy("failed: nothing was sent"),
    "payout.partly_reversed": gettext_lazy("taken back in part"),
    "payout.reversed": gettext_lazy("taken back"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One transfer as it moved the member's points: those to spend, those on hold, and what there was of both after it."""

    transfer: Transfer
    points: int
    held: int
    balance: int
    source: Source | None

    @property
    def url(self) -> str:
        """Where it came from; blank where there is no page about it."""
        if redemption := self._redemption():
            return reverse("redemption", args=[redemption])
        return self.source.url if self.source else ""

    @property
    def title(self) -> str:
        return self.source.title if self.source else self.transfer.memo

    @property
    def what(self) -> str:
        """What was done with the points."""
        if self.held > 0 and not self.points:
            return _("earned, on hold")
        return str(self.transfer.get_kind_display())

    @property
    def why(self) -> str:
        """Why they were taken back; blank where they were not."""
        return str(self.source.why_not) if self.source and self.transfer.kind == Transfer.Kind.REVERSED else ""

    def _redemption(self) -> int | None:
        for name in ("redemption", "refunded"):
            if found := getattr(self.transfer, name, None):
                number: int = found.pk if name == "redemption" else found.redemption_id
                return number
        return None


@dataclass(frozen=True, slots=True)
class Pay:
    """One thing that happened to a payout."""

    at: datetime
    what: str
    name: str
    amount: str
    number: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One month of one member. `opening` and `closing` are points to spend, the others those on hold."""

    month: date
    closed: bool
    opening: int
    closing: int
    opening_held: int
    closing_held: int
    lines: list[Line]
    sums: list[tuple[str, int, int]]
    pay: list[Pay]
    given: list[Given]
    standings: list[Standing]

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.pay or self.given)


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def span_of_month(program: Program, month: date) -> Span:
    return day_begins(month, program.zone), day_begins(next_month(month), program.zone)


def statement_of_month(program: Program, member: User, *, month: date, at: datetime) -> Statement:
    """The member's statement of a month, the running one, too; a dozen queries and one or two a kind of source."""
    span = span_of_month(program, month)
    entries = list(entries_in(program, member, month))
    before = held_before(program, member, month)
    last = min(at, span[1] - timedelta(microseconds=1))
    return Statement(
        month, is_closed(program, month), before[Kind.ADVOCATE], before[Kind.ADVOCATE] + _sum(entries, Kind.ADVOCATE),
        before[Kind.HELD], before[Kind.HELD] + _sum(entries, Kind.HELD), _told(entries, before[Kind.ADVOCATE]),
        _by_kind(entries), _pay(program, member, span), lines_of(program, span, member),
        standings_of(program, member, year=month.year, at=last),
    )  # fmt: skip


def _sum(entries: list[LedgerEntry], kind: str) -> int:
    return sum(entry.amount for entry in entries if entry.account.kind == kind)


def lines_of_member(program: Program, member: User) -> QuerySet[LedgerEntry]:
    """Every line of the member's points, those to spend and those on hold, in the order in which they were posted."""
    mine = LedgerEntry.objects.filter(
        account__program=program, account__holder=member, account__unit=POINTS,
        account__kind__in=(Kind.ADVOCATE, Kind.HELD),
    )  # fmt: skip
    about = ("account", "transfer__contribution", "transfer__redemption", "transfer__refunded", "transfer__adjustment")
    return mine.select_related(*about).order_by("id")


def entries_in(program: Program, member: User, month: date) -> QuerySet[LedgerEntry]:
    """The lines that belong to the month.

    Those about a moment in it that were posted before it was closed, and those about an earlier, closed month that were
    posted after that was closed.
    """
    rows, (begin, end) = lines_of_member(program, member), span_of_month(program, month)
    own = _closed_by(program, member, month)
    if is_closed(program, month) and (own is None or own.month != month):
        return rows.none()
    belongs = Q(transfer__at__gte=begin, transfer__at__lt=end)
    if is_closed(program, month_before(month)):
        earlier = _closed_by(program, member, month_before(month))
        belongs |= Q(transfer__at__lt=begin, id__gt=earlier.last_entry if earlier else 0)
    return rows.filter(belongs, id__lte=own.last_entry) if own and own.month == month else rows.filter(belongs)


def is_closed(program: Program, month: date) -> bool:
    return ClosedMonth.objects.filter(program=program, month__gte=month).exists()


def _closed_by(program: Program, member: User, month: date) -> MonthlyStatement | None:
    """The member's newest closed statement of the month or before it."""
    rows = MonthlyStatement.objects.filter(program=program, member=member, month__lte=month)
    return rows.order_by("-month").first()


def held_before(program: Program, member: User, month: date) -> dict[str, int]:
    """What there was at the beginning of a month, which is what there was at the end of the one before: points to spend
    and on hold."""
    before = month_before(month)
    if is_closed(program, before):
        row = _closed_by(program, member, before)
        return {Kind.ADVOCATE: row.closing if row else 0, Kind.HELD: row.closing_held if row else 0}
    rows = lines_of_member(program, member).order_by().filter(transfer__at__lt=span_of_month(program, month)[0])
    found = dict(rows.values_list("account__kind").annotate(total=Sum("amount")))
    return {kind: found.get(kind, 0) for kind in (Kind.ADVOCATE, Kind.HELD)}


def _told(entries: list[LedgerEntry], opening: int) -> list[Line]:
    """One line a transfer, in order, each with the balance after it."""
    together: dict[int, list[LedgerEntry]] = {}
    for entry in entries:
        together.setdefault(entry.transfer_id, []).append(entry)
    sources = sources_of(each[0].transfer.contribution for each in together.values() if each[0].transfer.contribution)
    lines, balance = [], opening
    for each in together.values():
        transfer, points, held = each[0].transfer, _sum(each, Kind.ADVOCATE), _sum(each, Kind.HELD)
        balance += points
        lines.append(Line(transfer, points, held, balance, sources.get(transfer.contribution_id or 0)))
    return lines


def _by_kind(entries: list[LedgerEntry]) -> list[tuple[str, int, int]]:
    """What each kind of movement came to in the month: its name, points to spend, points on hold."""
    found: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        found.setdefault(entry.transfer.kind, []).append(entry)
    order = list(Transfer.Kind.values)
    return [
        (str(Transfer.Kind(kind).label), _sum(found[kind], Kind.ADVOCATE), _sum(found[kind], Kind.HELD))
        for kind in sorted(found, key=order.index)
    ]


def _pay(program: Program, member: User, span: Span) -> list[Pay]:
    """What happened to the member's payouts in the span of time, as the record tells it."""
    mine = {row.pk: row for row in Payout.objects.filter(program=program, member=member).select_related(
        "redemption__reward")}  # fmt: skip
    about = Entry.objects.filter(subject_kind=Payout._meta.label_lower, subject_id__in=mine, verb__in=ABOUT_PAY)
    return [
        _one_pay(entry, mine[entry.subject_id])
        for entry in about.filter(at__gte=span[0], at__lt=span[1]).order_by("id")
    ]


def _one_pay(entry: Entry, payout: Payout) -> Pay:
    amount = int(entry.data.get("reversed", payout.amount))
    name = payout.redemption.reward.name
    return Pay(entry.at, str(ABOUT_PAY[entry.verb]), name, in_words(amount, payout.currency), payout.pk)


def first_month(program: Program, member: User) -> date | None:
    """The earliest month that a line of the member's is about; None where there is none."""
    oldest = lines_of_member(program, member).aggregate(first=Min("transfer__at"))["first"]
    return oldest.astimezone(program.zone).date().replace(day=1) if oldest else None


def rows_for_sheet(statement: Statement) -> Any:
    """The statement as a table: what there was, every line, what there is; then money and value given."""
    yield [
        _("Section"), _("When"), _("What"), _("For"), _("Points"), _("On hold"), _("Balance"), _("Amount"), _("Source"),
    ]  # fmt: skip
    yield [_("Points"), statement.month.isoformat(), _("Opening balance"), "", "", statement.opening_held,
           statement.opening, "", ""]  # fmt: skip
    for line in statement.lines:
        at = line.transfer.at.isoformat(timespec="seconds")
        about = ": ".join(filter(None, (capfirst(line.title), line.why)))
        yield [_("Points"), at, line.what, about, line.points, line.held, line.balance, "", line.url]
    yield [_("Points"), "", _("Closing balance"), "", "", statement.closing_held, statement.closing, "", ""]
    for pay in statement.pay:
        source = _("Payout %(number)s") % {"number": pay.number}
        yield [_("Money"), pay.at.isoformat(timespec="seconds"), pay.what, pay.name, "", "", "", pay.amount, source]
    for given in statement.given:
        source = _("Redemption %(number)s") % {"number": given.redemption}
        at = given.at.isoformat(timespec="seconds")
        amount = in_words(given.amount, given.currency) if given.currency else str(given.amount)
        yield [_("Value given"), at, given.kind_name, given.what, "", "", "", amount, source]


def due_to_close(program: Program, at: datetime) -> tuple[date, date] | None:
    """The month of the program to close next and the newest that is over for a day; None where nothing is to be closed."""
    newest = month_before((at - timedelta(days=1)).astimezone(program.zone).date().replace(day=1))
    closed = ClosedMonth.objects.filter(program=program).aggregate(last=Max("month"))["last"]
    if closed is None:
        oldest = Transfer.objects.filter(program=program).aggregate(first=Min("at"))["first"]
        if oldest is None:
            return None
        following = oldest.astimezone(program.zone).date().replace(day=1)
    else:
        following = next_month(closed)
    return (following, newest) if following <= newest else None


def members_who_moved(program: Program, month: date) -> list[int]:
    """Who has lines that belong to the month, and no statement of it yet."""
    begin, end = span_of_month(program, month)
    shut = ClosedMonth.objects.filter(program=program, month__lt=month).order_by("-month")
    after = shut.values_list("last_entry", flat=True)[1:2].first() or 0
    earlier = MonthlyStatement.objects.filter(program=program, member=OuterRef("account__holder"), month__lt=month)
    cut = Coalesce(Subquery(earlier.order_by("-month").values("last_entry")[:1]), 0)
    late = Q(id__gt=after) & Q(id__gt=cut) if shut.exists() else Q(pk__in=[])
    moved = LedgerEntry.objects.filter(
        Q(transfer__at__gte=begin) | late, account__program=program, account__kind__in=(Kind.ADVOCATE, Kind.HELD),
        transfer__at__lt=end,
    )  # fmt: skip
    done = MonthlyStatement.objects.filter(program=program, month=month).values("member")
    found = moved.exclude(account__holder__in=done).values_list("account__holder_id", flat=True)
    return sorted(set(found.order_by().distinct()))
