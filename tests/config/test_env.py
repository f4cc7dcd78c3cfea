"""Typed readers of the environment: what is missing, empty or wrong is refused by its name."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

NEEDED: dict[str, Callable[[], object]] = {
    "text": lambda: env.text("TABARD_TRIED"),
    "words": lambda: env.words("TABARD_TRIED"),
    "url": lambda: env.url("TABARD_TRIED", schemes=("https",)),
    "number": lambda: env.number("TABARD_TRIED"),
    "flag": lambda: env.flag("TABARD_TRIED"),
    "secret": lambda: env.secret("TABARD_TRIED"),
}


@pytest.mark.parametrize("reader", NEEDED)
@pytest.mark.parametrize("empty", ["", "   "])
def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch, reader: str, empty: str) -> None:
    """Guard: `_read`; an empty DATABASE_URL would start production on SQLite, without a word."""
    monkeypatch.setenv("TABARD_TRIED", empty)
    with pytest.raises(ImproperlyConfigured, match="TABARD_TRIED must be set"):
        NEEDED[reader]()


def test_an_empty_value_gets_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABARD_TRIED", "")
    assert env.text("TABARD_TRIED", "Tabard <hello@tabard.example>") == "Tabard <hello@tabard.example>"
    assert env.flag("TABARD_TRIED", True) is True
    assert env.number("TABARD_TRIED", 587) == 587
    assert env.words("TABARD_TRIED", []) == []
    assert env.url("TABARD_TRIED", "", schemes=("https",)) == ""


@pytest.mark.parametrize("wrong", ["ftp://there", "there", "https"])
def test_an_address_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("TABARD_TRIED", wrong)
    with pytest.raises(ImproperlyConfigured, match="TABARD_TRIED is"):
        env.url("TABARD_TRIED", "", schemes=("https",))
