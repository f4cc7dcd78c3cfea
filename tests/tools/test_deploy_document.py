import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ["site", "advocates", "cms", "moderation", "campaigns"]
READERS = {"text", "secret", "flag", "number", "words", "url"}
DEPLOY = (ROOT / "docs" / "deploy.md").read_text()


def read_by_the_code() -> set[str]:
    """Every variable that a typed reader of `config.env` is called with."""
    names = set()
    for folder in CODE:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
                    owner = node.func.value
                    if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(node.args[0], ast.Constant):
                        names.add(str(node.args[0].value))
    return names


def documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", DEPLOY, re.MULTILINE))


def test_every_variable_that_is_read_is_documented_and_no_other() -> None:
    assert read_by_the_code() == documented()


def test_the_environment_is_read_by_the_typed_readers_only() -> None:
    """A bare `os.environ[...]` would accept any value without a word."""
    allowed = {ROOT / "site" / "config" / name for name in ("env.py", "celery.py", "wsgi.py")}
    paths = {path for folder in CODE for path in (ROOT / folder).rglob("*.py")} - allowed
    assert [str(path) for path in sorted(paths) if re.search(r"os\.(environ|getenv)", path.read_text())] == []


def test_the_containers_run_the_documented_commands() -> None:
    compose, image = (ROOT / "compose.yaml").read_text(), (ROOT / "Dockerfile").read_text()
    commands = dict(re.findall(r"^\| (web|worker|scheduler) \| `([^`]+)` \|", DEPLOY, re.MULTILINE))
    assert len(commands) == 3
    assert f"command: {commands['worker']}\n" in compose
    assert f"command: {commands['scheduler']}\n" in compose
    assert " ".join(ast.literal_eval(image.rpartition("CMD ")[2])) == commands["web"]


def test_the_application_is_not_given_the_password_of_the_tables_owner() -> None:
    """Every service reads deploy.env, which names it: what web, worker and scheduler share must blank it."""
    shared = (ROOT / "compose.yaml").read_text().partition("environment: &application\n")[2].partition("ports:")[0]
    assert {"OWNER_PASSWORD", "POSTGRES_PASSWORD"} == set(re.findall(r'^ +(\w+): ""$', shared, re.MULTILINE))


def test_the_example_environment_names_only_what_is_documented() -> None:
    names = set(re.findall(r"^(TABARD_\w+)=", (ROOT / "deploy.env.example").read_text(), re.MULTILINE))
    assert names
    assert names <= documented()
