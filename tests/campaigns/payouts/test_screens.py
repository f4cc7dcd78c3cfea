"""What people see of pay, and what they may press."""

import pytest
from django.test import Client

from campaigns.actions import pay_accounts
from campaigns.models import Funding, PayAccount, PayHalt, Payout, Reconciliation
from campaigns.paying import accounts, reading, reconciling
from campaigns.queries.payouts import stuck
from campaigns.stripe_answers import Standing
from sitewide.errors import Refused
from tests.campaigns.payouts.conftest import PRICE, Desk, refreshed
from tests.factories import ProgramFactory, UserFactory, manager_of
from tests.fakes.stripe.server import UNHEARD
from tests.stage import at_work, signed_in

pytestmark = pytest.mark.django_db
PORTAL, DESK = "/portal/payouts/", "/admin/rewards/payouts/"


def test_setting_up_leads_to_stripe_and_back_and_what_waited_goes_out(bare: Desk):
    payout = bare.payout()
    browser = signed_in(bare.advocate)
    assert "Set it up at Stripe" in browser.get(PORTAL).content.decode()
    assert browser.post(PORTAL + "set-up/", {"country": "XX"}).status_code == 422
    answer = browser.post(PORTAL + "set-up/", {"country": "DE"})
    account = PayAccount.objects.get()
    there = f"{bare.stripe.books.address}/onboard/{account.stripe_id}"
    assert (answer.status_code, answer["Refresh"]) == (200, f"0; url={there}")
    assert bare.stripe.books.back[account.stripe_id] == "http://testserver/portal/payouts/?from=stripe"
    browser.post(PORTAL + "set-up/", {})
    assert [each for each in bare.stripe.heard if each == ("post", "/v2/core/accounts")] == [
        ("post", "/v2/core/accounts")
    ]
    bare.stripe.books.stand(account.stripe_id, "active", tell=False)
    assert browser.get(PORTAL + "?from=stripe").status_code == 200
    assert browser.post(PORTAL + "look-again/").status_code == 302
    account.refresh_from_db()
    bare.at = account.refreshed_at
    bare.pay()
    page = browser.get(PORTAL).content.decode()
    assert "25.00 EUR" in page
    assert "You can be paid" in page
    assert refreshed(payout).state == Payout.State.SENT


def test_a_lost_answer_opens_no_second_account(bare: Desk):
    made = pay_accounts.begin(bare.program, country="DE", actor=bare.advocate, at=bare.at)
    for _again in range(2):
        accounts.onboarding_url(made, back="https://tabard.example/portal/payouts/", clock=bare.clock)
        made.stripe_id = ""
    assert len([row for row in bare.stripe.books.rows.values() if row["object"] == "v2.core.account"]) == 1


def test_who_may_have_an_account_and_old_answers_change_none(desk: Desk, settings):
    for code, given in (("not_enrolled", {"actor": UserFactory()}), ("bad_country", {"country": "KP"})):
        with pytest.raises(Refused) as refused:
            pay_accounts.begin(desk.program, **{"country": "DE", "actor": desk.advocate, "at": desk.at} | given)
        assert refused.value.code == code
    account = PayAccount.objects.get()
    asked_before = account.refreshed_at
    gone = Standing(account.stripe_id, True, "restricted", "restricted", (), False)
    pay_accounts.refreshed(account.pk, gone, asked_at=asked_before)
    account.refresh_from_db()
    assert account.state == "ready"
    first = account.stripe_id
    del desk.stripe.books.rows[first]
    desk.wait(minutes=1)
    assert accounts.refresh(account, clock=desk.clock)
    account.refresh_from_db()
    assert account.state == "closed"
    again = desk.account()
    assert (again.pk, again.state) == (account.pk, "ready")
    assert again.stripe_id != first
    settings.TABARD_STRIPE_KEY = ""
    with pytest.raises(Refused, match="switched off"):
        pay_accounts.begin(desk.program, country="DE", actor=desk.advocate, at=desk.at)


def test_without_a_key_it_is_said_and_nothing_can_be_pressed(bare: Desk, settings):
    settings.TABARD_STRIPE_KEY = ""
    page = signed_in(bare.advocate).get(PORTAL).content.decode()
    assert "switched off" in page
    assert "set-up" not in page
    assert Client().post("/hooks/stripe/", b"{}", content_type="application/json").status_code == 404
    desk = at_work(bare.manager).get(f"{DESK}desk/{bare.program.pk}/").content.decode()
    assert "cash rewards are off" in desk


def test_who_has_not_proved_it_lately_is_asked_first_and_stripe_away_is_said(desk: Desk, settings):
    answer = signed_in(desk.advocate, recent=False).post(PORTAL + "set-up/", {"country": "DE"})
    assert answer.status_code == 302
    assert "/accounts/" in answer["Location"]
    settings.TABARD_STRIPE_API_BASE = "http://127.0.0.1:9"
    assert signed_in(desk.advocate).post(PORTAL + "set-up/", {"country": "DE"}).status_code == 503


def test_nobody_sees_the_payouts_of_others(desk: Desk):
    desk.payout()
    assert "25.00" not in signed_in(UserFactory()).get(PORTAL).content.decode()
    stranger = at_work(manager_of(ProgramFactory(hostname="other.example")))
    payout = Payout.objects.get()
    assert stranger.get(f"{DESK}edit/{payout.pk}/").status_code == 404
    assert stranger.get(f"{DESK}desk/{desk.program.pk}/").status_code == 404
    assert "Ada" not in b"".join(stranger.get(f"{DESK}payouts.csv")).decode()


def test_a_manager_looks_one_up_and_may_not_hurry_it(desk: Desk):
    payout = desk.payout()
    desk.stripe.next = [UNHEARD]
    desk.pay()
    browser = at_work(desk.manager)
    assert "being looked into" in browser.get(DESK).content.decode()
    page = browser.get(f"{DESK}edit/{payout.pk}/").content.decode()
    assert "Look it up now" in page
    assert "Send again" not in page
    answer = browser.post(f"{DESK}edit/{payout.pk}/", {"act": "look_up"}, follow=True)
    assert "knows of no such transfer" in answer.content.decode()
    refused = browser.post(f"{DESK}edit/{payout.pk}/", {"act": "send_again", "send_again-reason": "Now"})
    assert refused.status_code == 409
    assert b"'=Ada" not in b"".join(browser.get(f"{DESK}payouts.csv"))


def test_a_manager_withdraws_what_waits_halts_pay_and_pays_in(bare: Desk):
    payout = bare.payout()
    browser, here = at_work(bare.manager), f"{DESK}desk/{bare.program.pk}/"
    browser.post(f"{DESK}edit/{payout.pk}/", {"act": "withdraw", "withdraw-reason": "Left the country"})
    assert refreshed(payout).state == Payout.State.FAILED
    assert browser.post(here, {"act": "halt", "halt-reason": ""}).status_code == 422
    browser.post(here, {"act": "halt", "halt-reason": "An odd week"})
    assert "An odd week" in browser.get(here).content.decode()
    assert browser.post(here, {"act": "halt", "halt-reason": "Again"}).status_code == 409
    browser.post(here, {"act": "resume"})
    assert PayHalt.objects.get().lifted_by == bare.manager
    answer = browser.post(here, {"act": "fund", "fund-amount": "500"})
    funding = Funding.objects.get()
    assert answer["Refresh"] == f"0; url={bare.stripe.books.address}/checkout/{funding.session_id}"
    assert (funding.amount, funding.state) == (50_000, "asked")


def test_every_night_what_was_missed_is_taken_in_and_what_differs_is_reported(desk: Desk):
    """No message arrives. Guard: `_take_in` and `_missing`."""
    quiet, lost, ghost = desk.payout(), desk.payout(), desk.payout()
    desk.stripe.next = [UNHEARD]
    desk.pay()
    books = desk.stripe.books
    books.reverse(refreshed(lost).transfer_id or refreshed(ghost).transfer_id, PRICE)
    gone = books.transfers.pop()
    books.to_bank(gone["destination"])
    browser = at_work(desk.manager)
    browser.post(f"{DESK}desk/{desk.program.pk}/", {"act": "fund", "fund-amount": "10"})
    books.pay_session(Funding.objects.get().session_id)
    desk.wait(hours=3)
    Payout.objects.filter(pk=quiet.pk).update(due_at=desk.at)
    assert reconciling.reconcile(clock=desk.clock) >= 1
    night = Reconciliation.objects.get(program=desk.program)
    assert [each["code"] for each in night.differences] == ["missing_at_stripe"]
    assert Funding.objects.get().state == "paid"
    assert sorted(Payout.objects.values_list("state", flat=True)) == ["paid", "reversed", "unknown"]
    assert "Stripe does not list it" in browser.get(f"{DESK}desk/{desk.program.pk}/").content.decode()
    assert stuck(desk.at)["differences"] == 1
    reading.read(clock=desk.clock)
