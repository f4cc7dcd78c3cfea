"""Every main screen of the demo program, judged by axe as the person who sees it: light, dark, desktop and phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from tools.screens import DESKTOP, PHONE, SCREENS, Screen, Visitors, visit

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [(DESKTOP, False), (PHONE, True)]
OURS = tuple(screen for screen in SCREENS if not screen.workbench)
WORKBENCH = tuple(screen for screen in SCREENS if screen.workbench)
PEOPLE = list(dict.fromkeys(screen.who for screen in OURS))


def judged(window: BrowserContext, screens: list[Screen], within: str = "") -> list[str]:
    """What axe says against the screens in this window, one line for each element."""
    said: list[str] = []
    with window:
        page = window.new_page()
        for screen in screens:
            visit(page, screen)
            options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
            found = Axe().run(page, context=within or None, options=options).response["violations"]
            said += [f"{screen.name}: {one['id']} {node['target']}" for one in found for node in one["nodes"]]
    return said


@pytest.mark.parametrize(("size", "dark"), LOOKS, ids=["desktop-light", "phone-dark"])
@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "visitor")
def test_no_screen_breaks_wcag(visitors: Visitors, who: str, size: tuple[int, int], dark: bool) -> None:
    screens = [screen for screen in OURS if screen.who == who]
    assert judged(visitors.window(who, size=size, dark=dark), screens) == []


@pytest.mark.parametrize(("size", "dark"), LOOKS, ids=["desktop-light", "phone-dark"])
def test_what_we_put_into_the_workbench_breaks_no_wcag(visitors: Visitors, size: tuple[int, int], dark: bool) -> None:
    """The content only: the frame around it is Wagtail's."""
    window = visitors.window("manager", size=size, dark=dark)
    assert judged(window, list(WORKBENCH), within="#main") == []


def test_axe_sees_a_picture_without_words_and_pale_text(visitors: Visitors) -> None:
    """The tests above could not fail if axe did not notice these."""
    with visitors.window("") as window:
        page = window.new_page()
        page.goto("/")
        page.evaluate(
            "() => { const main = document.querySelector('main'); const img = new Image(); main.append(img);"
            "const p = document.createElement('p'); p.textContent = 'pale'; p.style.color = '#ccc';"
            "p.style.background = '#fff'; main.append(p); }"
        )
        ids = {one["id"] for one in Axe().run(page).response["violations"]}
    assert {"image-alt", "color-contrast"} <= ids
