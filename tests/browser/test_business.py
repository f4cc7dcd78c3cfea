"""Five ways of value through the product as its people go them: mission to points, points to a code, pay to a bank,
a refund that takes back, a rule that is tried first. With a worker, and with a server that speaks for Stripe."""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.business import Business, confirmed, looked_again, open_for_business, opened, shot
from tests.browser.campaigning import campaign_opened, handed_in, judged, mission_opened, mission_taken
from tests.browser.conftest import copied
from tools.screens import Visitors

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
SHOP = "shop.kestrel-rowe.example"


@pytest.fixture(scope="module")
def business(chromium: Browser, untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Business]:
    """The product once more, as it was before any test, and open for business."""
    var = copied(untouched, tmp_path_factory.mktemp("business") / "var")
    with open_for_business(var, lambda product: Visitors(chromium, product)) as business:
        yield business


@contextmanager
def people(business: Business, *who: str) -> Iterator[list[Page]]:
    """A page for each of them."""
    windows = [business.visitors.window(one) for one in who]
    try:
        yield [window.new_page() for window in windows]
    finally:
        for window in windows:
            window.close()


def test_a_mission_leads_from_an_invitation_to_points(business: Business) -> None:
    with people(business, "manager", "reviewer", "advocate") as (manager, second, advocate):
        campaign_opened(manager)
        mission_opened(manager)
        business.ring("offer_missions")
        mission_taken(advocate)
        handed_in(advocate, "soup", "A pot of soup on the stove")
        judged(
            second,
            "change this and send again",
            "The picture or text is not clear enough",
            "Show the whole kitchen, please.",
        )
        looked_again(advocate, "Change this and send again")
        shot(advocate, "1-returned")
        expect(advocate.get_by_text("Show the whole kitchen, please.")).to_be_visible()
        advocate.get_by_role("button", name=re.compile("^Take it out")).first.click()
        handed_in(advocate, "table", "The whole kitchen, with the pan on the stove")
        judged(manager, "verify", "", "Now one sees it. Thank you!")
        looked_again(advocate, "It is worth 45 points")
        shot(advocate, "1-verified")
        advocate.goto("/portal/points/")
        looked_again(advocate, "Show us your kitchen")
        line = advocate.get_by_role("row", name=re.compile(r"Show us your kitchen.*\+45"))
        shot(advocate, "1-points")
        line.get_by_role("link").first.click()
        expect(advocate.get_by_role("heading", name="Show us your kitchen")).to_be_visible()


def test_points_become_a_code_and_the_budget_falls(business: Business) -> None:
    with people(business, "advocate", "manager") as (advocate, manager):
        before, left = balance(advocate), budget(manager)
        advocate.goto("/portal/rewards/?kind=code")
        shot(advocate, "2-catalogue")
        advocate.get_by_role("link", name=re.compile("Get it.*A linen towel")).click()
        shot(advocate, "2-redeem")
        advocate.get_by_role("button", name="Exchange 60 points").click()
        shot(advocate, "2-code")
        code = advocate.locator("code.code").first.inner_text()
        assert len(code) > 5
        assert balance(advocate) == before - 60
        advocate.goto("/portal/rewards/")
        expect(advocate.get_by_text(code).first).to_be_visible()
        assert left - budget(manager) == 640
        shot(manager, "2-accounts")


def balance(page: Page) -> int:
    """What the advocate can spend, as they read it."""
    page.goto("/portal/points/")
    return number(page.locator(".stat", has_text="You can spend").locator("dd").first.inner_text())


def budget(page: Page) -> int:
    """What is left of the program's budget, in minor units, as the manager reads it."""
    page.goto("/admin/rewards/treasury/")
    page.get_by_role("link", name="Kestrel & Rowe").first.click()
    return number(page.locator(".wb-figures > div", has_text="Free budget").locator("dd").first.inner_text())


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_pay_arrives_in_the_bank_after_another_manager_approved_it(business: Business) -> None:
    password, stripe = business.product.password, business.stripe
    with people(business, "manager", "reviewer", "advocate") as (manager, second, advocate):
        approval_from(manager, "10.00")
        advocate.goto("/portal/payouts/")
        shot(advocate, "3-payouts")
        advocate.get_by_label("Country of your bank account").select_option(label="United Kingdom")
        advocate.get_by_role("button", name="Set it up at Stripe").click()
        confirmed(advocate, password)
        advocate.wait_for_url("**/portal/payouts/?from=stripe")
        shot(advocate, "3-back")
        looked_again(advocate, "You can be paid.")
        advocate.goto("/portal/rewards/?kind=cash")
        advocate.get_by_role("link", name=re.compile("Get it.*Fifteen pounds")).click()
        advocate.get_by_role("button", name="Exchange 300 points").click()
        shot(advocate, "3-redeemed")
        second.goto("/admin/rewards/redemptions/")
        shot(second, "3-redemptions")
        second.get_by_role("link", name=re.compile("Fifteen pounds")).first.click()
        shot(second, "3-approve")
        second.get_by_role("button", name="Approve").click()
        confirmed(second, password)
        business.ring("pay")
        advocate.goto("/portal/payouts/")
        looked_again(advocate, re.compile("asks for a tax form"), within="tbody")
        form_checked(advocate, second, password)
        business.ring("pay")
        advocate.goto("/portal/payouts/")
        looked_again(advocate, re.compile("^sent$"), within="tbody")
        shot(advocate, "3-sent")
        (transfer,) = stripe.books.transfers
        with stripe.lock:
            stripe.books.to_bank(transfer["destination"])
        looked_again(advocate, re.compile("in the bank"), within="tbody")
        shot(advocate, "3-paid")
        assert [row["amount"] for row in stripe.books.transfers] == [1500]
        assert stripe.wrong == []


def form_checked(advocate: Page, manager: Page, password: str) -> None:
    """What she was given this year asks for a form: she says that it is sent, and a manager has looked at it."""
    advocate.goto("/portal/tax/")
    advocate.get_by_role("button", name="I have sent it in").click()
    shot(advocate, "3-form-sent")
    manager.goto("/admin/rewards/tax/")
    confirmed(manager, password)
    manager.get_by_role("link", name="Ines Carvalho").first.click()
    opened(manager, "Checked")
    manager.get_by_label("Where the form is kept").fill("Folder 12 at the tax adviser")
    manager.get_by_label("Signed on").fill(f"{datetime.now(UTC):%Y-%m-%d}")
    manager.get_by_role("button", name="I have checked the form").click()
    confirmed(manager, password)
    shot(manager, "3-form-checked")
    expect(manager.get_by_role("button", name="I have checked the form")).to_have_count(0)


def approval_from(page: Page, amount: str) -> None:
    page.goto("/admin/rewards/treasury/")
    page.get_by_role("link", name="Change").first.click()
    page.get_by_role("textbox", name="Approval above").fill(amount)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kestrel & Rowe").first).to_be_visible()


def test_what_a_refund_takes_back_says_why(business: Business) -> None:
    with people(business, "manager", "advocate") as (manager, advocate):
        manager.goto("/admin/sharing/rules/new/")
        manager.get_by_role("spinbutton", name="Days on hold").fill("0")
        manager.get_by_role("textbox", name="Why it changed").fill(
            "Nothing of what we sell this week can be sent back."
        )
        manager.get_by_role("button", name="Publish the rule").click()
        manager.goto("/admin/sharing/secrets/new/")
        manager.get_by_label("Name").fill("Web shop of the winter")
        manager.get_by_role("button", name="Make it").click()
        shot(manager, "4-secret")
        secret, address = (manager.locator("main code").nth(place).inner_text() for place in (0, 1))
        advocate.goto("/portal/share/")
        shot(advocate, "4-share")
        link = advocate.get_by_role("link", name=re.compile("See what others see.*Sunday newsletter")).get_attribute(
            "href"
        )
        click = followed(business, str(link))
        order = {"order": "W-1", "amount": 4900, "currency": "gbp", "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}
        assert called(address, secret, {"event": "conversion", "click": click} | order) == 201
        advocate.reload()
        shot(advocate, "4-held")
        business.ring("keep_referrals")
        before = counted(advocate)
        assert called(address, secret, {"event": "refund", "order": "W-1", "refund": "W-1-R", "amount": 4900}) == 201
        advocate.goto("/portal/share/")
        expect(advocate.get_by_text("It was paid back after it had counted.").first).to_be_visible()
        shot(advocate, "4-clawed")
        advocate.goto("/portal/points/")
        looked_again(advocate, re.compile("-120|−120"))
        shot(advocate, "4-points")
        assert before - 120 == balance(advocate)


def counted(page: Page) -> int:
    """The balance with the order's points in it."""
    page.goto("/portal/points/")
    today = f"{datetime.now(UTC).day} {datetime.now(UTC):%b %Y}"
    looked_again(page, f"Sunday newsletter, order of {today}")
    return balance(page)


def followed(business: Business, link: str) -> str:
    """A stranger follows the link as far as the shop, which does not exist: the token that it is handed."""
    with business.visitors.window("") as window:
        page = window.new_page()
        sent: list[str] = []
        page.route(f"https://{SHOP}/**", lambda route: (sent.append(route.request.url), route.fulfill(body="The shop")))
        page.goto(link)
        shot(page, "4-landing")
        expect(page.get_by_text(re.compile("gets 120 points if you buy"))).to_be_visible()
        page.get_by_role("link", name=f"Go on to {SHOP}").click()
        expect(page.get_by_text("The shop")).to_be_visible()
        return parse_qs(urlsplit(sent[0]).query)["tabard_ref"][0]


def called(address: str, secret: str, body: dict[str, object]) -> int:
    """The shop's server tells of it, signed; its answer."""
    data, at = json.dumps(body).encode(), int(time.time())
    mac = hmac.new(secret.encode(), f"{at}.".encode() + data, hashlib.sha256).hexdigest()
    headers = {"Tabard-Signature": f"t={at},v1={mac}", "Content-Type": "application/json"}
    with urlopen(Request(address, data, headers), timeout=30) as answer:
        return int(answer.status)


def test_a_rule_is_tried_over_the_last_quarter_and_then_switched_on(business: Business) -> None:
    with people(business, "manager", "") as (manager, stranger):
        manager.goto("/admin/rewards/earning/")
        manager.get_by_role("link", name="Try a change").click()
        manager.get_by_label("A published post: Points").fill("42")
        shot(manager, "5-sheet")
        manager.get_by_role("button", name="Reckon the last quarter").click()
        shot(manager, "5-running")
        expect(manager.get_by_text("Under the draft")).to_be_visible()
        shot(manager, "5-report")
        manager.get_by_role("textbox", name=re.compile("^Why|^Reason")).fill("Posts are what brings people here.")
        manager.get_by_role("button", name="Let these rules hold from now on").click()
        expect(manager.get_by_text("The rules hold from now on.")).to_be_visible()
        stranger.goto("/go/points/")
        expect(stranger.get_by_text(re.compile("42 points")).first).to_be_visible()
        shot(stranger, "5-public")
