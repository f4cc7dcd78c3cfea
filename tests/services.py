"""The servers that the suite talks to, as an early pytest plugin (`-p tests.services` in `pyproject.toml`).

Settings read the environment when they are imported, so the addresses are put there before: those of `DATABASE_URL` and
`REDIS_URL`, else of private servers that end with the run. `TABARD_EMBEDDED=1` asks for the embedded default instead:
SQLite, a folder as the broker. Whatever the suite writes goes into a folder that goes away, never into `var`.
"""

import atexit
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from tools.backing import redis_beside, running
from tools.steps import Trouble

ROOT = Path(__file__).resolve().parents[1]
SERVERS = ("DATABASE_URL", "REDIS_URL")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before any setting is read: the addresses in the environment, once a run; workers get theirs from the controller."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    folder = tempfile.TemporaryDirectory(prefix="tabard-var-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    os.environ["TABARD_VAR"] = folder.name
    if os.environ.get("TABARD_EMBEDDED") == "1":
        for name in SERVERS:
            os.environ.pop(name, None)
    elif worker:
        os.environ["REDIS_URL"] = redis_beside(os.environ["REDIS_URL"], int(worker.removeprefix("gw")))
    else:
        start()
    yield


def start() -> None:
    """Puts the addresses of servers that answer into the environment; a missing one ends the run with a sentence."""
    stack = ExitStack()
    atexit.register(stack.close)
    try:
        os.environ.update(stack.enter_context(running()))
    except Trouble as trouble:
        pytest.exit(str(trouble), returncode=3)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Every test database is a copy of one that was migrated once: half a second instead of half a minute."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if default["ENGINE"] != "django.db.backends.sqlite3":
        default.setdefault("TEST", {})["TEMPLATE"] = template(os.environ["DATABASE_URL"])


def template(address: str) -> str:
    """The name of a database, on the server of `address`, that every migration as it stands now was applied to.

    Made by whoever asks first, while the others wait. It gets its name when it is complete, so that a run that was
    killed never leaves half of one; those of older migrations are dropped.
    """
    parts = urlsplit(address)
    stem = f"{parts.path.strip('/')}_template_"
    name = stem + fingerprint()
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [stem])
        known = [
            row[0] for row in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [stem])
        ]
        if name in known:
            return name
        for old in known:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(old)))
        unfinished = f"{stem}unfinished"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        migrate(urlunsplit(parts._replace(path=f"/{unfinished}")))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


def fingerprint() -> str:
    """Changes whenever a migration, an operation of ours, a locked package or the list of apps does."""
    files = sorted(path for path in ROOT.glob("**/migrations/*.py") if ".venv" not in path.parts)
    site = ROOT / "site"
    files += [site / "sitewide" / name for name in ("guards.py", "tables.py")]
    files += [ROOT / "requirements" / "run.txt", site / "config" / "settings" / "base.py"]
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def migrate(address: str) -> None:
    """Applies every migration to the database of `address`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.exit(f"The migrations cannot be applied to an empty database:\n{done.stderr}", returncode=3)
