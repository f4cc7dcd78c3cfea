"""How the product is run when it is measured: its production settings, one worker and the scheduler beside the web."""

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import Contender, Place, Plan, database_name, plain_environment
from benchmarks.venvs import ROOT
from tools.steps import Trouble

NAME = "tabard"
RUN = ("-m", "benchmarks.peers.shared.peer_run")
QUERIES_SECONDS = 60


@dataclass(frozen=True)
class Queries:
    """Of one page: how many, and how many of them word for word more than once."""

    count: int
    repeated: int


def plan(place: Place) -> Plan:
    folder = place.folder / NAME
    folder.mkdir(exist_ok=True)
    return Plan(
        name=NAME,
        title="Tabard",
        python=Path(sys.executable),
        folder=ROOT,
        environment=environment(place, folder),
        fill=(*RUN, "benchmarks.product.fill"),
        rights=(*RUN, "benchmarks.product.rights"),
        application="config.wsgi:application",
        besides={
            "worker": ("-m", "celery", "-A", "config.celery", "worker", "--concurrency", "1", "--loglevel", "WARNING"),
            "beat": (
                "-m",
                "celery",
                "-A",
                "config.celery",
                "beat",
                "--schedule",
                str(folder / "beat"),
                "--pidfile",
                "",
            ),
        },
        uses_redis=True,
    )


def environment(place: Place, folder: Path) -> dict[str, str]:
    """What an operator would set, without TLS in front; mail and media go nowhere."""
    return {
        **plain_environment(),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": place.database(database_name(NAME)),
        "REDIS_URL": place.redis(),
        "BENCH_THREAD": str(place.folder / "thread.json"),
        "TABARD_VAR": str(folder),
        "TABARD_SECRET_KEY": secrets.token_urlsafe(64),
        "TABARD_SIGNING_KEY": secrets.token_urlsafe(32),
        "TABARD_ALLOWED_HOSTS": "127.0.0.1",
        "TABARD_BASE_URL": "http://127.0.0.1",
        "TABARD_SSL_REDIRECT": "false",
        "TABARD_SECURE_COOKIES": "false",
        "TABARD_BEHIND_PROXY": "false",
        "TABARD_SMTP_HOST": "127.0.0.1",
        "TABARD_S3_BUCKET": "unused",
        "TABARD_S3_ACCESS_KEY": "unused",
        "TABARD_S3_SECRET_KEY": "unused",
    }


def queries(contender: Contender) -> Queries:
    """What the signed-in page asks the database, counted in a process of its own on the same data."""
    command = [str(contender.plan.python), *RUN, "benchmarks.product.queries", contender.facts.page]
    done = subprocess.run(
        [*command, contender.facts.reader],
        cwd=ROOT,
        env=dict(contender.plan.environment),
        capture_output=True,
        text=True,
        timeout=QUERIES_SECONDS,
    )
    told = json.loads(done.stdout) if done.returncode == 0 else {"status": done.stderr[-2000:]}
    if told["status"] != 200:
        raise Trouble(f"The queries of {contender.facts.page} cannot be counted: {told['status']}")
    return Queries(told["count"], told["repeated"])
