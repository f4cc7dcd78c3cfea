"""A year as sheets: one row a person for a filing service, and every line behind it. Amounts in whole units with a point.

No tax number is among it, because none is here: the filing service asks for it, or has it.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from advocates.models import Program
from campaigns.queries.amounts import places_of
from campaigns.queries.tax.standing import Standing, everybody_in
from campaigns.queries.tax.values import lines_of, year_of

Rows = Iterator[list[object]]
NEC, MISC = "1099-NEC", "1099-MISC"
PEOPLE = [
    "tax_year", "payer", "recipient_id", "recipient_name", "recipient_email", "recipient_country", "form", "form_state",
    "form_held_at", "form_valid_until", "currency", "money", "goods_and_services", "donations", "taken_back", "total",
    "counted", "threshold", "reached", "form_missing", "return", "nec_box_1_nonemployee_compensation",
    "misc_box_3_other_income", "number_of_payouts", "number_of_lines",
]  # fmt: skip
LINES = [
    "tax_year", "date", "recipient_id", "recipient_name", "kind", "what", "amount", "currency", "redemption", "payout",
]  # fmt: skip


def rows_of_people(program: Program, *, year: int, at: datetime) -> Rows:
    """A heading and a row for each person and currency, the most given first."""
    yield list(PEOPLE)
    for person, standing in everybody_in(program, year=year, at=at):
        yield _row(program, person, standing)


def _row(program: Program, person: User, standing: Standing) -> list[object]:
    sums, line, row = standing.sums, standing.line, standing.row
    reported = line.reported_on if line and standing.reached else ""
    amounts = [sums.money, sums.goods, sums.donations, sums.back, sums.total, sums.counted]
    return [
        standing.year, program.name, person.pk, person.in_full, person.email, standing.country,
        line.form if line else "", row.state if row else "none", row.held_at if row else "",
        row.valid_until if row else None, standing.currency.upper(),
        *(whole(amount, standing.currency) for amount in amounts),
        whole(line.threshold, standing.currency) if line else "", yes(standing.reached), yes(standing.missing), reported,
        whole(sums.counted, standing.currency) if reported.startswith(NEC) else "",
        whole(sums.counted, standing.currency) if reported.startswith(MISC) else "", sums.payouts, sums.lines,
    ]  # fmt: skip


def rows_of_lines(program: Program, *, year: int, at: datetime) -> Rows:
    """A heading and a row for each thing given or come back, the oldest first."""
    yield list(LINES)
    found = lines_of(program, year_of(program, year))
    people = User.objects.in_bulk({line.member_id for line in found})
    for line in found:
        day = line.at.astimezone(program.zone).date()
        yield [
            year, day, line.member_id, people[line.member_id].in_full, line.kind, line.what,
            whole(line.amount, line.currency), line.currency.upper(), line.redemption, line.payout,
        ]  # fmt: skip


def whole(amount: int, currency: str) -> str:
    """`1234.50` for 123450 and usd."""
    return str(Decimal(amount).scaleb(-places_of(currency)))


def yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
