"""The whole queue of the demo worked through by keys alone, on a desk and on a phone, with axe content at every step."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import copied
from tests.browser.test_axe import said_of
from tools.screens import DESKTOP, PHONE, Visitors
from tools.standing import standing

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)
MOST = 30


@pytest.fixture
def desk(visitors: Visitors) -> Iterator[Page]:
    """The moderator at the queue. What a test claims it gives back: other tests have the same queue."""
    with visitors.window("moderator") as window:
        page = window.new_page()
        page.goto("/desk/")
        yield page


@pytest.fixture
def apart(chromium: Browser, untouched: Path, tmp_path: Path) -> Iterator[Visitors]:
    """The product once more, as it was before any test: here a queue can be emptied."""
    with standing(copied(untouched, tmp_path / "var")) as copy:
        yield Visitors(chromium, copy)


def claimed(page: Page) -> bool:
    """Whether a case is in hand, taken by its key unless the decision before has brought it."""
    if page.locator("[data-lease]").count():
        return True
    with page.expect_response(lambda answer: "/desk/" in answer.url and answer.request.method == "GET"):
        page.keyboard.press("c")
    page.wait_for_function(
        "() => document.querySelector('[data-lease], .flash') && !document.querySelector('.htmx-request')"
    )
    return page.locator("[data-lease]").count() == 1


def decided(page: Page, number: int) -> None:
    """By one key where the message stays; by one key and Enter where it goes, with an arrow where no rule is suggested."""
    suggested = page.locator("#clause").input_value() != ""
    if not suggested and number % 2 == 0:
        page.keyboard.press("a")
        return
    page.keyboard.press("h")
    expect(page.locator("#weigh-reason" if suggested else "#weigh-clause")).to_be_focused()
    if not suggested:
        page.keyboard.press("ArrowDown")
        expect(page.locator("#weigh-reason")).not_to_have_value("")
    page.keyboard.press("Enter")


def test_a_case_is_skipped_asked_about_and_handed_over_by_keys(desk: Page) -> None:
    """What changes the queue least goes first: the queue is worked through below."""
    desk.keyboard.press("?")
    expect(desk.locator(".keys-list")).to_be_visible()
    assert claimed(desk)
    expect(desk.locator("[data-countdown]")).to_be_visible()
    desk.keyboard.press("g")
    expect(desk.locator("#to")).to_be_focused()
    assert said_of(desk, "hand over") == []
    desk.keyboard.press("Escape")
    desk.locator("#case-title").focus()
    desk.keyboard.press("q")
    expect(desk.locator("#ask-note")).to_be_focused()
    expect(desk.locator("#to")).to_be_hidden()
    desk.locator("#case-title").focus()
    desk.keyboard.press("h")
    expect(desk.locator("#weigh")).to_be_visible()
    assert said_of(desk, "weigh") == []
    desk.keyboard.press("Escape")
    expect(desk.locator("#weigh")).to_be_hidden()
    desk.keyboard.press("b")
    expect(desk.locator("[data-lease]")).to_have_count(0)


def test_filters_and_the_case_they_lead_to_stay_in_the_address(desk: Page) -> None:
    desk.keyboard.press("f")
    desk.get_by_role("link", name="waits for a second opinion").press("Enter")
    desk.wait_for_url("**/desk/?asked=1")
    expect(desk.locator(".queue-item")).to_have_count(1)
    assert claimed(desk)
    assert desk.url.endswith("?asked=1")
    expect(desk.locator(".case-thread")).to_be_visible()
    assert said_of(desk, "asked") == []
    desk.keyboard.press("q")
    expect(desk.locator("#opinion")).to_be_focused()
    desk.locator("#case-title").focus()
    desk.keyboard.press("b")
    desk.wait_for_url("**/desk/?asked=1")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_whole_queue_is_worked_through_by_keys_alone(apart: Visitors, size: tuple[int, int]) -> None:
    """The next case comes by a swap: what a script kept in the window is still there at the end."""
    with apart.window("moderator", size=size) as window:
        page = window.new_page()
        page.goto("/desk/")
        page.evaluate("window.untouched = true")
        waiting = page.locator(".queue-item").count()
        assert said_of(page, "queue") == []
        number = 0
        while number < MOST and claimed(page):
            title = page.locator("#case-title").inner_text()
            assert said_of(page, title) == []
            decided(page, number)
            number += 1
            page.wait_for_function("title => document.querySelector('#case-title')?.innerText !== title", arg=title)
            expect(page.locator(".flash").first).to_be_visible()
        assert number >= waiting > 1
        expect(page.locator(".queue-item")).to_have_count(0)
        assert said_of(page, "empty queue") == []
        assert page.evaluate("window.untouched === true")
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert page.evaluate(wide)
