"""Whatever scripts people try to store: none runs on any page that shows them, and none is even stopped by the policy.

Guard: `sitewide.text` before storing. With `clean_rich` answering what it was given, this fails on the brand page.
"""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page

from tests.corpora import folder
from tools.run import ROOT
from tools.screens import Visitors
from tools.standing import Standing

pytestmark = pytest.mark.browser
WATCH = """
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => { window.__fired = name; };
document.addEventListener('securitypolicyviolation', (event) => {
  if (/script/.test(event.effectiveDirective)) window.__fired = event.effectiveDirective + ' ' + event.blockedURI;
});
"""


@pytest.fixture(scope="module")
def numbers(product: Standing) -> list[str]:
    """How many were stored, a message with payloads, a case with payloads."""
    folder("xss/dev")
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", "from tests.browser.hostile import tell; tell()"]
    environment = product.environment | {"TABARD_CORPORA": os.environ["TABARD_CORPORA"]}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()[-3:]


def test_no_stored_script_runs_where_it_is_shown(visitors: Visitors, numbers: list[str]) -> None:
    stored, message, case = numbers
    assert int(stored) > 40
    public = [
        "/kitchen/knives/",
        f"/people/said/{message}/",
        "/people/ines/",
        "/decisions/",
        "/go/search/?q=script",
        "/register/",
    ]
    ways = {"": public, "moderator": ["/desk/", f"/desk/cases/{case}/"], "advocate": ["/portal/", "/portal/decisions/"]}
    for who, paths in ways.items():
        with visitors.window(who) as window:
            window.add_init_script(WATCH)
            page = window.new_page()
            page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
            for path in paths:
                assert not fired(page, path), f"{path} as {who or 'a visitor'}: {fired(page, path)}"


def fired(page: Page, path: str) -> str:
    """What ran or was about to, after the page was loaded, hovered and focused all over."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    page.evaluate(
        """() => document.querySelectorAll('main *').forEach((element) => {
          for (const type of ['mouseover', 'mouseenter', 'focus', 'click', 'error', 'load', 'toggle'])
            if (type !== 'click' || (element.tagName === 'A' && /^javascript/i.test(element.getAttribute('href') || '')))
              element.dispatchEvent(new Event(type, { bubbles: false, cancelable: true }));
        })"""
    )
    page.wait_for_timeout(300)
    return str(page.evaluate("window.__fired || ''"))
