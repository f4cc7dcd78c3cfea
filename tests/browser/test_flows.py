"""Whole ways through the standing product in a real browser: with and without scripts, by keys alone, in two browsers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.lifting import lift
from tools.screens import CONVERSATION, Visitors

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def focused(page: Page) -> Locator:
    return page.locator(":focus")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_member_comments_where_the_conversation_is(visitors: Visitors, scripts: bool) -> None:
    words = f"Seen from a browser {'with' if scripts else 'without'} scripts."
    with visitors.window("member", scripts=scripts) as window:
        page = window.new_page()
        page.goto(CONVERSATION)
        if not page.get_by_label("Your comment").count():
            page.locator('a[href^="/portal/say/"]').first.click()
        page.get_by_label("Your comment").fill(words)
        page.get_by_role("button", name="Comment", exact=True).click()
        expect(page.get_by_text(words)).to_be_visible()
    with visitors.window("") as window:
        page = window.new_page()
        page.goto(CONVERSATION)
        expect(page.get_by_text(words)).to_have_count(1)


def test_a_moderator_works_by_keys_alone(visitors: Visitors) -> None:
    """Walks the queue by j and k, claims by c, hides the message by h and Enter; no pointer is touched."""
    with visitors.window("moderator") as window:
        page = window.new_page()
        page.goto("/desk/")
        expect(page.locator(".queue-item").first).to_be_visible()
        page.keyboard.press("j")
        expect(focused(page)).to_have_class(re.compile("queue-item"))
        first = focused(page).get_attribute("href")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(page.locator(f'.queue-item[href="{first}"]')).to_be_focused()
        page.keyboard.press("c")
        expect(page.locator("[data-lease]")).to_be_visible()
        case = re.sub(r"\D", "", page.url)
        page.keyboard.press("h")
        expect(page.locator("#weigh-reason")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".flash, [role=status]").first).to_be_visible()
        page.goto(f"/desk/cases/{case}/")
        expect(page.get_by_role("button", name="Hide")).to_have_count(0)


def test_the_acts_on_a_case_stand_in_the_window_and_cover_nothing_at_its_end(visitors: Visitors) -> None:
    with visitors.window("moderator") as window:
        page = window.new_page()
        page.goto("/desk/")
        page.locator(".queue-item").last.click()
        page.get_by_role("button", name="Claim this case").click()
        expect(page.locator("[data-lease]")).to_be_visible()
        acts = page.locator(".act-bar")
        expect(acts).to_be_in_viewport(ratio=1)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        above, bar = page.locator(".hand-on").last.bounding_box(), acts.bounding_box()
        assert above is not None
        assert bar is not None
        assert above["y"] + above["height"] <= bar["y"]
        page.get_by_role("button", name="Give it back").click()
        expect(page.locator("[data-lease]")).to_have_count(0)


def test_a_halt_in_one_browser_holds_in_another_from_its_next_request(visitors: Visitors) -> None:
    with visitors.window("manager") as desk, visitors.window("advocate") as portal:
        manager, advocate = desk.new_page(), portal.new_page()
        advocate.goto("/portal/rights/")
        expect(advocate.get_by_text("The program is halted")).to_have_count(0)
        manager.goto("/portal/halt/")
        manager.get_by_role("button", name="Halt all rights").first.click()
        expect(manager.get_by_role("heading", name="The program is halted")).to_be_visible()
        try:
            advocate.reload()
            expect(advocate.get_by_text("The program is halted").first).to_be_visible()
        finally:
            lift(manager, visitors)
        advocate.reload()
        expect(advocate.get_by_text("The program is halted")).to_have_count(0)


def agree(page: Page) -> None:
    """Presses the button of the question, where one is asked."""
    asked = page.locator("dialog[open] button:not([value=cancel], [data-close])").last
    if asked.count():
        asked.click()
