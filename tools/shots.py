"""`make shots`: every main screen of the demo program as each person sees it, into `var/shots`.

At 1280 and 390 pixels, and dark. Names of screens as arguments choose some of them; TABARD_SHOTS_VAR names a folder
where the demo program may stay for the next time.
"""

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.processes import stop_on_signals
from tools.run import ROOT
from tools.screens import DESKTOP, PHONE, SCREENS, Screen, Visitors, visit
from tools.standing import Standing, standing
from tools.steps import Step, Trouble, step

FOLDER = ROOT / "var" / "shots"
LOOKS = {"1280": (DESKTOP, False), "390": (PHONE, False), "dark": (DESKTOP, True)}
FETCH = """() => Promise.all([...document.images].map(image => {
  image.loading = "eager";
  return image.complete || new Promise(done => { image.onload = image.onerror = done; });
}))"""
"""Pictures below the fold would come only when somebody scrolls there."""
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def main(names: list[str]) -> int:
    stop_on_signals()
    try:
        wanted = chosen(names)
        with ExitStack() as stack:
            var = os.environ.get("TABARD_SHOTS_VAR") or stack.enter_context(tempfile.TemporaryDirectory())
            product = stack.enter_context(standing(Path(var)))
            with step("Taking screenshots") as shown:
                shoot(wanted, product, shown)
    except (Trouble, LookupError) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"\n  {len(wanted) * len(LOOKS)} screenshots are in {FOLDER}\n")
    return 0


def chosen(names: list[str]) -> list[Screen]:
    """The screens named, all when none is; refuses a name that is none."""
    known = {screen.name: screen for screen in SCREENS}
    if wrong := [name for name in names if name not in known]:
        raise Trouble(f"There is no screen {wrong[0]!r}: choose from {', '.join(known)}.")
    return [known[name] for name in names] or list(SCREENS)


def shoot(screens: list[Screen], product: Standing, shown: Step) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.find()), args=list(QUIET))
        visitors, done = Visitors(browser, product), 0
        for look, (size, dark) in LOOKS.items():
            for who in dict.fromkeys(screen.who for screen in screens):
                with visitors.window(who, size=size, dark=dark) as window:
                    page = window.new_page()
                    for screen in (one for one in screens if one.who == who):
                        visit(page, screen, product.password)
                        page.evaluate(FETCH)
                        page.screenshot(
                            path=FOLDER / f"{screen.name}-{look}.png", full_page=True, animations="disabled"
                        )
                        done += 1
                        shown.note(f"{done} of {len(screens) * len(LOOKS)}")
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
