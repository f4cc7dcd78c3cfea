"""The statistics against published worked examples."""

import pytest

from moderation.queries.agreement import alpha, kappa, share

COUPLES = [[7, 7, 2, 3], [2, 8, 3, 7], [1, 5, 4, 9], [2, 8, 9, 14]]
"""Agresti, Categorical Data Analysis (1990), table 2.10: how 91 couples answered the same question."""


def pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(row, column) for row, counts in enumerate(table) for column, n in enumerate(counts) for _one in range(n)]


def test_cohens_kappa_is_that_of_the_published_table() -> None:
    """vcd's `Kappa(SexualFun)` in R prints 0.1293 with an asymptotic standard error of 0.0686."""
    found = kappa(pairs(COUPLES))
    assert found is not None
    assert found.value == pytest.approx(0.1293, abs=5e-5)
    assert found.low == pytest.approx(0.12933 - 1.95996 * 0.0686, abs=2e-4)
    assert found.high == pytest.approx(0.12933 + 1.95996 * 0.0686, abs=2e-4)
    assert found.n == 91


def test_cohens_kappa_of_the_textbook_case() -> None:
    """20 and 15 alike, 5 and 10 not: observed 0.7, by chance 0.5, kappa 0.4."""
    found = kappa(pairs([[20, 5], [10, 15]]))
    assert found is not None
    assert found.value == pytest.approx(0.4)


def test_krippendorffs_alpha_is_that_of_the_published_example() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: nominal alpha is 0.743."""
    rows = (
        "1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 .",
    )  # fmt: skip
    units = [[one for one in unit if one != "."] for unit in zip(*(row.split() for row in rows), strict=True)]
    found = alpha(units)
    assert found is not None
    assert found.value == pytest.approx(0.743, abs=5e-4)
    assert found.low is not None
    assert found.high is not None
    assert 0.3 < found.low < found.value < found.high <= 1
    assert alpha(units) == found, "the interval comes out the same again"


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = share(part, whole)
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_too_little_says_nothing() -> None:
    assert share(0, 0) is None
    assert kappa([("a", "a")]) is None
    assert kappa([("a", "a")] * 9) is None, "all alike and one answer: nothing to disagree on"
    assert alpha([["a", "b"]]) is None
    assert alpha([["a"], ["b"], ["a", "a"]]) is None
