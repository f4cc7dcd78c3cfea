"""The product standing on a port of its own with the demo program in a folder of its own: for screenshots and tests."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import ports
from tools.processes import Family
from tools.run import ROOT, WORKER, address, settings_environment, web
from tools.steps import Trouble

READY_WITHIN = 120.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Standing:
    """Where it stands, the password of every demo sign-in, and the environment that commands for it need."""

    address: str
    password: str
    environment: dict[str, str]


@contextmanager
def standing(var: Path, *, worker: bool = False, more: Mapping[str, str] | None = None) -> Iterator[Standing]:
    """The product, while the block runs: the embedded default with what `more` sets; `var` may hold an earlier start's data.

    Web only, unless a `worker` is wanted, too. Nothing rings by the clock.
    """
    port = ports.free()
    environment = settings_environment(HOST, port)
    environment |= {"TABARD_VAR": str(var), "TABARD_BASE_URL": address(HOST, port)} | dict(more or {})
    if subprocess.run([sys.executable, "-m", "tools.prepare"], env=environment, cwd=ROOT).returncode:
        raise Trouble(f"The product could not be prepared in {var}.")
    with Family(var / "log") as family:
        family.start("web", web(HOST, port), env=environment, cwd=ROOT)
        if worker:
            family.start("worker", WORKER, env=environment, cwd=ROOT)
        family.wait_until(lambda: _lives(address(HOST, port)), seconds=READY_WITHIN, what="The web")
        yield Standing(address(HOST, port), _password(var), environment)


def _lives(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health/live", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _password(var: Path) -> str:
    """As the note of the sign-ins says it."""
    lines = (line.split(maxsplit=1) for line in (var / "demo.txt").read_text().splitlines())
    return next(words[1].strip() for words in lines if words[:1] == ["password"])
