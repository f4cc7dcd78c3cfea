"""An attempt as its learner reads it: what is asked, what is answered, and only once it is judged what was right."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from advocates.models import Attempt
from advocates.quizzes import ACTS, EXAMPLE, ORDER, Question, is_right


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `right` and `why` are empty before the attempt is judged; `wanted` unless it was passed, too."""

    number: int
    kind: str
    question: str
    url: str
    answered: bool
    said: str
    right: bool | None = None
    why: str = ""
    wanted: str = ""


def asked_in(attempt: Attempt) -> list[Asked]:
    return [_asked(attempt, number, question) for number, question in enumerate(attempt.questions, start=1)]


def _asked(attempt: Attempt, number: int, question: Question) -> Asked:
    given = attempt.answers.get(question["id"])
    text = question["said"] if question["kind"] == EXAMPLE else question["question"]
    known: dict[str, Any] = {
        "number": number, "kind": question["kind"], "question": text, "answered": bool(given),
        "url": url_of(attempt, number), "said": in_words(question, given) if given else "",
    }  # fmt: skip
    if attempt.judged_at is None:
        return Asked(**known)
    known |= {"right": is_right(question, given), "why": question["why"]}
    return Asked(**known, wanted=wanted_in(question) if attempt.passed else "")


def url_of(attempt: Attempt, number: int) -> str:
    """A comment to decide about stands in the moderator's console, every other question in the portal."""
    if attempt.questions[number - 1]["kind"] == EXAMPLE:
        return f"/desk/practice/{attempt.pk}/{number}/"
    return f"/portal/learn/attempts/{attempt.pk}/{number}/"


def url_after(attempt: Attempt, number: int) -> str:
    """The next question that has no answer yet, else the attempt, where it is handed in."""
    open_ones = [n for n, asked in enumerate(attempt.questions, start=1) if asked["id"] not in attempt.answers]
    later = [n for n in open_ones if n > number] or open_ones
    return url_of(attempt, later[0]) if later else attempt.get_absolute_url()


def in_words(question: Question, given: list[str]) -> str:
    if question["kind"] == EXAMPLE:
        act, clause = given
        told = {"act": ACTS.get(act, act), "clause": clause}
        return gettext("%(act)s, because of %(clause)s") % told if clause else str(told["act"])
    texts = {option["key"]: option["text"] for option in question["options"]}
    said = [texts[key] for key in given if key in texts]
    return (" → " if question["kind"] == ORDER else "; ").join(said)


def wanted_in(question: Question) -> str:
    if question["kind"] != EXAMPLE:
        return in_words(question, question["right"])
    acts = ", ".join(str(ACTS.get(act, act)) for act in question["right"])
    clauses = ", ".join(question["clauses"])
    return f"{acts} ({clauses})" if clauses else acts
