"""How urgent a case is never falls when there is more to it, and each input can make a difference."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.urgency import MANY_READERS, MOST, Weighed, flags_level, urgency_of

WEIGHED = st.builds(
    Weighed, severity=st.integers(0, 4), credible=st.floats(0, 50), reach=st.integers(0, 100_000), age=st.floats(0, 20)
)
MORE = {
    "severity": st.integers(0, 4), "credible": st.floats(0, 50), "reach": st.integers(0, 100_000), "age": st.floats(0, 20)
}  # fmt: skip


@given(case=WEIGHED, name=st.sampled_from(sorted(MORE)), data=st.data())
def test_more_of_anything_never_makes_a_case_less_urgent(case: Weighed, name: str, data: st.DataObject) -> None:
    """Guard: `max` and the sums in `urgency_of`, the falling order of `BY_FLAGS`; subtract one level for many readers and
    this fails."""
    grown = replace(case, **{name: max(getattr(case, name), data.draw(MORE[name]))})
    assert 0 <= urgency_of(case) <= urgency_of(grown) <= MOST


@pytest.mark.parametrize(
    ("case", "level"),
    [
        (Weighed(), 0),
        (Weighed(severity=3), 3),
        (Weighed(credible=0.1), 1),
        (Weighed(credible=0.5), 2),
        (Weighed(credible=0.9), 3),
        (Weighed(credible=1.0), 3),
        (Weighed(credible=1.5), 4),
        (Weighed(severity=3, credible=0.5), 3),
        (Weighed(severity=2, reach=MANY_READERS), 3),
        (Weighed(reach=MANY_READERS), 0),
        (Weighed(severity=2, age=0.99), 2),
        (Weighed(severity=2, age=1.0), 3),
        (Weighed(severity=4, credible=9, reach=10_000, age=3), 4),
    ],
)
def test_each_input_makes_the_difference_that_is_documented(case: Weighed, level: int) -> None:
    assert urgency_of(case) == level


def test_no_flag_makes_no_level() -> None:
    assert flags_level(0.0) == 0
