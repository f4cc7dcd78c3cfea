"""Typed readers of environment variables. A wrong value refuses to start, with the variable's name in the sentence.

An empty one counts as not set: files of variables are copied with their empty lines.
"""

import os
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def _read(name: str, default: T | None, parse: Callable[[str], T], wanted: str) -> T:
    raw = os.environ.get(name, "").strip()
    if not raw:
        if default is None:
            raise ImproperlyConfigured(f"{name} must be set: {wanted}.")
        return default
    try:
        return parse(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {raw!r}, but must be {wanted}.") from None


def text(name: str, default: str | None = None) -> str:
    """The value as it stands; without a default it must be set."""
    return _read(name, default, str, "a text")


def secret(name: str, default: str | None = None, *, least: int = 32) -> str:
    """A secret of at least so many characters. The refusal never shows what was given."""
    value = os.environ.get(name, "").strip() or default or ""
    if len(value) < least:
        raise ImproperlyConfigured(f"{name} must be set to a secret of at least {least} characters.")
    return value


def flag(name: str, default: bool | None = None) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off."""

    def parse(raw: str) -> bool:
        if raw.lower() in TRUE:
            return True
        if raw.lower() in FALSE:
            return False
        raise ValueError

    return _read(name, default, parse, "true or false")


def number(name: str, default: int | None = None, *, least: int = 0) -> int:
    """A whole number, not below `least`."""

    def parse(raw: str) -> int:
        if (value := int(raw)) < least:
            raise ValueError
        return value

    return _read(name, default, parse, f"a whole number from {least}")


def words(name: str, default: list[str] | None = None) -> list[str]:
    """A list parted by commas, without empty words."""
    return _read(
        name, default, lambda raw: [word.strip() for word in raw.split(",") if word.strip()], "a list, with commas"
    )


def url(name: str, default: str | None = None, *, schemes: tuple[str, ...]) -> str:
    """An address with one of the schemes; an empty default means that it is not needed."""

    def parse(raw: str) -> str:
        if urlsplit(raw).scheme not in schemes:
            raise ValueError
        return raw

    return _read(name, default, parse, "an address that begins with " + " or ".join(f"{s}://" for s in schemes))
