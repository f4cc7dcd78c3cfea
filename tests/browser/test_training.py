"""An urgent policy, and a course to a certificate to a grant that becomes usable: in a real browser, by both sides.

Both leave the demo program as usable as it was: whoever is suspended signs or passes.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from config.demo.lessons import FAIR_QUIZ
from tests.browser.test_flows import agree
from tools.screens import Visitors

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)


def shot(page: Page, name: str) -> None:
    """Keeps a picture where TABARD_SHOTS names a folder."""
    if folder := os.environ.get("TABARD_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def advocate(visitors: Visitors) -> Iterator[Page]:
    with visitors.window("advocate") as window:
        yield window.new_page()


@pytest.fixture
def manager(visitors: Visitors) -> Iterator[Page]:
    with visitors.window("manager") as window:
        yield window.new_page()


def confirmed(page: Page, password: str) -> None:
    """Proves who sits there, where the product asks."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name=re.compile("confirm", re.IGNORECASE)).first.click()
        page.wait_for_load_state()
    if page.get_by_role("button", name="Do it now").count():
        page.get_by_role("button", name="Do it now").click()


def sign(page: Page, policy: str, password: str) -> None:
    page.goto("/portal/learn/")
    page.get_by_role("link", name=re.compile(f"Read and sign.*{policy}")).click()
    page.get_by_label("I have read this text").check()
    page.get_by_role("button", name=re.compile("^Sign as")).click()
    page.wait_for_load_state()
    confirmed(page, password)
    expect(page.get_by_text("Signed. It stays in your list")).to_be_visible()


def test_an_urgent_policy_suspends_at_once_and_a_signature_brings_the_rights_back(
    visitors: Visitors, manager: Page, advocate: Page
) -> None:
    advocate.goto("/portal/rights/")
    expect(advocate.locator(".pill-suspended")).to_have_count(0)
    manager.goto("/admin/program/policies/")
    manager.get_by_role("link", name="House rules").first.click()
    text = manager.locator("#id_source")
    text.fill(text.input_value() + "\n\n## H6 No lye recipes\nSince the recall, nobody advises lye here.")
    manager.locator("input[name=change][value=urgent]").check()
    manager.get_by_role("button", name="Look at it first").click()
    expect(manager.get_by_text(re.compile("live grants? (is|are) suspended the moment"))).to_be_visible()
    shot(manager, "urgent-preview")
    manager.get_by_role("button", name=re.compile("^Publish version")).click()
    expect(manager.get_by_text("is published.")).to_be_visible()
    advocate.reload()
    expect(advocate.locator(".pill-suspended").first).to_be_visible()
    shot(advocate, "urgent-suspended")
    sign(advocate, "House rules", visitors.product.password)
    advocate.goto("/portal/rights/")
    expect(advocate.locator(".pill-suspended")).to_have_count(0)
    with visitors.window("moderator") as window:
        sign(window.new_page(), "House rules", visitors.product.password)


def test_a_course_leads_to_a_certificate_and_the_certificate_makes_a_grant_usable(
    manager: Page, advocate: Page
) -> None:
    manager.goto("/admin/training/required/new/")
    manager.locator("#id_right").select_option("post")
    manager.locator("#id_course").select_option(label="Moderating fairly")
    manager.get_by_role("button", name="Require it").click()
    expect(manager.get_by_text("The right rests on the course.")).to_be_visible()
    advocate.goto("/portal/learn/")
    expect(advocate.get_by_text("suspended until you pass").first).to_be_visible()
    shot(advocate, "course-needed")
    advocate.get_by_role("link", name="Moderating fairly", exact=True).click()
    for lesson in ("What may stay", "Clause, act, words", "When it is not yours"):
        if advocate.get_by_role("link", name=lesson).count():
            advocate.get_by_role("link", name=lesson).click()
        advocate.get_by_role("button", name=re.compile("^Done:")).click()
    if not advocate.get_by_role("button", name="Begin the quiz").count():
        advocate.goto("/portal/learn/")
        advocate.get_by_role("link", name="Moderating fairly", exact=True).click()
    advocate.get_by_role("button", name="Begin the quiz").click()
    for number, (kind, question) in enumerate(FAIR_QUIZ, start=1):
        expect(advocate.get_by_role("heading", name=f"Question {number} of")).to_be_visible()
        assert question["why"] not in advocate.content()
        shot(advocate, f"question-{kind}-{number}")
        answer(advocate, kind, question)
    shot(advocate, "quiz-before")
    advocate.get_by_role("button", name="Hand them in").click()
    expect(advocate.get_by_role("heading", name="Passed")).to_be_visible()
    shot(advocate, "quiz-passed")
    advocate.goto("/portal/rights/")
    expect(advocate.locator(".pill-suspended")).to_have_count(0)


def answer(page: Page, kind: str, question: dict[str, Any]) -> None:
    if kind == "example":
        page.get_by_label("Rule").select_option(index=int(question["clauses"][1:]))
        page.get_by_role("button", name=re.compile("^Hide")).click()
        agree(page)
        return
    if kind == "order":
        for place, step in enumerate(question["steps"], start=1):
            page.get_by_label(step).select_option(str(place))
    else:
        for option in question["options"]:
            if option["right"]:
                page.get_by_label(option["text"], exact=True).check()
    page.get_by_role("button", name="Keep this answer").click()
