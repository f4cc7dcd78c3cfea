"""A passkey is added and used in a real browser on the standing product, under its Content-Security-Policy."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.entering import code_in
from tests.factories.people import PASSWORD
from tools.standing import Standing

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site(product: Standing) -> str:
    """By name: keys are bound to a domain, and an address in figures is none."""
    return product.address.replace("127.0.0.1", "localhost")


@pytest.fixture
def anna(page: Page, site: str, product: Standing, request: pytest.FixtureRequest) -> str:
    """The address of somebody new, who has just signed up in this browser."""
    email = f"{request.node.name}@example.com"[-60:]
    page.goto(f"{site}/accounts/signup/")
    page.get_by_label("Display name").fill("Anna Lind")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.get_by_label("Code").fill(code_in(letter_to(email, product)))
    page.get_by_role("button", name="Confirm", exact=True).click()
    page.wait_for_url("**/portal/")
    return email


def letter_to(email: str, product: Standing) -> str:
    """The text that waits for a worker, which this product stands without."""
    with closing(sqlite3.connect(Path(product.environment["TABARD_VAR"]) / "tabard.sqlite3")) as rows:
        found = rows.execute('SELECT text FROM sitewide_letter WHERE "to" = ? ORDER BY id DESC', [email]).fetchone()
    return str(found[0])


def device(page: Page, **traits: bool) -> None:
    """Gives the browser a built-in authenticator that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | traits})


def complaints(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="It is me").click()
    page.get_by_label("Name of the key").fill("My laptop")
    page.get_by_role("button", name="Add this key").click()


def test_a_passkey_opens_the_account_without_a_password(page: Page, site: str, anna: str) -> None:
    said = complaints(page)
    device(page)
    add_passkey(page, site)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site}/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="My laptop")).to_contain_text("Passkey")

    page.context.clear_cookies()
    page.goto(f"{site}/accounts/login/?next=/portal/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Profile and account")).to_be_visible()
    assert not said


def test_with_a_passkey_the_password_alone_is_only_half_the_way(page: Page, site: str, anna: str) -> None:
    device(page)
    add_passkey(page, site)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()
    sign_in(page, site, anna)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    page.get_by_role("button", name="Use my key").click()
    page.wait_for_url("**/portal/")


def test_a_device_that_says_no_is_explained_on_the_page(page: Page, site: str, anna: str) -> None:
    """Without `passkeys.js` django-allauth's script tells only the console."""
    device(page, hasUserVerification=False, hasResidentKey=False)
    add_passkey(page, site)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    page.goto(f"{site}/accounts/2fa/")
    expect(page.get_by_role("link", name="Add a key")).to_be_visible()


def test_where_the_address_is_no_name_the_page_says_so(page: Page, product: Standing) -> None:
    """Guard: `sayAddress` in `passkeys.js`; `make run` prints an address in figures, where no key ever works."""
    page.goto(f"{product.address}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Open it by its name")
