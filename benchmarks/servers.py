"""The server that every contender runs on, and the CPU time that its processes and its database use."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tools.steps import Trouble

WORKERS = 2
THREADS = 4
ANSWER_SECONDS = 30


def granian(python: Path, port: int, application: str) -> list[str]:
    """The same server, with as many processes and threads, for everybody."""
    server = [str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    size = ["--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    return [*server, *size, "--no-ws", "--log-level", "warning", application]


def answers(url: str, headers: Mapping[str, str]) -> bool:
    """Whether a page comes back; refuses one that is an error."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=ANSWER_SECONDS) as page:
            return bool(page.status == 200)
    except urllib.error.HTTPError as error:
        raise Trouble(f"{url} answers {error.code}: {error.read()[:2000]!r}") from error
    except OSError:
        return False


@dataclass
class Meter:
    """CPU seconds of processes with all their children, and of a database's backends, since the last reading.

    Backends are named by PostgreSQL itself and read from the kernel, so the database must run on this Linux machine.
    `beside` are further processes that belong to storage: the cache. With `names` only the backends of connections
    that say to be one of these (`PGAPPNAME`) count.
    """

    roots: frozenset[int]
    watch: psycopg.Connection[tuple[int]]
    database: str
    beside: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    _before: tuple[dict[int, float], dict[int, float]] = ({}, {})

    def read(self) -> tuple[float, float]:
        """Seconds used by (processes, storage) since the last call."""
        now = (cpu(family(self.roots)), cpu(self._backends() | self.beside))
        used = [spent(before, after) for before, after in zip(self._before, now, strict=True)]
        self._before = now
        return used[0], used[1]

    def _backends(self) -> set[int]:
        backends = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND (%s OR application_name = ANY(%s))"
        rows = self.watch.execute(backends, [self.database, not self.names, list(self.names)])
        return {pid for (pid,) in rows}


def family(roots: Iterable[int]) -> set[int]:
    """These processes and everything they started."""
    children = _children()
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting.extend(children.get(pid, ()))
    return found


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            found.setdefault(_parent(folder), []).append(int(folder.name))
    return found


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def cpu(pids: Iterable[int]) -> dict[int, float]:
    """CPU seconds of each process, ended threads included, as the kernel's clock of that process has it.

    /proc/PID/stat counts in hundredths of a second, too coarse for requests of a third of a millisecond.
    """
    seconds: dict[int, float] = {}
    for pid in pids:
        try:
            seconds[pid] = time.clock_gettime((~pid << 3) | 2)
        except OSError:
            continue
    return seconds


def spent(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
