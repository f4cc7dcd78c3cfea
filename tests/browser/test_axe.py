"""Every main screen of the demo program, judged by axe as the person who sees it: light, dark, desktop and phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.accounts.entering import shown_by
from tests.browser.lifting import lift
from tools.screens import CONVERSATION, DESKTOP, PHONE, SCREENS, Screen, Visitors, visit

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = {"desktop": (DESKTOP, "light"), "phone, dark": (PHONE, "dark")}
OURS = tuple(screen for screen in SCREENS if not screen.workbench)
WORKBENCH = tuple(screen for screen in SCREENS if screen.workbench)
PEOPLE = list(dict.fromkeys(screen.who for screen in OURS))
AT_REST = """() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn))).then(
  () => document.getAnimations().filter(moving => moving instanceof CSSTransition).forEach(moving => moving.finish()))"""
"""Colours pass from one look to the next over some frames: they are there at once."""
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"landmark-unique": {"enabled": True}},
    "resultTypes": ["violations"],
}


def said_of(page: Page, name: str, within: str = "") -> list[str]:
    """What axe says against the page as it stands, one line for each element."""
    found = Axe().run(page, context=within or None, options=OPTIONS).response["violations"]
    return [f"{name}: {one['id']} {node['target']}" for one in found for node in one["nodes"]]


def looks_of(page: Page, name: str, within: str = "") -> list[str]:
    """What axe says against the page as it stands, on a desktop by day and on a phone by night."""
    said: list[str] = []
    for look, ((width, height), colours) in LOOKS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        page.evaluate(AT_REST)
        said += said_of(page, f"{name}, {look}", within)
    return said


def judged(visitors: Visitors, who: str, screens: list[Screen], within: str = "") -> list[str]:
    """What axe says against these screens, each opened once and judged in every look."""
    said: list[str] = []
    with visitors.window(who) as window:
        page = window.new_page()
        for screen in screens:
            visit(page, screen, visitors.product.password)
            said += looks_of(page, screen.name, within)
    return said


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "visitor")
def test_no_screen_breaks_wcag(visitors: Visitors, who: str) -> None:
    assert judged(visitors, who, [screen for screen in OURS if screen.who == who]) == []


def test_what_we_put_into_the_workbench_breaks_no_wcag(visitors: Visitors) -> None:
    """The content only: the frame around it is Wagtail's."""
    assert judged(visitors, "manager", list(WORKBENCH), within="#main") == []


def test_the_answer_to_why_breaks_no_wcag(visitors: Visitors) -> None:
    with visitors.window("advocate") as window:
        page = window.new_page()
        page.goto("/portal/why/")
        page.get_by_label("Where").select_option(index=1)
        page.get_by_role("button", name="Show the checks").click()
        expect(page.locator("#answer")).to_be_visible()
        assert looks_of(page, "why, answered") == []


def test_a_halted_program_breaks_no_wcag(visitors: Visitors) -> None:
    """The bar, the page of the halt, and those by which two people lift it."""
    with visitors.window("manager") as window:
        page = window.new_page()
        page.goto("/portal/halt/")
        page.get_by_role("button", name="Halt all rights").last.click()
        expect(page.get_by_role("heading", name="The program is halted")).to_be_visible()
        halt, said = page.url, said_of(page, "halted")
        try:
            page.goto(CONVERSATION)
            said += said_of(page, "bar of a halted program")
        finally:
            page.goto(halt)
            lift(page, visitors, lambda shown, name: said.extend(said_of(shown, name)))
    assert said == []


def test_the_pages_of_a_second_factor_break_no_wcag(visitors: Visitors) -> None:
    """With an app set up: the overview, the recovery codes, new ones, taking the app away, and the code at sign-in."""
    with visitors.window("applicant", dark=True) as window:
        page = window.new_page()
        prove(page, visitors, "/accounts/2fa/totp/activate/")
        page.get_by_label("code").fill(shown_by(page.locator("main code").inner_text()))
        page.get_by_role("button", name="Ask for it from now on").click()
        page.wait_for_url("**/accounts/2fa/recovery-codes/**")
        said = said_of(page, "recovery codes")
        for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/"):
            page.goto(path)
            said += said_of(page, path)
        page.get_by_role("button", name="Take it away").click()
        page.wait_for_url("**/accounts/2fa/")
    assert said == []


def prove(page: Page, visitors: Visitors, path: str) -> None:
    """Goes there, with the password where it is asked for."""
    visit(page, Screen("", path), visitors.product.password)


def test_axe_sees_a_picture_without_words_pale_text_and_twin_landmarks(visitors: Visitors) -> None:
    """The tests above could not fail if axe did not notice these."""
    with visitors.window("") as window:
        page = window.new_page()
        page.goto("/")
        page.evaluate(
            "() => { const main = document.querySelector('main'); const img = new Image(); main.append(img);"
            "const p = document.createElement('p'); p.textContent = 'pale'; p.style.color = '#ccc';"
            "p.style.background = '#fff'; main.append(p);"
            "for (const _twin of [1, 2]) { const nav = document.createElement('nav'); nav.ariaLabel = 'Twin';"
            "nav.textContent = 'Twin'; main.append(nav); } }"
        )
        said = " ".join(said_of(page, "home"))
    for rule in ("image-alt", "color-contrast", "landmark-unique"):
        assert rule in said
