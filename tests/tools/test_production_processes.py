"""The processes of docs/deploy.md, as it says: granian with two workers, a worker, the scheduler, production settings, two roles.

Everything is real and on loopback; the S3-compatible store is moto's server.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import boto3
import psycopg
import pytest

from tools import ports
from tools.backing import start_postgresql, start_redis
from tools.processes import Family

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
DEPLOY = (ROOT / "docs" / "deploy.md").read_text()
HOST = "advocates.brand.example"
BUCKET = "tabard-media"


@dataclass(frozen=True)
class Installation:
    """What the tests ask: the environment of the two roles, the processes, where the web and the store listen."""

    owner: dict[str, str]
    app: dict[str, str]
    family: Family
    web: str
    store: str

    def manage(self, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=env or self.app, capture_output=True, text=True, timeout=300)

    def get(self, path: str) -> HTTPResponse:
        """As the proxy asks: with the public name, and having spoken HTTPS to the visitor."""
        headers = {"Host": HOST, "X-Forwarded-Proto": "https"}
        answer: HTTPResponse = urllib.request.urlopen(
            urllib.request.Request(self.web + path, headers=headers), timeout=30
        )
        return answer


def documented(pattern: str) -> list[str]:
    """The command of one process, word by word, out of the table in docs/deploy.md."""
    found = re.search(rf"\| `({pattern}[^`]*)` \|", DEPLOY)
    assert found, f"docs/deploy.md has no command like {pattern}"
    return found[1].split()


def make_roles(superuser: str) -> None:
    """Runs the SQL block of docs/deploy.md as it stands there."""
    block = re.search(r"```sql\n(.*?)```", DEPLOY, re.DOTALL)
    assert block
    with psycopg.connect(superuser, autocommit=True) as connection:
        for statement in block[1].split(";"):
            if statement.strip():
                connection.execute(statement.encode())


def make_bucket(store: str) -> None:
    """A bucket whose objects anybody may read, by the policy that docs/deploy.md shows."""
    policy = re.search(r"```json\n(.*?)```", DEPLOY, re.DOTALL)
    assert policy
    keys = {"aws_access_key_id": "access", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    client = boto3.client("s3", endpoint_url=store, **keys)
    client.create_bucket(Bucket=BUCKET)
    client.put_bucket_policy(Bucket=BUCKET, Policy=policy[1])


def production_environment(database: str, redis: str, store: str, var: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": database,
        "REDIS_URL": redis,
        "TABARD_SIGNING_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "TABARD_SECRET_KEY": "fifty-random-characters-of-a-real-installation-0123456789",
        "TABARD_ALLOWED_HOSTS": HOST,
        "TABARD_BASE_URL": f"https://{HOST}",
        "TABARD_SMTP_HOST": "127.0.0.1",
        "TABARD_S3_BUCKET": BUCKET,
        "TABARD_S3_ENDPOINT": store,
        "TABARD_S3_ACCESS_KEY": "access",
        "TABARD_S3_SECRET_KEY": "secret",
        "TABARD_VAR": str(var),
    }


def ready(web: str) -> dict[str, object]:
    request = urllib.request.Request(f"{web}/health/ready", headers={"Host": HOST})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            report: dict[str, object] = json.load(answer)
            return report
    except OSError:
        return {}


def listens(url: str) -> Callable[[], bool]:
    def asked() -> bool:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except OSError:
            return False

    return asked


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("production")
    below = folder.relative_to(tempfile.gettempdir()).parents  # PostgreSQL is no root and walks down to its own folder
    for parent in (folder, *(Path(tempfile.gettempdir()) / one for one in list(below)[:-1])):
        parent.chmod(0o755)
    with Family(folder / "log") as servers, Family(folder / "tabard") as family:
        superuser = start_postgresql(servers, folder / "postgresql", "unused")
        redis = start_redis(servers, folder / "redis")
        port = ports.free()
        store = f"http://127.0.0.1:{port}"
        servers.start("store", [BIN / "moto_server", "-H", "127.0.0.1", "-p", str(port)])
        servers.wait_until(listens(store), seconds=60, what="The store")
        make_bucket(store)
        make_roles(superuser)
        base = superuser.replace("postgres@", "{}@").replace("/unused", "/tabard")
        var = folder / "var"
        owner = production_environment(base.format("tabard_owner:choose-one"), redis, store, var)
        app = production_environment(base.format("tabard_app:choose-another"), redis, store, var)
        web = f"http://127.0.0.1:{ports.free()}"
        made = Installation(owner, app, family, web, store)
        prepare(made)
        start(made)
        yield made


def prepare(installation: Installation) -> None:
    """The first start of docs/deploy.md."""
    for arguments in (
        ["migrate", "--no-input"],
        ["grant_application_role", "tabard_app"],
        ["collectstatic", "--no-input"],
    ):
        done = installation.manage(*arguments, env=installation.owner)
        assert done.returncode == 0, done.stderr


def start(installation: Installation) -> None:
    port = installation.web.rpartition(":")[2]
    web = [{"0.0.0.0": "127.0.0.1", "8000": port}.get(word, word) for word in documented("granian ")]
    beat = [
        word.replace("/tmp/beat", f"{installation.app['TABARD_VAR']}/beat")
        for word in documented("celery -A config.celery beat")
    ]
    for name, command in (("web", web), ("worker", documented("celery -A config.celery worker")), ("scheduler", beat)):
        installation.family.start(name, [BIN / command[0], *command[1:]], env=installation.app, cwd=ROOT)
    installation.family.wait_until(
        lambda: ready(installation.web).get("status") == "ok", seconds=90, what="The installation"
    )


def test_the_installation_says_that_every_part_of_it_works(installation: Installation) -> None:
    report = ready(installation.web)
    assert {name: part["ok"] for name, part in report.items() if isinstance(part, dict)} == {
        "database": True,
        "cache": True,
        "broker": True,
        "worker": True,
        "record": True,
        "pay": True,
    }


def test_check_deploy_finds_nothing(installation: Installation) -> None:
    done = installation.manage("check", "--deploy", "--fail-level", "WARNING", "--database", "default")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_a_page_comes_with_its_static_files_which_never_change(installation: Installation) -> None:
    with installation.get("/accounts/login/") as page:
        html = page.read().decode()
        assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', html)
    assert sheets
    with installation.get(sheets[0]) as sheet:
        assert sheet.status == 200
        assert "immutable" in sheet.headers["Cache-Control"]


def test_plain_http_is_sent_to_https(installation: Installation) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:  # type: ignore[override]
            return None

    request = urllib.request.Request(f"{installation.web}/accounts/login/", headers={"Host": HOST})
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.build_opener(Stay).open(request, timeout=10)
    assert (refusal.value.code, refusal.value.headers["Location"]) == (301, f"https://{HOST}/accounts/login/")


def test_what_is_uploaded_stands_in_the_store_and_only_what_is_public_may_be_shown(installation: Installation) -> None:
    script = (
        "from django.core.files.base import ContentFile; from django.core.files.storage import default_storage as s;"
        "print(*(s.url(s.save(f'{folder}/a.txt', ContentFile(b'kept'))) for folder in ('images', 'evidence')))"
    )
    done = installation.manage("shell", "--no-imports", "-c", script)
    assert done.returncode == 0, done.stderr
    url, evidence = done.stdout.strip().splitlines()[-1].split()
    assert url.startswith(f"{installation.store}/{BUCKET}/images/a")
    with urllib.request.urlopen(url, timeout=10) as kept:
        assert kept.read() == b"kept"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(evidence, timeout=10)
    with installation.get("/accounts/login/") as page:
        assert installation.store in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET verb = 'x'",
        "DELETE FROM record_entry",
        "TRUNCATE record_entry",
        "UPDATE record_seal SET digest = 'x'",
        "DELETE FROM record_seal",
        "TRUNCATE record_seal CASCADE",
        "DELETE FROM advocates_exercise",
        "UPDATE campaigns_ledgerentry SET id = 1",
        "DELETE FROM advocates_grant",
        "DROP TRIGGER record_entry_append_only_update_check_update ON record_entry",
        "ALTER TABLE record_entry DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "DELETE FROM django_migrations",
        "SET ROLE tabard_owner",
    ],
)
def test_the_application_role_cannot_change_what_is_kept(installation: Installation, statement: str) -> None:
    """Without `grant_application_role` the row rights are missing altogether; without its REVOKEs the first five fail."""
    with (
        psycopg.connect(installation.app["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_no_role_is_accepted_from_which_nothing_can_be_kept(installation: Installation) -> None:
    for role, why in (("postgres", "superuser"), ("tabard_owner", "owner"), ("nobody_there", "no role")):
        done = installation.manage("grant_application_role", role, env=installation.owner)
        assert done.returncode == 1
        assert why in done.stderr


@pytest.mark.parametrize(
    "variable",
    [
        "TABARD_SECRET_KEY",
        "TABARD_SIGNING_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "TABARD_ALLOWED_HOSTS",
        "TABARD_BASE_URL",
        "TABARD_S3_BUCKET",
    ],
)
def test_nothing_starts_without_what_it_needs(installation: Installation, variable: str) -> None:
    """Left empty, as in a copied example, it is as good as missing; SQLite would take the place of PostgreSQL unseen."""
    done = installation.manage("check", env=installation.app | {variable: ""})
    assert done.returncode != 0
    assert variable in done.stderr.strip().splitlines()[-1]


def test_all_three_stop_cleanly_when_asked(installation: Installation) -> None:
    """Last in this file: afterwards nothing runs any more."""
    children = list(installation.family.children)
    for child in children:
        child.process.send_signal(signal.SIGTERM)
    codes = {child.name: child.process.wait(timeout=30) for child in children}
    assert codes == {"web": 0, "worker": 0, "scheduler": 0}
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.killpg(child.process.pid, 0)
    installation.family.children.clear()
