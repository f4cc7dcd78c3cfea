import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.processes import Family
from tools.steps import Trouble

PARENT = """
import subprocess, sys, time
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
child = subprocess.Popen([sys.executable, "-c", stubborn])
print(child.pid, flush=True)
time.sleep(300)
"""


def lives(pid: int) -> bool:
    """Whether a process runs: a zombie that nobody has collected does not."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return done.returncode == 0 and not done.stdout.strip().startswith("Z")


def first_line(log: Path) -> str:
    deadline = time.monotonic() + 20
    while "\n" not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return log.read_text().splitlines()[0]


def test_a_grandchild_that_ignores_the_signal_does_not_survive(tmp_path: Path) -> None:
    """Without the SIGKILL to the group in `Child.kill_group` the grandchild lives on."""
    with Family(tmp_path) as family:
        child = family.start("parent", [sys.executable, "-c", PARENT])
        grandchild = int(first_line(child.log))
        assert lives(grandchild)
    assert not lives(child.process.pid)
    assert not lives(grandchild)


def test_a_child_that_ends_is_named_with_its_last_words(tmp_path: Path) -> None:
    with Family(tmp_path) as family:
        family.start("web", [sys.executable, "-c", "print('cannot bind'); raise SystemExit(3)"])
        with pytest.raises(Trouble, match=r"(?s)The web process ended by itself \(exit code 3\).*cannot bind"):
            family.watch()


def test_a_killed_child_is_named_with_the_signal(tmp_path: Path) -> None:
    with Family(tmp_path) as family:
        child = family.start("worker", [sys.executable, "-c", "import time; time.sleep(300)"])
        child.process.kill()
        with pytest.raises(Trouble, match=r"The worker process ended by itself \(signal SIGKILL\)"):
            family.watch()


def test_waiting_ends_with_a_sentence(tmp_path: Path) -> None:
    with Family(tmp_path) as family:
        family.start("web", [sys.executable, "-c", "import time; print('busy', flush=True); time.sleep(300)"])
        with pytest.raises(Trouble, match="The page did not answer within 1 seconds"):
            family.wait_until(lambda: False, seconds=1, what="The page")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", *(["SIGKILL"] if sys.platform == "linux" else [])])
def test_children_go_when_their_parent_goes(tmp_path: Path, name: str) -> None:
    """Without `_end_with_parent` the child outlives a parent that was killed outright."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom tools.processes import Family, stop_on_signals\nstop_on_signals()\n"
        f"with Family(Path({str(tmp_path)!r})) as family:\n"
        "    child = family.start('sleeper', [sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        "    print(child.process.pid, flush=True)\n    family.watch()\n"
    )
    root = Path(__file__).resolve().parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root
    )
    assert parent.stdout
    pid = int(parent.stdout.readline())
    assert lives(pid)
    parent.send_signal(signal.Signals[name])
    parent.wait(timeout=30)
    deadline = time.monotonic() + 10
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(pid)


def test_the_log_of_the_last_start_is_kept_beside(tmp_path: Path) -> None:
    for word in ("first", "second"):
        with Family(tmp_path) as family:
            child = family.start("web", [sys.executable, "-c", f"print('{word}')"])
            child.process.wait()
    assert (tmp_path / "web.log").read_text() == "second\n"
    assert (tmp_path / "web.log.1").read_text() == "first\n"
