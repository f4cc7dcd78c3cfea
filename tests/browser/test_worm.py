"""A stolen session in a second browser, which posts and replies by form as fast as it can: what comes out, who sees it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tools.screens import CONVERSATION, Visitors

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
VICTIM = "advocate"
LURE = "Every pan at half the price until midnight, only for readers of this page, so tell your friends before it ends"
MOST_OUT, TRIES = 3, 5
"""More within a minute are refused for their number alone (`sitewide.limits`), which is not what is shown here."""


def stolen(visitors: Visitors, *, whole: bool) -> BrowserContext:
    """Another browser with the session of the advocate; `whole`: with every cookie of theirs, not only that one."""
    with visitors.window(VICTIM) as window:
        cookies = window.cookies()
    context = visitors.browser.new_context(base_url=visitors.product.address)
    context.set_default_timeout(60_000)
    context.add_cookies([one for one in cookies if whole or one["name"] == "sessionid"])  # type: ignore[misc,list-item]
    return context


def forms(page: Page) -> list[str]:
    """Where the advocate may post, and what they may answer officially."""
    page.goto("/portal/write/")
    posts = page.locator('main a[href*="as=post"]').evaluate_all("links => links.map(one => one.getAttribute('href'))")
    page.goto(CONVERSATION)
    replies = page.locator('a[href*="as=reply"]').evaluate_all("links => links.map(one => one.getAttribute('href'))")
    assert posts
    both = [address for pair in zip(posts, replies, strict=False) for address in pair]
    return both or posts


def fire(page: Page, address: str) -> None:
    """The form filled in and sent, whatever the product thinks of it."""
    page.goto(address)
    if title := page.get_by_label("Title").all():
        title[0].fill("Half price")
    page.locator('main textarea[name="body"]').fill(LURE)
    page.locator('main button[name="act"][value="send"]').click()
    page.wait_for_load_state()


def seen_by_readers(visitors: Visitors) -> int:
    """How many messages with the lure a visitor finds on the pages of the program."""
    with visitors.window("") as window:
        page = window.new_page()
        page.goto("/go/search/?q=midnight")
        return page.locator("main").get_by_text(LURE[:24]).count()


def test_a_session_alone_is_asked_who_it_is_and_gets_nothing_out(visitors: Visitors) -> None:
    with stolen(visitors, whole=False) as window:
        page = window.new_page()
        for address in forms(page)[:1]:
            fire(page, address)
            assert "/accounts/reauthenticate/" in page.url
    assert seen_by_readers(visitors) == 0


def test_a_whole_browser_that_was_stolen_gets_at_most_three_out_and_one_press_removes_them(visitors: Visitors) -> None:
    """Guards: the signs of the breaker, and the halts of `trip`. With the advocate's own cookies nothing else asks."""
    with stolen(visitors, whole=True) as window:
        page = window.new_page()
        addresses = forms(page)
        for number in range(TRIES):
            fire(page, addresses[number % len(addresses)])
        expect(page.get_by_text(re.compile("is halted|cannot be sent just now")).first).to_be_visible()
    assert seen_by_readers(visitors) <= MOST_OUT
    with visitors.window("manager") as window:
        page = window.new_page()
        page.goto("/admin/breaker/")
        trip = page.locator(".wb-trip").first
        expect(trip.get_by_text(LURE[:24]).first).to_be_visible()
        expect(trip.locator("dd").filter(has=page.locator('a[href*="/rights/halts/edit/"]')).first).to_be_visible()
        trip.get_by_role("button", name="Remove it").click()
        expect(page.locator(".wb-trip")).to_have_count(0)
    assert seen_by_readers(visitors) == 0
    with visitors.window(VICTIM) as window:
        page = window.new_page()
        page.goto("/portal/rights/")
        expect(page.get_by_text("halted").first).to_be_visible()
