"""What counts as given, when, at which value, and what becomes of it when it comes back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import fulfilment
from campaigns.actions.tax import exporting, table
from campaigns.models import Fulfilment, TaxThreshold, Treasury
from campaigns.queries.tax.standing import everybody_in, standings_of
from campaigns.queries.tax.table import table_of
from campaigns.queries.tax.values import lines_of, year_of
from record.models import Entry
from tests.campaigns.payouts.conftest import PRICE, refreshed
from tests.campaigns.tax.conftest import Desk, Shop, code_of, enter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_rewards_count_from_when_they_are_given_at_their_fair_value_and_what_is_lost_comes_off_when_it_is(shop: Shop):
    """Guards: `given_at` in `step` and `go_on`; `fair or cost`; the year of `changed_at` for what came back."""
    program, me = shop.cast.program, shop.cast.advocate
    shop.sells(shop.offers("code", fair_value=2_000))
    parcel = shop.sells(shop.offers("goods", fair_value=2_900)).fulfilment
    shop.sells(shop.offers("donation"))
    assert [(line.kind, line.amount) for line in lines_of(program, year_of(program, shop.at.year), me)] == [
        ("code", 2_000)
    ]
    by = {"actor": shop.cast.manager, "at": shop.at + timedelta(hours=1)}
    fulfilment.send(parcel, carrier="Mail", **by)
    [donated] = Fulfilment.objects.filter(redemption__reward__kind="donation")
    fulfilment.deliver(donated, **by)
    in_new_year = {"actor": shop.cast.manager, "at": shop.at.replace(year=shop.at.year + 1, month=3, day=1)}
    fulfilment.fail(parcel, reason="Lost on the way.", **in_new_year)
    enter(program, shop.cast.manager, shop.at, currency="gbp", threshold=4_900)
    [this] = standings_of(program, me, year=shop.at.year, at=shop.at)
    assert (this.sums.goods, this.sums.donations, this.sums.counted, this.reached) == (4_900, 1_500, 4_900, True)
    assert this.missing
    [after] = standings_of(program, me, year=shop.at.year + 1, at=in_new_year["at"])
    assert (after.sums.total, after.sums.back, after.reached) == (-2_900, 2_900, False)
    assert [person for person, _row in everybody_in(program, year=shop.at.year, at=shop.at)] == [me]
    assert standings_of(program, UserFactory(), year=shop.at.year, at=shop.at)[0].sums.total == 0


def test_money_counts_when_it_is_sent_and_comes_off_as_far_as_it_is_taken_back(desk: Desk):
    """Guard: `before` in `_money_back`, which takes only what is more than before."""
    payout = desk.payout()
    program, span = desk.program, year_of(desk.program, desk.at.year)
    assert not lines_of(program, span)
    desk.pay()
    transfer = refreshed(payout).transfer_id
    for part in (1_000, PRICE - 1_000):
        desk.stripe.books.reverse(transfer, part)
        desk.tell(desk.stripe.books.events[-1])
    found = lines_of(program, span, desk.advocate)
    assert [line.amount for line in found] == [PRICE, -1_000, -(PRICE - 1_000)]
    assert {line.payout for line in found} == {payout.pk}


def test_the_table_is_dated_entered_by_managers_with_a_source_and_never_changed(desk: Desk):
    """Guards: `_must_fit`; the triggers of 0402_tax_guards."""
    old = enter(desk.program, desk.manager, desk.at, valid_to=date(2025, 12, 31))
    new = enter(desk.program, desk.manager, desk.at, valid_from=date(2026, 1, 1), threshold=9_000)
    everywhere = enter(desk.program, desk.manager, desk.at, country="", threshold=5_000)
    for day, country, line in (
        (date(2025, 12, 31), "DE", old), (date(2026, 1, 1), "DE", new), (date(2026, 1, 1), "FR", everywhere),
        (date(2026, 1, 1), "", everywhere), (date(2019, 12, 31), "DE", None),
    ):  # fmt: skip
        assert table_of(desk.program, day).line_for(country) == line
    for code, changes in (
        ("other_currency", {"currency": "usd"}), ("bad_country", {"country": "XX"}), ("no_source", {"source": " "}),
        ("bad_covers", {"covers": ("points",)}), ("bad_dates", {"valid_to": date(2019, 1, 1)}),
        ("bad_years", {"form_years": 0}),
    ):  # fmt: skip
        assert code_of(enter, desk.program, desk.manager, desk.at, **changes) == code
    assert code_of(enter, desk.program, desk.advocate, desk.at) == "not_a_manager"
    for change in (lambda: TaxThreshold.objects.update(threshold=1), lambda: TaxThreshold.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert code_of(table.take_over, desk.program, payer="US", actor=desk.manager, at=desk.at) == "other_currency"


def test_known_lines_are_taken_over_once_and_say_from_when_2000_dollars_hold(shop: Shop):
    program, about = shop.cast.program, {"payer": "US", "actor": shop.cast.manager, "at": shop.at}
    Treasury.objects.filter(program=program).update(currency="usd")
    assert len(table.take_over(program, **about)) == 4
    assert code_of(table.take_over, program, **about) == "nothing_new"
    lines = [table_of(program, day).line_for("US") for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert [(line.form, line.threshold) for line in lines if line] == [("W-9", 60_000), ("W-9", 200_000)]
    foreign = table_of(program, date(2026, 1, 1)).line_for("DE")
    assert foreign is not None
    assert (foreign.form, foreign.form_years) == ("W-8BEN", 3)


def test_the_sheet_has_a_row_a_person_with_the_box_it_belongs_in_and_is_on_the_record(desk: Desk):
    desk.payout()
    desk.pay()
    enter(desk.program, desk.manager, desk.at, threshold=PRICE)
    about = {"year": desk.at.year, "actor": desk.manager, "at": desk.at}
    heading, row = exporting.take_out(desk.program, what="people", **about)
    told = dict(zip(map(str, heading), row, strict=True))
    assert (told["money"], told["total"], told["threshold"], told["currency"]) == ("25.00", "25.00", "25.00", "EUR")
    assert (told["reached"], told["form_missing"], told["form"], told["form_state"]) == (
        "yes", "yes", "Residence form", "none",
    )  # fmt: skip
    assert (told["nec_box_1_nonemployee_compensation"], told["misc_box_3_other_income"]) == ("25.00", "")
    assert len(list(exporting.take_out(desk.program, what="lines", **about))) == 2
    assert code_of(exporting.take_out, desk.program, what="people", **about | {"actor": desk.advocate}) == (
        "not_a_manager"
    )
    assert Entry.objects.filter(verb="tax.exported", actor_id=desk.manager.pk, data__year=desk.at.year).count() == 2
