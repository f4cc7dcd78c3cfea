"""A PostgreSQL of one's own that dies by SIGKILL and is started again on what it had written."""

import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection, connections

from tests.services import migrate
from tools.backing import postgresql_binaries, start_postgresql
from tools.processes import Child, Family

PATIENCE = 60
CAREFUL = ["-c", "fsync=off", "-c", "max_connections=50", "-c", "shared_buffers=32MB"]
"""It outlives its own death, not that of the machine: what it said was committed is in the files before it says so."""


class Mortal:
    """The server at `address`, with a copy of the migrated database that the suite's are made from."""

    def __init__(self, family: Family, folder: Path) -> None:
        self.family = family
        self.address = start_postgresql(family, folder / "postgresql", "tabard", options=CAREFUL)
        parts = urlsplit(self.address)
        assert parts.port
        self.host, self.port = "127.0.0.1", parts.port
        self._fill(folder / "migrated.sql")

    def kill_backend(self, number: int) -> None:
        """The process of one connection, which takes all others along: the server recovers by itself."""
        with psycopg.connect(self.address, autocommit=True) as witness, suppress(psycopg.OperationalError):
            os.kill(number, signal.SIGKILL)
            witness.execute("SELECT pg_sleep(%s)", [PATIENCE])
        self._until_it_answers()

    def kill(self) -> None:
        """The server itself. Its other processes notice by themselves, and are not waited for."""
        [server] = self.family.children
        server.process.send_signal(signal.SIGKILL)
        server.process.wait(PATIENCE)
        self._start_again(server)
        self._until_it_answers()

    def _start_again(self, dead: Child) -> None:
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.family.children.remove(dead)
        self.family.start(dead.name, dead.process.args, cwd="/", user=user, stop_signal=dead.stop_signal)  # type: ignore[arg-type]

    def _until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            [server] = self.family.children
            if server.process.poll() is not None:
                self._start_again(server)
            assert time.monotonic() < deadline, server.tail()
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address).close()
        except psycopg.OperationalError:
            return False
        return True

    def _fill(self, copy: Path) -> None:
        """From the migrated database; by the migrations where the programs at hand are too old for its server."""
        known, programs = settings.DATABASES["default"], postgresql_binaries()
        where = ["-h", known["HOST"], "-p", str(known["PORT"]), "-U", known["USER"], "-d", known["TEST"]["TEMPLATE"]]
        dump = [programs / "pg_dump", *where, "--no-owner", "--no-privileges", "-f", copy]
        environment = {**os.environ, "PGPASSWORD": known["PASSWORD"]}
        if subprocess.run(dump, env=environment, capture_output=True).returncode:
            migrate(self.address)
            return
        restore = [programs / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-1", "-d", self.address, "-f", copy]
        subprocess.run(restore, check=True, capture_output=True)


@contextmanager
def mortal() -> Iterator[Mortal]:
    """The server, which Django's default connection goes to for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="tabard-mortal-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Family(folder / "log") as family:
            server = Mortal(family, folder)
            before = dict(connection.settings_dict)
            connections.close_all()
            connection.settings_dict.update(HOST=server.host, PORT=server.port, NAME="tabard", USER="postgres")
            try:
                yield server
            finally:
                connections.close_all()
                connection.settings_dict.update(before)
