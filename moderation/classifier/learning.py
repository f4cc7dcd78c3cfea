"""Learning from decisions by scikit-learn, which is an extra: the product runs without it and says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext_lazy as _

from moderation.classifier.guess import tokens
from sitewide.errors import Conflict

FEWEST, FEWEST_OF_EACH, MOST_WORDS, FOLDS = 100, 25, 4_000, 5
LIKELY = 75
"""From so many percent on a case is marked and put forward."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights for `guess`, and precision and recall (percent) at `LIKELY`, measured on what was not learnt from."""

    weights: dict[str, Any]
    precision: int | None
    recall: int


def is_installed() -> bool:
    return find_spec("sklearn") is not None


def must_be_able() -> None:
    """Refuses (409) where scikit-learn is not installed."""
    if not is_installed():
        raise Conflict(
            _("The classifier needs scikit-learn: whoever runs the installation adds the extra “classifier”."),
            code="not_installed",
        )


def learn(bodies: Sequence[str], against: Sequence[bool]) -> Learnt:
    """Learn which words go with decisions against.

    Refuses (409) without scikit-learn, and with fewer than a hundred decisions or twenty-five of either sort.
    """
    must_be_able()
    if len(bodies) < FEWEST or not FEWEST_OF_EACH <= sum(against) <= len(against) - FEWEST_OF_EACH:
        sentence = _("It takes %(all)d decided messages to learn from, %(each)d of them against and %(each)d not.")
        raise Conflict(sentence % {"all": FEWEST, "each": FEWEST_OF_EACH}, code="too_few")
    wanted = [bool(one) for one in against]
    model = _pipeline()
    chances = _module("model_selection").cross_val_predict(model, bodies, wanted, cv=_folds(), method="predict_proba")
    marked = [chance[1] * 100 >= LIKELY for chance in chances]
    right = sum(one and was for one, was in zip(marked, wanted, strict=True))
    model.fit(bodies, wanted)
    precision = round(100 * right / sum(marked)) if any(marked) else None
    return Learnt(_weights(model), precision, round(100 * right / sum(wanted)))


def _pipeline() -> Any:
    words = _module("feature_extraction.text").TfidfVectorizer(
        analyzer=tokens, sublinear_tf=True, min_df=2, max_features=MOST_WORDS
    )
    logistic = _module("linear_model").LogisticRegression(C=10.0, class_weight="balanced", max_iter=500)
    return _module("pipeline").make_pipeline(words, logistic)


def _folds() -> Any:
    return _module("model_selection").StratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=7)


def _weights(model: Any) -> dict[str, Any]:
    words, logistic = model.steps[0][1], model.steps[1][1]
    pairs = zip(words.get_feature_names_out(), words.idf_, logistic.coef_[0], strict=True)
    known = {str(word): [round(float(idf), 4), round(float(weight), 4)] for word, idf, weight in pairs}
    return {"bias": round(float(logistic.intercept_[0]), 4), "words": known}


def _module(name: str) -> Any:
    """Loaded when something is learnt: it costs a second and eighty megabytes, and the web process never needs it."""
    return import_module(f"sklearn.{name}")
