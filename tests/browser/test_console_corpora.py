"""Every string of the corpora on the moderators' case page in a real browser: nothing runs, nothing is fetched, all is read.

Guards: `body_shown` (with `{{ message.body|safe }}` in its place links can be followed), `.revealed` in console.css.
"""

import json
import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page

from tests.browser.test_corpora import WATCH, fired
from tests.corpora import folder
from tools.run import ROOT
from tools.screens import PHONE, Visitors
from tools.standing import Standing

pytestmark = pytest.mark.browser
READ = """() => {
  const article = document.querySelector('.case-message .message-body').cloneNode(true);
  for (const mark of article.querySelectorAll('.revealed'))
    mark.replaceWith(String.fromCodePoint(...mark.dataset.codes.split(' ').map((code) => parseInt(code, 16))));
  for (const number of article.querySelectorAll('.case-link-number')) number.remove();
  return article.textContent;
}"""
UNSEEN = """() => [...document.querySelectorAll('.case-message .message-body .revealed')]
  .filter((mark) => mark.getBoundingClientRect().width < 2).map((mark) => mark.title)"""
LINKS = "() => document.querySelectorAll('.message-body a, .message-body img, .message-body iframe').length"
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def cases(product: Standing) -> list[tuple[int, str]]:
    folder("xss/dev")
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-v0",
        "-c",
        "from tests.browser.hostile_console import tell; tell()",
    ]
    environment = product.environment | {"TABARD_CORPORA": os.environ["TABARD_CORPORA"]}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return [(number, words) for number, words in json.loads(done.stdout.splitlines()[-1])]


def test_every_string_is_legible_and_inert_on_the_case_page(
    visitors: Visitors, cases: list[tuple[int, str]], product: Standing
) -> None:
    assert sum(len(words) for _number, words in cases) > 100_000
    with visitors.window("moderator", size=PHONE) as window:
        window.add_init_script(WATCH)
        page = window.new_page()
        page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
        outside: list[str] = []
        page.on("request", lambda request: outside.append(request.url) if leaves(request.url, product) else None)
        for number, words in cases:
            must_be_read_in_peace(page, number, words)
        assert outside == []


def must_be_read_in_peace(page: Page, number: int, words: str) -> None:
    path = f"/desk/cases/{number}/"
    assert not fired(page, path), f"{path}: {fired(page, path)}"
    assert "".join(page.evaluate(READ).split()) == words, path
    assert page.evaluate(UNSEEN) == [], path
    assert page.evaluate(LINKS) == 0, path
    assert not page.evaluate(TOO_WIDE), path


def leaves(url: str, product: Standing) -> bool:
    return not url.startswith((product.address, "data:", "about:"))
