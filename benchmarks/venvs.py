"""Peers live in virtual environments of their own, made on first use and kept by the hash of what they hold."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tools.steps import Trouble, step

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
KEPT = ROOT / "var" / "bench" / "venvs"
INSTALL_SECONDS = 300


def python_of(peer: str) -> Path:
    """The interpreter of the peer's environment, installed from PyPI if it is not there yet."""
    requirements = PEERS / peer / "requirements.txt"
    mark = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = KEPT / f"{peer}-{mark}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        with step(f"Installing {peer} into {folder.relative_to(ROOT)}", sys.stderr):
            _install(folder, python, requirements)
    return python


def _install(folder: Path, python: Path, requirements: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", folder], requirements)
    _run([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", requirements], requirements)
    (folder / "complete").touch()


def _run(command: list[str | Path], requirements: Path) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
        said, failed = done.stderr, done.returncode != 0
    except subprocess.TimeoutExpired:
        said, failed = f"it took longer than {INSTALL_SECONDS} seconds", True
    if failed:
        name = requirements.relative_to(ROOT)
        raise Trouble(f"{name} cannot be installed, and without it there is nobody to compare with:\n{said}")
