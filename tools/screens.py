"""Visiting the main screens of the demo program: what the screenshots show and the browser tests check."""

import time

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tools.screen_list import CONVERSATION, SCREENS, Screen
from tools.standing import Standing

__all__ = ["CONVERSATION", "DESKTOP", "PATIENCE", "PHONE", "SCREENS", "Screen", "Visitors", "sign_in", "visit"]

DESKTOP, PHONE = (1280, 800), (390, 844)
PATIENCE = 60_000
"""Milliseconds; a busy machine takes its time."""
RECENT = 150.0
"""Seconds; half of the time for which the product takes a proof of identity as recent."""


class Visitors:
    """Windows of the demo people in one browser; everybody signs in once, and again before that is not recent any more."""

    def __init__(self, browser: Browser, product: Standing) -> None:
        self.browser, self.product = browser, product
        self.known: dict[str, tuple[float, StorageState]] = {}

    def window(
        self, who: str, *, size: tuple[int, int] = DESKTOP, dark: bool = False, scripts: bool = True
    ) -> BrowserContext:
        """A context of its own, signed in as `who`, without JavaScript if not `scripts`. The caller closes it."""
        context = self.browser.new_context(
            base_url=self.product.address,
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            storage_state=self._state(who) if who else None,
        )
        context.set_default_timeout(PATIENCE)
        return context

    def _state(self, who: str) -> StorageState:
        signed_in, state = self.known.get(who, (-RECENT, None))
        if state is None or time.monotonic() - signed_in > RECENT:
            context = self.browser.new_context(base_url=self.product.address)
            context.set_default_timeout(PATIENCE)
            sign_in(context.new_page(), who, self.product.password)
            state = context.storage_state()
            self.known[who] = time.monotonic(), state
            context.close()
        return state


def sign_in(page: Page, who: str, password: str) -> None:
    page.goto("/accounts/login/?next=/portal/profile/")
    page.get_by_label("Email").fill(f"{who}@demo.example")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/portal/profile/")


def visit(page: Page, screen: Screen, password: str) -> None:
    """Goes to the screen, proving by the password who asks where that is wanted; an answer other than 200 ends it."""
    answer = page.goto(screen.path)
    if page.url.partition("?")[0].endswith("/accounts/reauthenticate/") and screen.name != "confirm":
        page.get_by_label("Password", exact=True).fill(password)
        page.locator("main form button").first.click()
        page.wait_for_url(f"**{screen.path}*")
    if screen.link:
        target = page.locator(screen.link).first.get_attribute("href")
        answer = page.goto(str(target).partition("#")[0])
    if answer is None or answer.status != 200:
        raise LookupError(
            f"{page.url} answered {answer.status if answer else 'nothing'} to {screen.who or 'a visitor'}."
        )
