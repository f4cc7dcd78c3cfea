"""`make run`: web, worker and scheduler on the embedded default, together, until Ctrl-C."""

import argparse
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent, indent

from tools import ports
from tools.processes import Family, stop_on_signals
from tools.steps import Trouble, step

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LEAST_FREE = 200_000_000
THREADS = "8"
WORKER_THREADS = "4"
CELERY: tuple[str | Path, ...] = (BIN / "celery", "-A", "config.celery")
WORKER: tuple[str | Path, ...] = (
    *CELERY, "worker", "--pool", "threads", "--concurrency", WORKER_THREADS, "--loglevel", "INFO",
    "--without-gossip", "--without-mingle",
)  # fmt: skip
READY_WITHIN = 60.0
EMBEDDED = ("DATABASE_URL", "REDIS_URL")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="make run", description="Starts Tabard on this machine, with the demo program."
    )
    parser.epilog = "HOST and PORT in the environment choose where: make run PORT=8001."
    parser.parse_args(arguments)
    stop_on_signals()
    host, port = "", 0
    try:
        host, port = ports.chosen()
        ports.require_free(host, port)
        environment = settings_environment(host, port)
        with one_at_a_time(Path(environment["TABARD_VAR"])):
            return serve(host, port, environment)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def settings_environment(host: str, port: int) -> dict[str, str]:
    """What the processes read: the embedded default under `var`, and the names under which people will come."""
    kept = {name: value for name, value in os.environ.items() if name not in EMBEDDED}
    names = ["localhost", "127.0.0.1", "[::1]", host, socket.gethostname()]
    chosen = {
        "TABARD_VAR": str(ROOT / "var"),
        "TABARD_BASE_URL": address(host, port),
        "TABARD_ALLOWED_HOSTS": ",".join(dict.fromkeys(names)),
    }
    return chosen | kept | {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "PYTHONUNBUFFERED": "1"}


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds it."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


@contextmanager
def one_at_a_time(var: Path) -> Iterator[None]:
    """Refuses a second start on the same data: two webs would keep two different memories of the rate limits."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "run.lock").open("w")
    except OSError as error:
        raise Trouble(f"Nothing can be written into {var}: {error.strerror}.") from error
    if shutil.disk_usage(var).free < LEAST_FREE:
        raise Trouble(
            f"The disk is nearly full: free at least {LEAST_FREE // 1_000_000} MB where {var} is, then try again."
        )
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Trouble(f"Tabard is already running on {var}: stop that one first (Ctrl-C where it runs).") from error
        yield


def serve(host: str, port: int, environment: dict[str, str]) -> int:
    """Prepares, starts the three processes, and stays until one ends or somebody presses Ctrl-C."""
    var = Path(environment["TABARD_VAR"])
    if code := subprocess.run([sys.executable, "-m", "tools.prepare"], env=environment, cwd=ROOT).returncode:
        return code
    with Family(var / "log") as family:
        with step("Starting web, worker and scheduler"):
            start(family, host, port, environment)
            ready = f"{address(host, port)}/health/ready"
            family.wait_until(lambda: works(ready), seconds=READY_WITHIN, what=ready)
        print(welcome(address(host, port), var), flush=True)
        try:
            family.watch()
        finally:
            with step("Stopping"):
                family.stop()
    return 0


def start(family: Family, host: str, port: int, environment: dict[str, str]) -> None:
    """One web process with threads, one worker with threads, the scheduler.

    Threads, because SQLite lets one writer in at a time anyway, and because limits and caches then live in one memory.
    """
    schedule = Path(environment["TABARD_VAR"]) / "beat"
    family.start("web", web(host, port), env=environment, cwd=ROOT)
    family.start("worker", WORKER, env=environment, cwd=ROOT)
    family.start("scheduler", [*CELERY, "beat", "--schedule", schedule, "--pidfile", ""], env=environment, cwd=ROOT)


def web(host: str, port: int) -> list[str | Path]:
    """The command of the web process."""
    where = ["--host", host, "--port", str(port)]
    threads = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", THREADS]
    return [BIN / "granian", *threads, *where, "config.wsgi:application"]


def works(url: str) -> bool:
    """Whether the web answers there that it, the broker and the worker do their work."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            report = json.load(response)
    except (urllib.error.URLError, OSError, ValueError):
        return False
    return all(report.get(part, {}).get("ok") for part in ("database", "cache", "broker", "worker"))


def welcome(url: str, var: Path) -> str:
    """The address, the sign-ins, and where things are."""
    note = var / "demo.txt"
    signs = indent(dedent(note.read_text()).strip(), "  ") if note.exists() else ""
    lines = ["", f"  Tabard is ready: {url}", "", *([signs, ""] if signs else [])]
    lines += [f"  Mail it sends: {var / 'mail'}   Logs: {var / 'log'}", "  Ctrl-C stops it.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
