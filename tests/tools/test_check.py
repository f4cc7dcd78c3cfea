import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.check import Layer, Outcome, aside, closing, judged, run, table

EXCUSE = "import pytest\n@pytest.mark.skip(reason='{}')\ndef test_a():\n    pass\ndef test_b():\n    pass\n"


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a real pytest over a text and judges its report, as a layer is judged."""
    for name in ("CI", "TABARD_CORPORA"):
        monkeypatch.delenv(name, raising=False)

    def judged_text(text: str, *arguments: str) -> Outcome:
        (tmp_path / "test_it.py").write_text(text)
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        report = tmp_path / "report.xml"
        report.touch()
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        code = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True).returncode
        return judged("suite", code, report, 1.0)

    return judged_text


def test_a_run_that_passes_holds(judge) -> None:
    outcome = judge("def test_a():\n    pass\n")
    assert (outcome.passed, outcome.failed, outcome.skipped, outcome.holds) == (1, 0, 0, True)


def test_a_failure_and_a_broken_fixture_both_count(judge) -> None:
    text = (
        "import pytest\n@pytest.fixture\ndef f():\n    1 / 0\ndef test_a(f):\n    pass\ndef test_b():\n    assert 0\n"
    )
    outcome = judge(text)
    assert (outcome.passed, outcome.failed, outcome.holds) == (0, 2, False)


def test_a_layer_without_a_test_has_failed(judge) -> None:
    outcome = judge("def test_a():\n    pass\n", "-k", "nothing")
    assert not outcome.holds
    assert outcome.why == "no test ran"


def test_a_file_that_cannot_be_imported_is_a_failure(judge) -> None:
    assert not judge("import nothing_of_that_name\n").holds


def test_a_pytest_that_never_began_is_a_failure(judge) -> None:
    outcome = judge("def test_a():\n    pass\n", "--no-such-option")
    assert not outcome.holds
    assert "before it ran a test" in outcome.why


def test_a_skip_for_want_of_the_corpora_is_excused(judge) -> None:
    outcome = judge(EXCUSE.format("TABARD_CORPORA is not set"))
    assert (outcome.passed, outcome.skipped, outcome.holds) == (1, 1, True)


def test_any_other_skip_is_a_failure(judge) -> None:
    outcome = judge(EXCUSE.format("no browser"))
    assert not outcome.holds
    assert "skipped without need: no browser" in outcome.why


def test_no_skip_is_excused_where_the_corpora_are(judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABARD_CORPORA", "/somewhere")
    assert not judge(EXCUSE.format("TABARD_CORPORA lacks a folder")).holds


def test_no_skip_is_excused_in_continuous_integration(judge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert not judge(EXCUSE.format("TABARD_CORPORA is not set")).holds


def test_a_layer_that_cannot_be_started_has_failed(capfd: pytest.CaptureFixture[str]) -> None:
    assert not run(Layer("lint", ("false",), {}), {"PATH": "/usr/bin:/bin"}).holds
    assert run(Layer("lint", ("true",), {}), {"PATH": "/usr/bin:/bin"}).holds


def test_the_table_names_every_layer_and_the_last_line_is_plain() -> None:
    outcomes = [Outcome("lint", 1, 0, 0, 2.0), Outcome("suite", 40, 2, 1, 60.0, "1 skipped without need: x")]
    shown = table(outcomes)
    assert "lint" in shown
    assert "FAILED" in shown
    assert "1 skipped without need: x" in shown
    assert closing(outcomes) == "41 passed, 2 failed, 1 skipped"


def test_a_layer_aside_is_judged_when_the_block_is_left(capfd: pytest.CaptureFixture[str]) -> None:
    said = Layer("beside", (sys.executable, "-c", "print('heard'); raise SystemExit(3)"), {})
    with aside(said, {}) as outcomes:
        sys.stdout.write("meanwhile\n")
    assert [(one.name, one.failed) for one in outcomes] == [("beside", 1)]
    shown = capfd.readouterr().out
    assert shown.index("meanwhile") < shown.index("== beside") < shown.index("heard")
