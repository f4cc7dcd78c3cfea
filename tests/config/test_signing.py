"""The signing key: made once on the embedded default, refused where it is none, and never shown."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.signing import kept_signing_key, retired_keys, signing_key

WHOLE = "A" * 43


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TABARD_SIGNING_KEY", "TABARD_RETIRED_KEYS"):
        monkeypatch.delenv(name, raising=False)


def test_the_first_start_makes_a_key_for_its_owners_eyes_and_the_next_keeps_it(tmp_path: Path) -> None:
    made = kept_signing_key(tmp_path)
    assert kept_signing_key(tmp_path) == made
    assert len(made) == 43
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("signing.key", 0o600)]


def test_a_key_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABARD_SIGNING_KEY", WHOLE)
    assert kept_signing_key(tmp_path) == signing_key() == WHOLE


@pytest.mark.parametrize("wrong", ["", "short", "A" * 50, "ä" * 43, "!" * 43])
def test_what_is_no_key_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("TABARD_SIGNING_KEY", wrong)
    with pytest.raises(ImproperlyConfigured) as refusal:
        signing_key()
    assert "TABARD_SIGNING_KEY" in str(refusal.value)
    assert not wrong or wrong not in str(refusal.value)


def test_retired_keys_are_read_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert retired_keys() == []
    monkeypatch.setenv("TABARD_RETIRED_KEYS", f"{WHOLE}, {'B' * 43}")
    assert retired_keys() == [WHOLE, "B" * 43]
    monkeypatch.setenv("TABARD_RETIRED_KEYS", "nothing")
    with pytest.raises(ImproperlyConfigured, match="TABARD_RETIRED_KEYS"):
        retired_keys()
