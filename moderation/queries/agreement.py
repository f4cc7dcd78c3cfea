"""How far people who decide agree, with intervals. Every figure comes from a statistics library, loaded on first use.

Sources: Cohen 1960 (kappa), Fleiss, Cohen and Everitt 1969 (its variance), Krippendorff 2011 (alpha), Wilson 1927
(interval of a share), Efron 1979 (bootstrap).
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

CONFIDENCE = 0.95
RESAMPLES = 999
FEWEST = 2
"""Below so many cases there is nothing to compute."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the bounds of its 95 % interval, over `n` cases. The bounds are None where none can be computed."""

    value: float
    low: float | None
    high: float | None
    n: int


def share(part: int, whole: int) -> Estimate | None:
    """`part` of `whole` with the Wilson interval; None of nothing."""
    if not whole:
        return None
    # Loaded here: statsmodels takes a second and forty megabytes that most web processes never need.
    bounds = import_module("statsmodels.stats.proportion").proportion_confint(
        part, whole, alpha=1 - CONFIDENCE, method="wilson"
    )
    return Estimate(part / whole, float(bounds[0]), float(bounds[1]), whole)


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Estimate | None:
    """Cohen's kappa of two people's answers, unweighted, with the interval of its asymptotic variance.

    None for fewer than two cases, and where all answers are one and the same, which leaves nothing to disagree on.
    """
    if len(pairs) < FEWEST or len({answer for pair in pairs for answer in pair}) < 2:
        return None
    # Loaded here, as above. Its interval is that of 95 %.
    rater, numpy = import_module("statsmodels.stats.inter_rater"), import_module("numpy")
    with numpy.errstate(invalid="ignore"):  # where the variance rounds to less than nothing there are no bounds
        found = rater.cohens_kappa(_table(pairs))
    return Estimate(float(found.kappa), _number(found.kappa_low), _number(found.kappa_upp), len(pairs))


def alpha(units: Sequence[Sequence[Hashable]]) -> Estimate | None:
    """Krippendorff's alpha for nominal answers: each unit holds those it got, from however many people.

    The interval is the percentile bootstrap over units with a fixed seed, so that it comes out the same again. None
    where fewer than two units have two answers, or where there is only one kind of answer.
    """
    paired = [unit for unit in units if len(unit) > 1]
    kinds = sorted({answer for unit in paired for answer in unit}, key=str)
    if len(paired) < FEWEST or len(kinds) < 2:
        return None
    # Loaded here, as above: numpy, scipy and krippendorff.
    numpy, krippendorff = import_module("numpy"), import_module("krippendorff")
    counts = numpy.array([[list(unit).count(kind) for kind in kinds] for unit in paired])
    value = float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))

    def resampled(chosen: Any) -> float:
        drawn = counts[numpy.asarray(chosen, dtype=int)]
        if (drawn.sum(axis=0) > 0).sum() < 2:
            return 1.0
        return float(krippendorff.alpha(value_counts=drawn, level_of_measurement="nominal"))

    low, high = _bootstrapped(len(paired), resampled)
    return Estimate(value, low, high, len(paired))


def _table(pairs: Sequence[tuple[Hashable, Hashable]]) -> list[list[int]]:
    kinds = sorted({answer for pair in pairs for answer in pair}, key=str)
    return [[sum(1 for pair in pairs if pair == (row, column)) for column in kinds] for row in kinds]


def _bootstrapped(size: int, statistic: Any) -> tuple[float | None, float | None]:
    """The percentile interval; where all answers are alike in a draw there is no disagreement, which counts as 1."""
    numpy, stats = import_module("numpy"), import_module("scipy.stats")
    found = stats.bootstrap(
        (numpy.arange(size),), statistic, vectorized=False, n_resamples=RESAMPLES, confidence_level=CONFIDENCE,
        method="percentile", rng=numpy.random.default_rng(size),
    )  # fmt: skip
    interval = found.confidence_interval
    return _number(interval.low), _number(interval.high)


def _number(value: Any) -> float | None:
    return None if math.isnan(value) else float(value)
