"""Who is compared: each with a database of its own, the same data, the same server."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import redis
from psycopg import sql

from benchmarks import talk, venvs
from benchmarks.clients import Client
from benchmarks.servers import Meter, answers, granian
from tools import ports
from tools.processes import Family
from tools.steps import Trouble

PREPARE_SECONDS = 600
START_SECONDS = 60
REDIS_DATABASE = 15


@dataclass(frozen=True)
class Place:
    """Where a run keeps its things: a folder that is thrown away, a PostgreSQL and a Redis on this machine."""

    folder: Path
    database_url: str
    redis_url: str

    @classmethod
    def of(cls, folder: Path, addresses: Mapping[str, str]) -> "Place":
        """The database is asked through its Unix socket where there is one, as its own clients do on one machine."""
        return cls(folder, through_socket(addresses["DATABASE_URL"]), addresses["REDIS_URL"])

    def database(self, name: str) -> str:
        return urlunsplit(urlsplit(self.database_url)._replace(path=f"/{name}"))

    def redis(self) -> str:
        """A numbered database that nobody else on that Redis is likely to use."""
        return urlunsplit(urlsplit(self.redis_url)._replace(path=f"/{REDIS_DATABASE}"))

    def redis_process(self) -> int:
        with redis.Redis.from_url(self.redis_url) as server:
            return int(server.info("server")["process_id"])


@dataclass(frozen=True)
class Plan:
    """How a contender is filled and served. `fill` gets the path of a file where it leaves its `Facts`."""

    name: str
    title: str
    python: Path
    folder: Path
    environment: Mapping[str, str]
    fill: tuple[str, ...]
    application: str
    besides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rights: tuple[str, ...] = ("-m", "peer_run", "rights")
    uses_redis: bool = False


@dataclass(frozen=True)
class Facts:
    """What a filled contender tells of itself; cookies are whole headers."""

    page: str
    reader: str
    writers: list[str]
    write_path: str
    write_field: str
    write_form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    arrival_path: str = ""


@dataclass
class Contender:
    plan: Plan
    facts: Facts
    client: Client
    meter: Meter
    afterwards: Meter
    """What works beside the web: our worker and scheduler. A peer has nothing there."""

    @property
    def name(self) -> str:
        return self.plan.name


def peer(name: str, title: str, place: Place) -> Plan:
    """A peer from its folder under `benchmarks/peers`, in its own environment."""
    folder = place.folder / name
    folder.mkdir(exist_ok=True)
    settings = venvs.PEERS / name
    return Plan(
        name=name,
        title=title,
        python=venvs.python_of(name),
        folder=settings,
        environment={
            **plain_environment(),
            "PYTHONPATH": f"{settings}{os.pathsep}{venvs.PEERS / 'shared'}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "settings",
            "BENCH_DATABASE": place.database(database_name(name)),
            "BENCH_FOLDER": str(folder),
            "BENCH_THREAD": str(place.folder / "thread.json"),
        },
        fill=("-m", "peer_run", "fill"),
        application="peer_wsgi:application",
    )


def through_socket(address: str) -> str:
    """The same database by the first of its sockets that answers here; the address itself where none does."""
    parts = urlsplit(address)
    with psycopg.connect(address) as asked:
        row = asked.execute("SELECT current_setting('unix_socket_directories'), current_setting('port')").fetchone()
    assert row is not None, "both settings are there in every PostgreSQL"
    for folder in filter(None, (name.strip() for name in row[0].split(","))):
        who = parts.netloc.rpartition("@")[0]
        found = urlunsplit(parts._replace(netloc=f"{who}@{quote(folder, safe='')}:{row[1]}"))
        try:
            psycopg.connect(found).close()
        except psycopg.OperationalError:
            continue
        return found
    return address


def plain_environment() -> dict[str, str]:
    """What every program needs, and nothing that would tell it of another project."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def database_name(name: str) -> str:
    """Unlike any other run's, also one at the same time."""
    return f"tabard_bench_{name}_{os.getpid()}"


@contextmanager
def database(place: Place, name: str) -> Iterator[None]:
    """An empty database for the time of the block."""
    quoted = sql.Identifier(database_name(name))
    with psycopg.connect(place.database_url, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
    try:
        yield
    finally:
        with psycopg.connect(place.database_url, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


@contextmanager
def serving(plan: Plan, place: Place) -> Iterator[Contender]:
    """The contender filled, answering, and stopped after the block."""
    with ExitStack() as stack:
        stack.enter_context(database(place, plan.name))
        facts = fill(plan, place)
        processes = stack.enter_context(Family(place.folder / "logs" / plan.name))
        port = ports.free()
        commands = {"web": granian(plan.python, port, plan.application)}
        commands |= {name: [str(plan.python), *command] for name, command in plan.besides.items()}
        for name, command in commands.items():
            processes.start(name, command, env={**plan.environment, "PGAPPNAME": name}, cwd=plan.folder)
        url = f"http://127.0.0.1:{port}{facts.page}"
        processes.wait_until(lambda: answers(url, facts.headers), seconds=START_SECONDS, what=plan.title)
        client = Client(port, facts.headers)
        stack.callback(client.close)
        roots = {child.name: child.process.pid for child in processes.children}
        web = stack.enter_context(metering(plan, place, {"web": roots.pop("web")}))
        yield Contender(plan, facts, client, web, stack.enter_context(metering(plan, place, roots)))


@contextmanager
def metering(plan: Plan, place: Place, roots: Mapping[str, int]) -> Iterator[Meter]:
    """What these processes and the database use for them; the cache counts with the web."""
    with psycopg.connect(place.database_url, autocommit=True) as watch:
        beside = frozenset([place.redis_process()] if plan.uses_redis and "web" in roots else [])
        names = frozenset(roots) or frozenset({"nobody"})
        yield Meter(frozenset(roots.values()), watch, database_name(plan.name), beside, names)


def fill(plan: Plan, place: Place) -> Facts:
    """Let the contender make its tables and data; refuses with what it said when it fails."""
    told = place.folder / f"{plan.name}.json"
    talk.write(place.folder / "thread.json")
    command = [str(plan.python), *plan.fill, str(told)]
    done = subprocess.run(
        command, cwd=plan.folder, env=dict(plan.environment), capture_output=True, text=True, timeout=PREPARE_SECONDS
    )
    if done.returncode:
        raise Trouble(f"{plan.title} could not be filled:\n{done.stderr[-3000:]}")
    return Facts(**json.loads(told.read_text()))
