"""`.venv` with the locked dependencies, made or mended only when something changed, then the command inside it.

Only Python's own library here: this runs before anything is installed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tools import ports
from tools.steps import Step, Trouble, step

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "tabard.json"
LOCKS = ROOT / "requirements"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Command:
    """What a `make` command needs installed (`run` or `test`), the megabytes that takes, and what then runs."""

    needs: str
    megabytes: int
    arguments: tuple[str, ...]


COMMANDS = {
    "venv": Command("test", 1500, ("-c", "pass")),
    "run": Command("run", 800, ("-m", "tools.run")),
    "test": Command("test", 1500, ("-m", "tools.check")),
    "lint": Command("test", 1500, ("-m", "tools.check", "--lint")),
    "bench": Command("test", 1500, ("-m", "tools.backing", "python", "-m", "benchmarks")),
    "shots": Command("test", 1500, ("-m", "tools.shots")),
    "lock": Command("run", 800, ("-m", "tools.lock")),
}

# What installers print when they fail, and what a person can do about it. The first that fits is said.
REASONS = {
    ("No space left on device", "os error 28", "Errno 28"): (
        "The disk is full: free at least {megabytes} MB where {root} is, then try again."
    ),
    ("HASHES DO NOT MATCH", "Hash mismatch", "hash mismatch"): (
        "A downloaded package is not the one that was locked (its hash differs), so it was not installed: "
        "look at the proxy or mirror in between, then try again."
    ),
    ("Failed to build", "command 'gcc' failed", "command 'cc' failed", "directory: 'cc'", "Python.h"): (
        "A package has no ready-made wheel for this machine, and building it needs a C compiler: install one "
        "(Debian/Ubuntu: sudo apt-get install build-essential python3-dev; macOS: xcode-select --install), then try again."
    ),
    ("error sending request", "dns error", "Failed to fetch", "Could not connect", "name resolution",
     "NewConnectionError", "Max retries exceeded", "No matching distribution found for uv", "timed out"): (
        "The package index could not be reached: connect to the network "
        "(or set PIP_INDEX_URL and UV_DEFAULT_INDEX to a mirror), then try again."
    ),
    ("Permission denied", "os error 13"): "This user may not write in {root}: use a folder of your own, then try again.",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Prepares what the command needs and becomes that command; trouble is one sentence and exit code 1."""
    name, rest = (arguments[0] if arguments else "run"), arguments[1:]
    if name not in COMMANDS:
        print(f"There is no command {name!r}: choose one of {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    command = COMMANDS[name]
    try:
        if name == "run":
            ports.require_free(*ports.chosen())
        prepare(command)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), *command.arguments, *rest], inside_venv(os.environ))


def inside_venv(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment as an activated venv would have it."""
    path = os.pathsep.join([str(VENV / "bin"), environment.get("PATH", os.defpath)])
    kept = {name: value for name, value in environment.items() if name not in {"PYTHONHOME", "MAKEFLAGS", "MFLAGS"}}
    return kept | {"VIRTUAL_ENV": str(VENV), "PATH": path}


def prepare(command: Command) -> None:
    """Makes `.venv` and installs what changed since the last time; does nothing when nothing did."""
    wanted = fingerprint(command.needs)
    if command.needs in _installed():
        return
    require_space(command.megabytes)
    if not _runs():
        _make_venv()
    fetch: list[str | Path] = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _install("Fetching the installer", fetch, "uv", command)
    install: list[str | Path] = [
        VENV / "bin" / "uv",
        "pip",
        "install",
        "--python",
        PYTHON,
        "--compile-bytecode",
        "--link-mode=copy",
    ]
    _install("Installing the locked packages", install, command.needs, command)
    _put_on_path()
    _stamp(command.needs, wanted)


def fingerprint(needs: str) -> str:
    """A hash of all that decides what an environment must hold: the locks, this Python, where the project is."""
    parts = [sys.version, str(ROOT)]
    parts += [(LOCKS / f"{name}.txt").read_text() for name in ("uv", needs)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _installed() -> set[str]:
    """The sets that are installed as the locks want them. Whatever the tests need includes what running needs."""
    sets = {name for name, stamp in _stamps().items() if stamp == fingerprint(name)}
    return (sets | ({"run"} if "test" in sets else set())) if _runs() else set()


def _stamp(needs: str, wanted: str) -> None:
    STAMP.write_text(json.dumps(_stamps() | {needs: wanted}))


def _stamps() -> dict[str, str]:
    """By set the fingerprint with which it was installed; nothing where there is no note that can be read."""
    try:
        stamps: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamps


def _runs() -> bool:
    """Whether `.venv` has a Python that starts, made of the one that we are."""
    ours = (tuple(sys.version_info[:2]), sys.base_prefix)
    probe = f"import sys; sys.exit((sys.version_info[:2], sys.base_prefix) != {ours!r})"
    try:
        return subprocess.run([PYTHON, "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def require_space(megabytes: int) -> None:
    """Refuses when the disk cannot hold what is about to be installed."""
    free = shutil.disk_usage(ROOT).free // MEGABYTE
    if free < megabytes:
        raise Trouble(f"The disk is nearly full: {free} MB are free where {ROOT} is, and {megabytes} MB are needed.")


def _make_venv() -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        raise Trouble(
            "This Python cannot make a virtual environment: install what is missing "
            f"(sudo apt-get install python{version}-venv), then try again."
        )
    with step(f"Making .venv with Python {sys.version.split()[0]}"):
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)], COMMANDS["run"])


def _install(title: str, installer: list[str | Path], lock: str, command: Command) -> None:
    with step(title) as shown:
        count = (LOCKS / f"{lock}.txt").read_text().count("==")
        shown.note(f"{count} packages" if count > 1 else "uv")
        _run([*map(str, installer), "--require-hashes", "-r", str(LOCKS / f"{lock}.txt")], command, shown)


def _run(arguments: list[str], command: Command, shown: Step | None = None) -> None:
    """Runs an installer without its talk; when it fails, the reason is one sentence and the talk is kept in a file."""
    environment = inside_venv(os.environ) if shown else dict(os.environ)
    done = subprocess.run(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode:
        raise Trouble(explain(done.stdout, command.megabytes))


def explain(output: str, megabytes: int) -> str:
    """One sentence for what an installer printed when it failed."""
    for signs, sentence in REASONS.items():
        if any(sign in output for sign in signs):
            return sentence.format(megabytes=megabytes, root=ROOT)
    with tempfile.NamedTemporaryFile("w", prefix="tabard-install-", suffix=".log", delete=False) as log:
        log.write(output)
    last = (output.strip().splitlines() or ["it said nothing"])[-1]
    return f"The installation failed ({last.strip()[:120]}); all that was printed is in {log.name}."


def _put_on_path() -> None:
    """The project's two folders on the path of `.venv`, as an editable install would put them there."""
    found = subprocess.check_output([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    Path(found.strip(), "tabard.pth").write_text(f"{ROOT}\n{ROOT / 'site'}\n")
