"""Each guard taken out in turn is noticed, by the tests that are there for it and for the right reason."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.faults.conftest import Runner
from tests.faults.fault import Fault
from tests.faults.table import FAULTS

pytestmark = pytest.mark.planted


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=[fault.name for fault in FAULTS])
def test_the_fault_is_caught(
    runner: Runner, places: dict[str, str], number: int, record_property: Callable[[str, Any], None]
) -> None:
    """Every named test fails, in one of its cases at least, because it saw what the guard would have refused."""
    fault = FAULTS[number]
    unknown = [test for test in fault.tests if test not in places]
    assert not unknown, "the table names tests that are not there"
    answer = runner.ask(number, [places[test] for test in fault.tests])
    assert "stale" not in answer, answer["stale"]
    for test in fault.tests:
        missed(fault, places[test], answer["failed"])
    record_property("fault", fault.name)
    record_property("by", ", ".join(fault.tests))


def missed(fault: Fault, test: str, failed: list[tuple[str, str, str]]) -> None:
    own = [(kind, why) for case, kind, why in failed if case.split("[")[0] == test]
    assert own, f"{test} passes although the guard is out: {fault.name}"
    assert any(is_right(fault, *one) for one in own), f"{test} fails, but for another reason: {own}"


def is_right(fault: Fault, kind: str, why: str) -> bool:
    """Whether it saw what must not be: also where it asked an answer for its refusal, and there was none."""
    return kind in fault.fails or (kind == "AttributeError" and why.startswith("'NoneType' object has no attribute"))


def test_without_a_fault_the_same_tests_pass(runner: Runner, places: dict[str, str]) -> None:
    """Else a fault would be caught by a test that fails anyway: a sample of those that are quick."""
    named = sorted({places[test] for fault in FAULTS if fault.invariant.endswith("rule") for test in fault.tests})
    answer = runner.ask(None, named)
    assert answer["failed"] == []
    assert answer["ran"] >= len(named)


def test_no_guard_is_planted_twice() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25
