"""What the embedded default needs before it starts: tables, the demo program, collected static files.

Run as `python -m tools.prepare` with the settings in the environment. Everything here may run again at any time; what is
already done costs a moment.
"""

import errno
import hashlib
import logging
import sys
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError

from tools.steps import Step, Trouble, step


class Progress(StringIO):
    """What a command prints, kept, with how far it is shown on the step: its last line, or how many it has done."""

    def __init__(self, shown: Step, counted: str = "") -> None:
        super().__init__()
        self.shown, self.counted, self.done = shown, counted, 0

    def write(self, text: str) -> int:
        line = text.strip()
        if self.counted and line.startswith("Applying"):
            self.done += 1
            self.shown.note(f"{self.done} {self.counted}")
        elif not self.counted and line:
            self.shown.note(line.splitlines()[-1])
        return super().write(text)


def demo_note() -> Path:
    """Where the sign-ins of the demo program are kept for the next start; it stands only when loading was complete."""
    return Path(settings.VAR) / "demo.txt"


def migrate() -> None:
    """Applies what is missing. A database that was not there yet gets the demo program again."""
    name = settings.DATABASES["default"]["NAME"]
    if isinstance(name, Path) and not name.exists():
        demo_note().unlink(missing_ok=True)
    with step("Preparing the database") as shown:
        call_command(
            "migrate", interactive=False, verbosity=1, no_color=True, stdout=Progress(shown, "migrations applied")
        )


def load_demo() -> None:
    """Loads the demo program on the first start only, so that a program somebody changed stays as it is."""
    if demo_note().exists():
        return
    with step("Loading the demo program") as shown:
        call_command("load_demo", no_color=True, stdout=Progress(shown))
        shown.note("")
    sign_ins = StringIO()
    call_command("load_demo", no_color=True, stdout=sign_ins)  # loaded by now, it only says who may sign in
    demo_note().write_text(sign_ins.getvalue())


def collect_static() -> None:
    """Collects and compresses static files when one of them changed since the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    with step("Collecting static files") as shown:
        call_command("collectstatic", interactive=False, verbosity=0, stdout=Progress(shown))
    stamp.write_text(wanted)


def static_fingerprint() -> str:
    """Changes whenever a static file of the product or of a library is added, removed or altered."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare() -> None:
    with step("Loading the application"):
        django.setup()
        logging.getLogger().setLevel(logging.ERROR)
    migrate()
    load_demo()
    collect_static()


def main() -> int:
    try:
        prepare()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except (OSError, OperationalError) as error:
        if getattr(error, "errno", None) != errno.ENOSPC and "disk is full" not in str(error):
            raise
        print(f"\nThe disk is full: free some space where {settings.VAR} is, then try again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
