"""Taking a guard out of a process in which the product is loaded; the product's files stay as they are."""

import gc
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pytest
from django.db import connection

from tests.faults.fault import Code, Constraint, Trigger, Words

ROOT = Path(__file__).resolve().parents[2]


class Stale(Exception):
    """The guard does not stand where the table says: the table, not the guard, has to be mended."""


def replaced(text: str, old: str, new: str, where: str) -> str:
    if text.count(old) != 1:
        raise Stale(f"{where} has {text.count(old)} times, not once: {old}")
    return text.replace(old, new)


def plant_code(code: Code) -> None:
    """Every function of the module, wherever it was imported to, has the changed code from now on."""
    file = ROOT / code.path
    source = file.read_text()
    changed = compile(replaced(source, code.old, code.new, code.path), str(file), "exec")
    before, after = _by_name(compile(source, str(file), "exec")), _by_name(changed)
    found = [one for one in gc.get_objects() if isinstance(one, FunctionType) and one.__code__.co_filename == str(file)]
    if not found:
        raise Stale(f"{code.path} is not loaded")
    for function in found:
        name, line = function.__code__.co_qualname, function.__code__.co_firstlineno
        place = [one.co_firstlineno for one in before[name]].index(line)
        function.__code__ = after[name][place]


def _by_name(module: CodeType) -> dict[str, list[CodeType]]:
    """The functions of a module, those of one name in the order of their lines."""
    named: dict[str, list[CodeType]] = defaultdict(list)
    for code in _nested(module):
        named[code.co_qualname].append(code)
    return named


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def plant_words(words: Words) -> None:
    module = sys.modules[words.module]
    setattr(module, words.name, replaced(getattr(module, words.name), words.old, words.new, words.module))


class Loosened:
    """Takes a trigger or constraint out within the transaction of each test, which takes that back."""

    def __init__(self, guard: Trigger | Constraint) -> None:
        self.guard = guard

    @pytest.fixture(autouse=True)
    def _loosened(self, db: None) -> None:
        with connection.cursor() as cursor:
            if isinstance(self.guard, Trigger):
                drop_triggers(cursor, self.guard.name)
            else:
                cursor.execute(f'ALTER TABLE "{self.guard.table}" DROP CONSTRAINT "{self.guard.name}"')


def drop_triggers(cursor: Any, name: str) -> None:
    cursor.execute(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname ~ %s",
        [rf"^{name}(_(insert|update|delete)(_check)?)*$"],
    )
    found = cursor.fetchall()
    if not found:
        raise Stale(f"there is no trigger {name}")
    for trigger, table in found:
        cursor.execute(f'DROP TRIGGER "{trigger}" ON {table}')
