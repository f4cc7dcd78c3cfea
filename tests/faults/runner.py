"""Loads the product once, then runs tests with a fault planted, each in a forked process: `python -m tests.faults.runner`.

A line on standard input is the number of a fault and the tests to run; the answer is one line: every case that failed
with the kind of its failure and its first line, or `stale`.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
import pytest
from psycopg import sql

from tests.faults.fault import Code, Words

PATIENCE = 150
"""Seconds that the tests of one fault may take."""


OPTIONS = ("-q", "--reuse-db", "-p", "no:cacheprovider", "-p", "no:faker", "-p", "no:hypothesispytest", "--tb=no")


class Told:
    """Keeps how each case went."""

    def __init__(self) -> None:
        self.failed: list[tuple[str, str, str]] = []
        self.ran = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
        report = yield
        self.ran += report.when == "call"
        if call.excinfo is not None:
            kind = call.excinfo.typename if report.when == "call" else f"{call.excinfo.typename} in {report.when}"
            self.failed.append((item.nodeid, kind, str(call.excinfo.value).strip().split("\n")[0][:300]))
        return report


def main() -> None:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tabard-var-", ignore_cleanup_errors=True))
        os.environ |= {"TABARD_VAR": folder, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        drop_database()
        stack.callback(drop_database)
        django.setup()
        for name in ("config.urls", "tests.stage", *(one.module for one in entry_points(group="pytest11"))):
            import_module(name)
        answers, sys.stdout = sys.stdout, sys.stderr
        for line in sys.stdin:
            number, *tests = json.loads(line)
            print(forked(number, tests, folder), file=answers, flush=True)


def drop_database() -> None:
    """The tests' own database, of a run before or of this one."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"test_{parts.path.strip('/')}_{os.environ['TOX_PARALLEL_ENV']}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def forked(number: int | None, tests: list[str], folder: str) -> str:
    """The answer of a process that has the fault."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        signal.alarm(PATIENCE)
        os.close(reading)
        answer = run(number, tests)
        if (own := os.environ["TABARD_VAR"]) != folder:
            shutil.rmtree(own, ignore_errors=True)
        os.write(writing, json.dumps(answer).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer_read = pipe.read()
    os.wait()
    return answer_read or json.dumps({"stale": f"the tests did not end within {PATIENCE} seconds"})


def run(number: int | None, tests: list[str]) -> dict[str, Any]:
    from tests.faults.planting import Loosened, Stale, plant_code, plant_words  # needs a Django that is set up
    from tests.faults.table import FAULTS

    told = Told()
    plugins: list[object] = [told]
    try:
        how = FAULTS[number].how if number is not None else None
        if isinstance(how, Code):
            plant_code(how)
        elif isinstance(how, Words):
            plant_words(how)
        elif how is not None:
            plugins.append(Loosened(how))
        pytest.main(
            [*tests, "-q", "--reuse-db", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no"], plugins=plugins
        )
    except Stale as stale:
        return {"stale": str(stale)}
    return {"ran": told.ran, "failed": told.failed}


if __name__ == "__main__":
    main()
