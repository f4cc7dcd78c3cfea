"""`make test`: every layer of what must hold, one after the other, and a table of how each went.

No layer is left out silently: one that cannot run has failed. A test may only skip where `TABARD_CORPORA` is not set, and
in continuous integration (`CI`) not even then.
"""

import argparse
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree

from tools import chromium
from tools.backing import redis_beside, running
from tools.processes import stop_on_signals
from tools.steps import Trouble, step

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
OURS = ["advocates", "cms", "moderation", "campaigns", "site", "tests", "tools", "benchmarks", "manage.py"]
TEMPLATES = ["site", "advocates", "cms", "moderation", "campaigns"]
EXCUSE = "TABARD_CORPORA"
WORKERS = "2"
ELSEWHERE = "not browser and not embedded and not planted"
FAULTS = "tests/faults"
YIELDING = ("nice", "-n", "10")
"""What runs beside the browser takes what is left of the machine, so that no page waits for it."""
# What a real installation has in its environment, as far as `check --deploy` looks at it.
DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "DATABASE_URL": "postgres://tabard_app:secret@db.internal:5432/tabard",
    "REDIS_URL": "redis://redis.internal:6379/0",
    "TABARD_SECRET_KEY": secrets.token_urlsafe(50),
    "TABARD_SIGNING_KEY": secrets.token_urlsafe(32),
    "TABARD_ALLOWED_HOSTS": "advocates.brand.example",
    "TABARD_BASE_URL": "https://advocates.brand.example",
    "TABARD_SMTP_HOST": "smtp.internal",
    "TABARD_S3_BUCKET": "tabard-media",
    "TABARD_S3_ACCESS_KEY": "access",
    "TABARD_S3_SECRET_KEY": "secret",
}


@dataclass(frozen=True)
class Layer:
    """One thing that must hold: the command, and what it reads beside the common environment."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    is_pytest: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a layer went. `why` says what is wrong beyond a failed test."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    why: str = ""

    @property
    def holds(self) -> bool:
        return not self.failed


def static_layers() -> list[Layer]:
    """What needs no server."""
    manage = (sys.executable, "manage.py")
    test = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    return [
        Layer("lint", (str(BIN / "ruff"), "check", *OURS), {}),
        Layer("format", (str(BIN / "ruff"), "format", "--check", *OURS), {}),
        Layer("types", (str(BIN / "mypy"),), {}),
        Layer("import contracts", (str(BIN / "lint-imports"),), {}),
        Layer("templates", (str(BIN / "djlint"), "--lint", "--quiet", *TEMPLATES), {}),
        Layer("migrations", (*manage, "makemigrations", "--check", "--dry-run"), test),
        Layer("deploy check", (*manage, "check", "--deploy", "--fail-level", "WARNING"), DEPLOYED),
    ]


def test_layers(selected: list[str], redis: str) -> tuple[Layer, Layer, Layer]:
    """The suite on PostgreSQL and Redis; planted faults, with queues and caches of their own; the browser.

    A worker that has nothing left takes half of what waits for the other.
    """
    pytest = (sys.executable, "-m", "pytest", "-q")
    spread = (*pytest, "-n", WORKERS, "--dist", "worksteal")
    suite, planted = (*spread, "-m", ELSEWHERE), (*YIELDING, *spread, "-m", "planted")
    apart = {"REDIS_URL": redis_beside(redis, int(WORKERS))}
    return (
        Layer("suite", (*suite, *selected), {}, is_pytest=True),
        Layer("planted faults", (*planted, *(selected or [FAULTS])), apart, is_pytest=True),
        Layer("browser", (*pytest, "-m", "browser", *selected), {}, is_pytest=True),
    )


def embedded_layer(selected: list[str]) -> Layer:
    """The flows on the embedded default: they need no server and little of the machine."""
    command = (sys.executable, "-m", "pytest", "-q", "-m", "flow and not browser", *selected)
    return Layer("flows, embedded", command, {"TABARD_EMBEDDED": "1"}, is_pytest=True)


def run(layer: Layer, environment: Mapping[str, str], *, output: IO[bytes] | None = None) -> Outcome:
    """Runs one layer with its output shown as it comes, or kept in `output`."""
    if output is None:
        print(f"\n== {layer.name}", flush=True)
    begun = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [*layer.command, *((f"--junitxml={report.name}",) if layer.is_pytest else ())]
        told: dict[str, Any] = {"stdout": output, "stderr": subprocess.STDOUT} if output else {}
        code = subprocess.run(command, cwd=ROOT, env={**environment, **layer.env}, **told).returncode
        seconds = time.monotonic() - begun
        if layer.is_pytest:
            return judged(layer.name, code, Path(report.name), seconds)
    return Outcome(layer.name, int(code == 0), int(code != 0), 0, seconds)


def judged(name: str, code: int, report: Path, seconds: float) -> Outcome:
    """Reads pytest's report: a layer without a test, a report, or an excuse for a skip has failed."""
    try:
        cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    except ElementTree.ParseError:
        return Outcome(name, 0, 1, 0, seconds, f"pytest ended with exit code {code} before it ran a test")
    skips = [skip.get("message", "") for case in cases for skip in case.iter("skipped")]
    failed = sum(1 for case in cases if case.find("failure") is not None or case.find("error") is not None)
    why = reason(code, len(cases), failed, skips)
    passed = len(cases) - failed - len(skips)
    return Outcome(name, passed, failed + (1 if why else 0), len(skips), seconds, why)


def reason(code: int, cases: int, failed: int, skips: list[str]) -> str:
    """What is wrong with a run of pytest although no single test says so; empty when nothing is."""
    if not cases:
        return "no test ran"
    if skips and os.environ.get("CI"):
        return f"{len(skips)} skipped, and nothing may be in CI: {skips[0]}"
    if os.environ.get(EXCUSE) and skips:
        return f"{len(skips)} skipped although {EXCUSE} is set: {skips[0]}"
    if unexcused := [skip for skip in skips if EXCUSE not in skip]:
        return f"{len(unexcused)} skipped without need: {unexcused[0]}"
    if code and not failed:
        return f"pytest ended with exit code {code}"
    return ""


def table(outcomes: list[Outcome]) -> str:
    """One line a layer."""
    lines = [f"\n  {'layer':<20}{'':8}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
    for one in outcomes:
        word = "ok" if one.holds else "FAILED"
        lines.append(f"  {one.name:<20}{word:<8}{one.passed:>8}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.1f}")
        lines += [f"    {one.why}"] if one.why else []
    return "\n".join(lines)


@contextmanager
def aside(layer: Layer, environment: Mapping[str, str]) -> Iterator[list[Outcome]]:
    """Runs a layer beside what the block does; its output and outcome are there when the block is left."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryFile() as output, ThreadPoolExecutor(1) as beside:
        running_aside = beside.submit(run, layer, environment, output=output)
        yield outcomes
        outcomes.append(running_aside.result())
        output.seek(0)
        print(f"\n== {layer.name}\n{output.read().decode(errors='replace')}", flush=True)


def check(layers: list[Layer], environment: Mapping[str, str]) -> list[Outcome]:
    return [run(layer, environment) for layer in layers]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make test", description="Runs everything that must hold.")
    parser.add_argument("--lint", action="store_true", help="only what needs no server")
    parser.add_argument("selected", nargs="*", help="files or folders of tests")
    wanted = parser.parse_args(arguments)
    stop_on_signals()
    begun, outcomes = time.monotonic(), list[Outcome]()
    try:
        if wanted.lint:
            outcomes += check(static_layers(), common())
        else:
            with aside(embedded_layer(wanted.selected), common()) as embedded:
                outcomes += check(static_layers(), common())
            outcomes += embedded
            outcomes += with_servers(wanted.selected)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        outcomes.append(Outcome("servers", 0, 1, 0, 0.0, str(trouble)))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    print(table(outcomes))
    print(f"\n  in {time.monotonic() - begun:.0f} seconds\n")
    print(closing(outcomes), flush=True)
    return 0 if all(one.holds for one in outcomes) else 1


def with_servers(selected: list[str]) -> list[Outcome]:
    """The layers that need PostgreSQL, Redis and Chromium, which are there for all of them and then gone.

    The browser leaves a part of the machine idle: the planted faults run beside it.
    """
    with ExitStack() as stack:
        with step("Starting PostgreSQL and Redis"):
            servers = stack.enter_context(running())
        environment = common() | servers | {"TABARD_CHROMIUM": str(chromium.find())}
        suite, planted, browser = test_layers(selected, servers["REDIS_URL"])
        outcomes = check([suite], environment)
        with aside(planted, environment) as faults:
            outcomes += check([browser], environment)
        return outcomes + faults


def common() -> dict[str, str]:
    """Our environment without what would lead a layer elsewhere."""
    return {name: value for name, value in os.environ.items() if not re.match(r"TABARD_(EMBEDDED|VAR)$|DJANGO_", name)}


def closing(outcomes: list[Outcome]) -> str:
    """The plain last line that machines read."""
    totals = [sum(getattr(one, what) for one in outcomes) for what in ("passed", "failed", "skipped")]
    return "{} passed, {} failed, {} skipped".format(*totals)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
