"""How a person stands in a year: what they were given against what the table says, and whether pay waits for a form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from accounts.models import User
from advocates.models import Program
from campaigns.models import PayAccount, Payout, Redemption, Reward, TaxForm, TaxThreshold
from campaigns.queries.amounts import told
from campaigns.queries.tax.table import Table, table_of
from campaigns.queries.tax.values import Heap, Span, heaps_of, year_of

State = TaxForm.State
ON_ITS_WAY = (Payout.State.SENDING, Payout.State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Sums:
    """What one person was given in one currency. `money` and the rest are less what came back; `back` says how much."""

    money: int
    goods: int
    donations: int
    back: int
    counted: int
    payouts: int
    lines: int

    @property
    def total(self) -> int:
        return self.money + self.goods + self.donations


@dataclass(frozen=True, slots=True)
class Standing:
    """One person, one year, one currency. `line` is the one that holds for them on `on`; `row` their form, if any."""

    year: int
    currency: str
    sums: Sums
    country: str
    line: TaxThreshold | None
    row: TaxForm | None
    on: date

    @property
    def reached(self) -> bool:
        """Whether what counts has come to the threshold."""
        return self.line is not None and self.sums.counted >= self.line.threshold

    @property
    def checked(self) -> bool:
        return self.line is not None and form_holds(self.row, self.line, self.on)

    @property
    def missing(self) -> bool:
        """Whether the threshold is reached without a form that holds."""
        return self.reached and not self.checked

    @property
    def percent(self) -> int:
        """How much of the threshold is reached, for a meter."""
        return min(100, self.sums.counted * 100 // self.line.threshold) if self.line and self.line.threshold else 100

    def words(self, amount: int) -> str:
        return told(amount, self.currency) if self.currency else str(amount)

    @property
    def told(self) -> dict[str, str]:
        """The amounts as people read them."""
        amounts = {
            name: getattr(self.sums, name) for name in ("money", "goods", "donations", "back", "counted", "total")
        }
        amounts["threshold"] = self.line.threshold if self.line else 0
        return {name: self.words(amount) for name, amount in amounts.items()}


def form_holds(row: TaxForm | None, line: TaxThreshold, on: date) -> bool:
    """Whether the form that the line asks for was checked and is still good that day."""
    if row is None or row.state != State.CHECKED or row.form != line.form:
        return False
    return row.valid_until is None or row.valid_until >= on


def country_of(program: Program, member: User, row: TaxForm | None) -> str:
    """Where the person says they live; else where they are paid; blank where nobody knows."""
    if row is not None and row.country:
        return row.country
    accounts = PayAccount.objects.filter(program=program, member=member)
    return accounts.values_list("country", flat=True).first() or ""


def form_of(program: Program, member: User) -> TaxForm | None:
    return TaxForm.objects.filter(program=program, member=member).select_related("checked_by").first()


def standings_of(program: Program, member: User, *, year: int, at: datetime) -> list[Standing]:
    """How one person stands in the year, by currency; never empty: who got nothing stands at zero."""
    heaps = heaps_of(program, year_of(program, year), member)
    row, on = form_of(program, member), _day_in(program, year, at)
    country = country_of(program, member, row)
    line = table_of(program, on).line_for(country)
    units = sorted({each.currency for each in heaps}) or [line.currency if line else ""]
    return [
        Standing(year, unit, sums_of((each for each in heaps if each.currency == unit), line), country,
            line if line and line.currency == unit else None, row, on)
        for unit in units
    ]  # fmt: skip


def sums_of(heaps: Iterable[Heap], line: TaxThreshold | None) -> Sums:
    """The sums of what one person was given in one currency; what counts is what the line of the table covers."""
    money = goods = donations = back = counted = payouts = lines = 0
    for each in heaps:
        lines, payouts, back = lines + each.lines, payouts + each.payouts, back + each.back
        if each.kind == Reward.Kind.CASH:
            money += each.amount
        elif each.kind == Reward.Kind.DONATION:
            donations += each.amount
        else:
            goods += each.amount
        counted += each.amount if line is not None and each.kind in line.covers else 0
    return Sums(money, goods, donations, back, counted, payouts, lines)


def everybody_in(program: Program, *, year: int, at: datetime) -> list[tuple[User, Standing]]:
    """Everybody who was given anything in the year, the most first; seven queries, however many people there are."""
    by_person: dict[tuple[int, str], list[Heap]] = {}
    for each in heaps_of(program, year_of(program, year)):
        by_person.setdefault((each.member_id, each.currency), []).append(each)
    numbers = {member_id for member_id, _unit in by_person}
    people = User.objects.in_bulk(numbers)
    forms = {row.member_id: row for row in TaxForm.objects.filter(program=program, member__in=numbers)}
    paid = dict(PayAccount.objects.filter(program=program, member__in=numbers).values_list("member_id", "country"))
    on = _day_in(program, year, at)
    table = table_of(program, on)
    found = [
        (
            people[number],
            _standing(year, unit, heaps, row=forms.get(number), paid_in=paid.get(number, ""), table=table, on=on),
        )
        for (number, unit), heaps in by_person.items()
    ]
    return sorted(found, key=lambda pair: (-pair[1].sums.total, pair[0].pk))


def _standing(
    year: int, unit: str, heaps: list[Heap], *, row: TaxForm | None, paid_in: str, table: Table, on: date
) -> Standing:  # fmt: skip
    country = (row.country if row else "") or paid_in
    line = table.line_for(country)
    line = line if line and line.currency == unit else None
    return Standing(year, unit, sums_of(heaps, line), country, line, row, on)


def _day_in(program: Program, year: int, at: datetime) -> date:
    """Today, or the last day of a year that is over, or the first of one to come."""
    today = at.astimezone(program.zone).date()
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def bar_to_pay(payout: Payout, at: datetime) -> str:
    """What of tax stands against sending the payout now: `tax_form`, or nothing.

    With what was given in the program's calendar year, and what is on its way, the payout would come to the threshold,
    and the form is not checked. Nothing is withheld: the payout waits.
    """
    line = _line_about(payout, at)
    if line is None or Reward.Kind.CASH not in line.covers:
        return ""
    row = form_of(payout.program, payout.member)
    on = at.astimezone(payout.program.zone).date()
    waits = not form_holds(row, line, on) and _with_this(payout, line, at) >= line.threshold
    return "tax_form" if waits else ""


def _line_about(payout: Payout, at: datetime) -> TaxThreshold | None:
    """The line that holds for the person; none where it is about another currency."""
    table = table_of(payout.program, at.astimezone(payout.program.zone).date())
    if not table.by_country:
        return None
    line = table.line_for(country_of(payout.program, payout.member, form_of(payout.program, payout.member)))
    return line if line and line.currency == payout.currency else None


def _with_this(payout: Payout, line: TaxThreshold, at: datetime) -> int:
    given = counting(heaps_of(payout.program, this_year(payout.program, at), payout.member), line)
    others = Payout.objects.filter(
        program=payout.program, member=payout.member, currency=line.currency, state__in=ON_ITS_WAY
    )
    under_way: int = others.exclude(pk=payout.pk).aggregate(total=Sum("amount", default=0))["total"]
    return sum(given) + under_way + payout.amount


def counting(heaps: Iterable[Heap], line: TaxThreshold) -> Iterator[int]:
    """The amounts of what the line of the table covers."""
    return (each.amount for each in heaps if each.kind in line.covers and each.currency == line.currency)


def this_year(program: Program, at: datetime) -> Span:
    return year_of(program, at.astimezone(program.zone).year)


def reaches_threshold(redemption: Redemption, *, at: datetime) -> bool:
    """Whether giving this brings the person to the threshold without a form that holds: said to whoever gives it, and no
    bar to it."""
    program, member, kind = redemption.reward.program, redemption.member, redemption.reward.kind
    row, on = form_of(program, member), at.astimezone(program.zone).date()
    line = table_of(program, on).line_for(country_of(program, member, row))
    if line is None or kind not in line.covers or line.currency != redemption.currency or form_holds(row, line, on):
        return False
    given = sum(counting(heaps_of(program, this_year(program, at), member), line))
    return given + (redemption.fair_value or redemption.cost) >= line.threshold
