"""What is being done, one line a step with the time it took, for people who wait."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 78


class Trouble(Exception):
    """Something the person at the keyboard can mend; its text is one sentence that says how."""


class Step:
    """One step under way: `note` says how far it is."""

    def __init__(self, title: str, out: TextIO) -> None:
        self.title, self.out, self.detail = title, out, ""
        self.begun = time.monotonic()
        self.ended = threading.Event()
        self.ticker = threading.Thread(target=self._tick, daemon=True)

    def note(self, detail: str) -> None:
        self.detail = detail

    def start(self) -> None:
        if self.out.isatty():
            self.ticker.start()
        else:
            print(f"  ... {self.title}", file=self.out, flush=True)

    def end(self, mark: str) -> None:
        self.ended.set()
        if self.ticker.is_alive():
            self.ticker.join()
        clear = "\r\033[K" if self.out.isatty() else ""
        print(f"{clear}{self._line(mark)}", file=self.out, flush=True)

    def _line(self, mark: str) -> str:
        text = f"{self.title}: {self.detail}" if self.detail else self.title
        return f"  {mark} {text[: WIDTH - 14]:<{WIDTH - 14}}{time.monotonic() - self.begun:6.1f} s"

    def _tick(self) -> None:
        while not self.ended.wait(0.2):
            print(f"\r\033[K{self._line('...')}", end="", file=self.out, flush=True)


@contextmanager
def step(title: str, out: TextIO | None = None) -> Iterator[Step]:
    """Shows a step while the block runs; how it ended is on the line that stays."""
    current = Step(title, out or sys.stdout)
    current.start()
    try:
        yield current
    except BaseException:
        current.end("no ")
        raise
    current.end("ok ")
