import pytest

from benchmarks.report import Must, Report
from benchmarks.rounds import Figures, Round


def test_cpu_is_the_median_of_the_turns_so_that_one_disturbed_turn_does_not_count():
    quiet, disturbed = Round(0.010, 0.002, [0.01] * 10), Round(1.0, 1.0, [0.01] * 10)
    figures = Figures("one", [quiet, disturbed, quiet])
    assert figures.cpu == pytest.approx(1.2)
    assert figures.database == pytest.approx(0.2)


def test_percentiles_are_over_all_requests():
    figures = Figures("one", [Round(0, 0, [number / 1000 for number in range(1, 101)])])
    assert figures.percentile(50) == pytest.approx(51)
    assert figures.percentile(95) == pytest.approx(96)
    assert figures.percentile(100) == pytest.approx(100)


def test_a_missed_must_fails_the_run(capsys):
    report = Report()
    report.require(Must("CPU", 1.5, 1.5, "ms"))
    assert report.close()
    report.require(Must("weight", 45.1, 45, "KB"))
    assert not report.close()
    assert "MISS weight: 45.1 KB" in capsys.readouterr().out
