"""A stolen session in a second browser, which posts and replies by form: it is asked who it is, and nothing comes out."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tools.screens import CONVERSATION, Visitors

pytestmark = pytest.mark.browser
VICTIM = "advocate"
LURE = "Every pan at half the price until midnight, only for readers of this page, so tell your friends before it ends"


def stolen(visitors: Visitors) -> BrowserContext:
    """Another browser with the session of the advocate, and with no other cookie of theirs."""
    with visitors.window(VICTIM) as window:
        cookies = window.cookies()
    context = visitors.browser.new_context(base_url=visitors.product.address)
    context.set_default_timeout(60_000)
    context.add_cookies([one for one in cookies if one["name"] == "sessionid"])  # type: ignore[misc,list-item]
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
    with stolen(visitors) as window:
        page = window.new_page()
        for address in forms(page)[:2]:
            fire(page, address)
            assert "/accounts/reauthenticate/" in page.url
    assert seen_by_readers(visitors) == 0
