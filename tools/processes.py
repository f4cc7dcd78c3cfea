"""Child processes that are started together, watched, and stopped together, so that none is left behind."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tools.steps import Trouble

PR_SET_PDEATHSIG = 1
GRACE = 15.0
POLL = 0.1


@dataclass
class Child:
    """One process in a group of its own, writing into its own log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    def tail(self, lines: int = 15) -> str:
        """The last lines it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def kill_group(self) -> None:
        """Ends whatever of its group still lives."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Family:
    """Children that live and die together: use it as a context, and they are gone when the block is left."""

    logs: Path
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(
        self,
        name: str,
        arguments: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: str | Path | None = None,
        user: pwd.struct_passwd | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Starts one process in a session of its own. It ends with us, also when we are killed (on Linux)."""
        log = self.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with log.open("wb") as out:
            process = subprocess.Popen(
                [str(argument) for argument in arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=_end_with_parent,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        child = Child(name, process, log, stop_signal)
        self.children.append(child)
        return child

    def require_alive(self) -> None:
        """Refuses when a child has ended, with its last words."""
        for child in self.children:
            if (code := child.process.poll()) is not None:
                raise Trouble(
                    f"The {child.name} process ended by itself ({_ending(code)}). Its last lines:\n\n{child.tail()}\n"
                )

    def wait_until(self, answers: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Waits for an answer; refuses when a child ends meanwhile or the time is over."""
        deadline = time.monotonic() + seconds
        while not answers():
            self.require_alive()
            if time.monotonic() > deadline:
                tails = "\n\n".join(f"{child.name}:\n{child.tail(6)}" for child in self.children)
                raise Trouble(f"{what} did not answer within {seconds:.0f} seconds. The last lines:\n\n{tails}\n")
            time.sleep(POLL)

    def watch(self) -> None:
        """Stays until a child ends, which is a refusal: they only work together."""
        while True:
            self.require_alive()
            time.sleep(POLL * 3)

    def stop(self) -> None:
        """Asks every child to stop, and after a grace ends whatever is left of their groups; a second Ctrl-C ends the grace."""
        for child in reversed(self.children):
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            for child in reversed(self.children):
                child.process.wait(max(0.1, deadline - time.monotonic()))
        for child in self.children:
            child.kill_group()
        self.children.clear()


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _end_with_parent() -> None:
    """In the child: also a parent that is killed outright takes it along. Linux only; elsewhere the parent's `stop` does."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop_on_signals() -> None:
    """Makes SIGTERM and SIGHUP end this process as Ctrl-C does: by an exception that unwinds every context.

    SIGINT, too: whoever is started by a script in the background has inherited that it is ignored.
    """

    def unwind(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, unwind)
