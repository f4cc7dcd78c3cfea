"""The door of every `make` command: works with nothing but a Python, and says in one sentence what is missing.

Run as `python3 -m tools.bootstrap COMMAND`. This file must parse on Python 3.6, so that an old Python is told so
instead of showing a syntax error; what it imports after that gate may be as new as the product itself.
"""

import os
import shutil
import subprocess
import sys
import sysconfig

NEEDED = (3, 11)
SYSTEM = "/usr/bin/python3"
FIT = f"import ensurepip, sys, venv; sys.exit(sys.version_info[:2] < {NEEDED})"
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def _newer_python() -> "str | None":
    for name in NEWER:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", "pass"], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def _quicker_python() -> "str | None":
    """The system's Python, where this one was compiled without what makes it a fifth quicker (as pyenv does untold)."""
    made = sysconfig.get_config_var("CONFIG_ARGS") or "--enable-optimizations"
    ours = os.environ.get("TABARD_PYTHON") or sys.base_prefix == "/usr" or "--enable-optimizations" in made
    if ours or not os.access(SYSTEM, os.X_OK):
        return None
    return SYSTEM if subprocess.call([SYSTEM, "-c", FIT], stderr=subprocess.DEVNULL) == 0 else None


if sys.version_info < NEEDED:
    other = _newer_python()
    if other:
        os.execv(other, [other, "-m", "tools.bootstrap", *sys.argv[1:]])
    sys.exit(
        "Tabard needs Python 3.11 or newer, and this is Python %d.%d: install one "  # noqa: UP031
        "(Debian/Ubuntu: sudo apt-get install python3.11 python3.11-venv; macOS: brew install python@3.13)."
        % sys.version_info[:2]
    )

quicker = _quicker_python()
if quicker:
    os.execv(quicker, [quicker, "-m", "tools.bootstrap", *sys.argv[1:]])

from tools.environment import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
