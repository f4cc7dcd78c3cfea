"""A real Chromium (the one named by TABARD_CHROMIUM, else the system's, else Playwright's own), and the standing demo."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tools.screens import Visitors
from tools.standing import Standing, standing

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def executable() -> str | None:
    """The path of the browser; None lets Playwright use its own."""
    found = (shutil.which(name) for name in NAMES)
    return os.environ.get("TABARD_CHROMIUM") or next(filter(None, found), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a context of its own: no cookies, nothing stored."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the product is kept as it was before any test."""
    return tmp_path_factory.mktemp("beginning") / "var"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, beginning: Path) -> Iterator[Standing]:
    """The product, standing with the demo program; what a test changes there stays until the run ends.

    TABARD_SHOTS_VAR names a folder that holds it already, so that it need not be loaded again.
    """
    kept = os.environ.get("TABARD_SHOTS_VAR")
    with standing(Path(kept) if kept else tmp_path_factory.mktemp("product")) as product:
        copied(Path(product.environment["TABARD_VAR"]), beginning)
        yield product


@pytest.fixture(scope="session")
def untouched(product: Standing, beginning: Path) -> Path:
    """The folder of the product as it was before any test: what corpora leave behind fills queues."""
    return beginning


def copied(here: Path, there: Path) -> Path:
    """A copy of everything that a standing product keeps, its database read as one moment saw it."""
    shutil.copytree(here, there, ignore=shutil.ignore_patterns("*.sqlite3*", "log", "queue*"))
    for name in here.glob("*.sqlite3"):
        with closing(sqlite3.connect(name)) as old, closing(sqlite3.connect(there / name.name)) as new:
            old.backup(new)
    return there


@pytest.fixture(scope="session")
def visitors(chromium: Browser, product: Standing) -> Visitors:
    return Visitors(chromium, product)
