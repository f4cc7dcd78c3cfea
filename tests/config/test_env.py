"""An empty variable is none: examples are copied with their empty lines."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

READERS: list[tuple[Callable[..., Any], Any]] = [
    (env.text, "Tabard"), (env.secret, "x" * 40), (env.flag, True), (env.number, 587), (env.words, ["a.example"]),
    (partial(env.url, schemes=("postgres",)), "postgres://db/tabard"),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "default"), READERS)
@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_value_is_the_default_and_refused_where_there_is_none(
    monkeypatch: pytest.MonkeyPatch, reader: Callable[..., Any], default: Any, empty: str
) -> None:
    monkeypatch.setenv("TABARD_X", empty)
    assert reader("TABARD_X", default) == default
    with pytest.raises(ImproperlyConfigured, match="TABARD_X must be set"):
        reader("TABARD_X")
