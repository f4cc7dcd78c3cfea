"""Hostile inputs that are kept outside the project: a folder named by TABARD_CORPORA, with `xss/dev` and so on in it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest


def folder(name: str) -> Path:
    """The folder of one corpus, as in `folder("evil_images/dev")`; without TABARD_CORPORA the test is skipped."""
    root = os.environ.get("TABARD_CORPORA")
    if not root:
        pytest.skip("TABARD_CORPORA names no folder of hostile inputs, so this was not tried")
    found = Path(root) / name
    if not found.is_dir():
        pytest.fail(f"TABARD_CORPORA is set, but {found} is no folder")
    return found


def entries(name: str) -> list[dict[str, Any]]:
    """The entries of one file, as in `entries("blns/dev/blns.json")`."""
    path = Path(name)
    found: list[dict[str, Any]] = json.loads((folder(str(path.parent)) / path.name).read_text())
    return found


def payloads(name: str, *, kind: str = "") -> list[str]:
    """The payloads of one file; `kind` picks a class, as in `payloads("injection/dev/payloads.json", kind="ssrf")`."""
    found = [entry["payload"] for entry in entries(name) if kind in {"", entry.get("cls")}]
    assert found, f"{name} holds nothing of the kind {kind!r}"
    return found


def markup() -> list[str]:
    """Everything that tries to get a script or a broken tree past a sanitiser."""
    return payloads("xss/dev/payloads.json") + payloads("xss/dev/html5lib_tree_construction.json")


def naughty() -> list[str]:
    """Strings that break programs which did not expect them."""
    return payloads("blns/dev/blns.json")
