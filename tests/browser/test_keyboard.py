"""The main act of every page about rights and accounts, reached by the tab key alone and seen when it has the focus."""

import pytest
from playwright.sync_api import Locator, Page

from tools.screens import SCREENS, Screen, Visitors, visit

pytestmark = pytest.mark.browser
MAIN_ACT = {
    "sign-in": "Sign in",
    "sign-up": "Make my account",
    "reset": "Send me the link",
    "rights": "Accept …",
    "accept": "Accept the right",
    "decline": "Decline the offer",
    "hand-back": "Hand it back",
    "why": "Show the checks",
    "register": "Show",
    "halt": "Halt all rights",
    "managers-bar": "Halt all rights",
    "profile": "Save my profile",
    "tokens": "Make the token",
    "leave": "Leave the program",
    "email": "Change my address",
    "password": "Change my password",
    "confirm": "It is me",
    "second-factor": "Add a key",
    "app": "Ask for it from now on",
    "keys": "Add a key",
    "add-key": "Add this key",
    "queue": "Claim the next case c",
    "workplace": "Keep this",
    "work": "Set the cap",
    "people-acts": "Agree and do it",
    "my-appeal": "Send",
}
KNOWN = {screen.name: screen for screen in SCREENS}
MOST_PRESSES = 80


def reached(page: Page, act: Locator) -> bool:
    """Presses tab until the act has the focus; false where the keys never come to it."""
    for _press in range(MOST_PRESSES):
        page.keyboard.press("Tab")
        if act.evaluate("element => element === document.activeElement"):
            return True
    return False


def hidden(act: Locator) -> bool:
    """Whether the focused act has no outline or lies outside the window or under something."""
    return bool(
        act.evaluate(
            """element => {
              const box = element.getBoundingClientRect();
              const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return getComputedStyle(element).outlineStyle === "none" || !(over && element.contains(over));
            }"""
        )
    )


@pytest.mark.parametrize("who", sorted({KNOWN[name].who for name in MAIN_ACT}), ids=lambda who: who or "visitor")
def test_the_main_act_is_reached_by_keys_and_seen(visitors: Visitors, who: str) -> None:
    wrong = []
    with visitors.window(who) as window:
        page = window.new_page()
        for screen in (KNOWN[name] for name in MAIN_ACT if KNOWN[name].who == who):
            act = main_act(page, screen, visitors.product.password)
            if not reached(page, act):
                wrong.append(f"{screen.name}: never reached")
            elif hidden(act):
                wrong.append(f"{screen.name}: not seen")
    assert wrong == []


def main_act(page: Page, screen: Screen, password: str) -> Locator:
    visit(page, screen, password)
    name = MAIN_ACT[screen.name]
    return page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).last
