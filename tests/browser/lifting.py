"""How a halt of the whole program ends: by two people."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tools.screens import Visitors


def lift(page: Page, visitors: Visitors, seen: Callable[[Page, str], object] = lambda _page, _name: None) -> None:
    """The one who halted says why it may end, a second person confirms. `seen` is told of each page on the way."""
    halt = page.url
    page.get_by_role("link", name="Lift the halt").last.click()
    seen(page, "proposing a lift")
    page.get_by_label("Reason").fill("It was a rehearsal.")
    page.get_by_role("button", name="Propose the lift").click()
    expect(page.get_by_text("A lift waits for a second person")).to_be_visible()
    seen(page, "a lift that waits")
    with visitors.window("reviewer") as window:
        second = window.new_page()
        second.goto(halt)
        second.get_by_role("link", name="Lift the halt").last.click()
        seen(second, "confirming a lift")
        second.get_by_role("button", name="Confirm: lift the halt").click()
        expect(second.get_by_role("heading", name="This halt is over")).to_be_visible()
        seen(second, "a halt that is over")
