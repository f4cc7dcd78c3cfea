"""What people see of tax and of their months, and what they may press."""

import pytest

from campaigns.models import TaxForm, TaxThreshold
from tests.campaigns.payouts.conftest import refreshed
from tests.campaigns.tax.conftest import Desk, enter
from tests.factories import ProgramFactory, UserFactory, manager_of
from tests.stage import at_work, signed_in

pytestmark = pytest.mark.django_db
TAX, YEAR, TABLE = "/portal/tax/", "/admin/rewards/tax/", "/admin/rewards/tax-table/"


def test_the_person_reads_what_waits_and_why_says_where_they_live_and_that_it_is_sent(desk: Desk):
    enter(desk.program, desk.manager, desk.at, threshold=1)
    desk.payout()
    desk.pay()
    browser = signed_in(desk.advocate)
    assert "sent as soon as that is checked" in browser.get("/portal/payouts/").content.decode()
    page = browser.get(TAX).content.decode()
    assert "Residence form" in page
    assert "A letter of ours" in page
    assert browser.post(TAX + "country/", {"country": "XX"}).status_code == 422
    assert browser.post(TAX + "country/", {"country": "DE"}).status_code == 302
    assert browser.post(TAX + "sent/").status_code == 302
    assert TaxForm.objects.get().state == TaxForm.State.SUBMITTED
    assert "I have sent it in" not in browser.get(TAX).content.decode()
    assert "Residence form" not in signed_in(UserFactory()).get("/portal/payouts/").content.decode()


def test_the_year_is_filtered_a_form_is_checked_there_and_the_sheet_holds_no_formula(desk: Desk):
    desk.advocate.name = '=HYPERLINK("x")'
    desk.advocate.save()
    desk.payout()
    desk.pay()
    enter(desk.program, desk.manager, desk.at, threshold=5_000)
    waiting = desk.payout()
    desk.pay()
    browser, here = at_work(desk.manager), f"{YEAR}{desk.program.pk}/"
    person = f"{here}people/{desk.advocate.pk}/"
    assert person in browser.get(YEAR).content.decode()
    assert person not in browser.get(f"{YEAR}?show=missing").content.decode()
    sheet = b"".join(browser.post(f"{here}people.csv", {"year": desk.at.year})).decode()
    assert "'=HYPERLINK" in sheet
    assert browser.get(f"{here}people.csv").status_code == 302
    wrong = browser.post(person, {"act": "check", "check-held_at": "Service", "check-signed_on": "2999-01-01"})
    assert wrong.status_code == 422
    given = {"act": "check", "check-held_at": "Filing service 4711", "check-signed_on": desk.at.date().isoformat()}
    assert browser.post(person, given).status_code == 302
    assert "Filing service 4711" in browser.get(person).content.decode()
    desk.wait(minutes=3)
    desk.pay()
    assert refreshed(waiting).state == "sent"
    stranger = at_work(manager_of(ProgramFactory(hostname="other.example")))
    for address in (person, f"{YEAR}?program={desk.program.pk}"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{here}people.csv", {"year": desk.at.year}).status_code == 404
    late = at_work(desk.manager, recent=False)
    assert "/accounts/" in late.post(f"{here}people.csv", {"year": desk.at.year})["Location"]


def test_a_line_is_entered_in_the_workbench_with_its_reason(desk: Desk):
    browser = at_work(desk.manager)
    given = {
        "program": desk.program.pk, "country": "DE", "form": "Residence form", "threshold": "40.00",
        "covers": ["cash", "goods"], "valid_from": "2026-01-01", "source": "Our adviser", "reason": "As agreed",
    }  # fmt: skip
    assert browser.post(TABLE + "new/", given | {"reason": ""}).status_code == 422
    assert browser.post(TABLE + "new/", given).status_code == 302
    row = TaxThreshold.objects.get()
    assert (row.threshold, row.currency, row.covers, row.entered_by) == (4_000, "eur", ["cash", "goods"], desk.manager)
    assert "40.00 EUR" in browser.get(TABLE).content.decode()
    assert "Adviser" not in browser.get(TABLE + "new/").content.decode()
