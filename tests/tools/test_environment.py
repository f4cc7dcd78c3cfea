import ast
import os
import runpy
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tools import environment, ports
from tools.steps import Trouble

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "tools" / "bootstrap.py"

# What pip and uv really printed, shortened.
PRINTED = {
    "index": [
        "error: Request failed after 3 retries\n  cause: Failed to fetch: http://127.0.0.1:9/simple/six/\n  cause: client error",
        "ERROR: No matching distribution found for uv==0.13.9",
    ],
    "full": ["error: Failed to install: six\n  cause: failed to copy file: No space left on device (os error 28)"],
    "compiler": [
        "  Failed to build `cext`\n  building 'cext' extension\n error: [Errno 2] No such file or directory: '/usr/bin/gcc'",
        "c.c:1:10: fatal error: Python.h: No such file or directory",
    ],
    "hash": ["error: Hash mismatch for `six==1.16.0`", "THESE PACKAGES DO NOT MATCH THE HASHES: HASHES DO NOT MATCH"],
    "may not write": ["error: failed to create directory: Permission denied (os error 13)"],
}


def test_the_door_parses_on_an_old_python() -> None:
    """Its whole point: an f-string with `=` or a `:=` there would show a SyntaxError instead of the sentence."""
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 18), (3, 10, 0)])
def test_an_old_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match=rf"needs Python 3\.11 or newer, and this is Python 3\.{version[1]}"):
        runpy.run_path(str(BOOTSTRAP))


@pytest.mark.parametrize(
    ("made", "chosen", "left"),
    [("'--enable-shared'", "", True), ("'--enable-shared'", "python3", False), ("'--enable-optimizations'", "", False)],
)
def test_a_slow_build_leaves_its_place_to_the_python_of_the_system(
    monkeypatch: pytest.MonkeyPatch, made: str, chosen: str, left: bool
) -> None:
    """Unless somebody chose it by PYTHON, or it was compiled as it should be."""
    monkeypatch.setattr(sysconfig, "get_config_var", lambda name: made)
    monkeypatch.setattr(sys, "base_prefix", "/somewhere/of/my/own")
    monkeypatch.setattr(os, "access", lambda *asked: True)
    monkeypatch.setattr(subprocess, "call", lambda *asked, **how: 0)
    monkeypatch.setenv("TABARD_PYTHON", chosen)
    went: list[str] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: went.append(path))
    runpy.run_path(str(BOOTSTRAP))
    assert went == (["/usr/bin/python3"] if left else [])


def test_a_python_without_venv_gets_the_name_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(Trouble, match=r"sudo apt-get install python3\.\d+-venv"):
        environment._make_venv()


@pytest.mark.parametrize(
    ("sign", "output"), [(sign, output) for sign, outputs in PRINTED.items() for output in outputs]
)
def test_what_installers_print_becomes_one_sentence(sign: str, output: str) -> None:
    sentence = environment.explain(output, 800)
    assert sign in sentence
    assert "\n" not in sentence


def test_an_unknown_failure_names_its_log() -> None:
    sentence = environment.explain("first\nsomething unheard of\n", 800)
    assert "something unheard of" in sentence
    log = Path(sentence.rstrip(".").rpartition(" ")[2])
    assert log.read_text() == "first\nsomething unheard of\n"
    log.unlink()


def test_without_a_network_uv_says_what_we_understand(tmp_path: Path) -> None:
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"six==1.16.0 --hash=sha256:{'0' * 64}\n")
    index = f"http://127.0.0.1:{ports.free()}/simple"
    command = [environment.VENV / "bin" / "uv", "pip", "install", "--no-cache", "--default-index", index]
    command += ["--target", tmp_path / "here", "--require-hashes", "-r", wanted]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode
    assert "index could not be reached" in environment.explain(done.stdout, 800)


def test_a_disk_without_room_is_refused_before_anything_is_fetched() -> None:
    with pytest.raises(Trouble, match="The disk is nearly full"):
        environment.require_space(10**9)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 80"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Trouble, match="must be a number from 1 to 65535"):
        ports.chosen()


def test_an_unknown_host_is_refused() -> None:
    with pytest.raises(Trouble, match=r"Nothing can listen on HOST=203\.0\.113\.7"):
        ports.require_free("203.0.113.7", 8000)


def test_what_is_locked_decides_whether_anything_is_installed() -> None:
    """A changed lock must change the fingerprint; the same lock must not."""
    assert environment.fingerprint("run") == environment.fingerprint("run")
    assert environment.fingerprint("run") != environment.fingerprint("test")


def test_everything_that_is_installed_is_pinned_with_hashes() -> None:
    for lock in environment.LOCKS.glob("*.txt"):
        logical = lock.read_text().replace("\\\n", " ").splitlines()
        for line in (line for line in logical if line.strip() and not line.lstrip().startswith("#")):
            assert "==" in line, f"{lock.name}: {line[:60]}"
            assert "--hash=sha256:" in line, f"{lock.name}: {line[:60]}"


def test_an_unknown_command_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main(["dance"]) == 2
    assert "run" in capsys.readouterr().err


def test_every_command_of_make_is_known() -> None:
    """`make X` with a command that the door does not know would fail only when somebody types it."""
    makefile = (ROOT / "Makefile").read_text()
    listed = next(line for line in makefile.splitlines() if line.startswith("run test"))
    assert set(listed.rstrip(":").split()) == set(environment.COMMANDS)
