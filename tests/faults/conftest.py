"""The processes that run the tests with a fault, one for each worker; and the list of all faults at the end."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class Runner:
    """`tests.faults.runner` at the other end of a pipe."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def ask(self, number: int | None, tests: list[str]) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([number, *tests]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, "the runner has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="session")
def runner(worker_id: str) -> Iterator[Runner]:
    """Its tests have a database of their own, named as tox would ask for it."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = known | {"TOX_PARALLEL_ENV": f"planted_{worker_id}"}
    command, pipe = [sys.executable, "-m", "tests.faults.runner"], subprocess.PIPE
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=quiet, text=True
    ) as process:  # fmt: skip
        yield Runner(process)
        assert process.stdin
        process.stdin.close()
        process.wait(30)


@pytest.fixture(scope="session")
def places() -> dict[str, str]:
    """The name of each test -> how pytest calls it."""
    found: dict[str, str] = {}
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        path = str(file.relative_to(ROOT))
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = f"{path}::{node.name}"
            elif isinstance(node, ast.ClassDef):
                named = [one.name for one in node.body if isinstance(one, ast.FunctionDef)]
                found |= {name: f"{path}::{node.name}::{name}" for name in named}
    return found


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Every fault by its name."""
    told = [dict(report.user_properties) for report in terminalreporter.getreports("passed") if report.when == "call"]
    caught = sorted((one["fault"], one["by"]) for one in told if "fault" in one)
    if caught:
        terminalreporter.section("planted faults")
        for fault, by in caught:
            terminalreporter.write_line(f"caught  {fault}  ({by})")
        terminalreporter.write_line(f"{len(caught)} planted faults caught")
