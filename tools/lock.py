"""`make lock`: the newest versions that fit `pyproject.toml`, with hashes, for every platform, into `requirements/`."""

import subprocess
import sys
from pathlib import Path

from tools.environment import LOCKS, ROOT, VENV

COMPILE = ["pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes", "--python-version", "3.11"]
COMPILE += ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
SETS = {"run": [], "test": ["--extra", "test"]}


def lock(name: str, extra: list[str]) -> int:
    """Writes one lock; the exit code of uv."""
    target = LOCKS / f"{name}.txt"
    command: list[str | Path] = [
        VENV / "bin" / "uv",
        *COMPILE,
        *extra,
        "--output-file",
        target,
        ROOT / "pyproject.toml",
    ]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL).returncode


def main() -> int:
    return max(lock(name, extra) for name, extra in SETS.items())


if __name__ == "__main__":
    sys.exit(main())
