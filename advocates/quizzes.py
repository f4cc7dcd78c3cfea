"""Quizzes as plain data: what can be asked, what cannot be answered, and how an answer is judged.

A question is frozen into an attempt as it stood when the attempt began: its kind, its words, its options under keys that
say nothing, and under `right` what is right, which no page shows before the attempt is judged.

| kind | `right` | an answer |
|---|---|---|
| single | one key | one key |
| multiple | some keys | the very same keys |
| order | all keys in their order | the same |
| example | acts that are right; `clauses` that may be cited with one against the message | an act, and a clause or "" |
"""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from sitewide.errors import Invalid

Question = dict[str, Any]
Given = list[str]
SINGLE, MULTIPLE, ORDER, EXAMPLE = "single", "multiple", "order", "example"
AGAINST = ("hide", "remove", "lock", "warn")
ACTS: dict[str, StrOrPromise] = {
    "dismiss": _("Leave it"),
    "hide": _("Hide"),
    "remove": _("Remove"),
    "lock": _("Lock"),
    "warn": _("Warn"),
    "escalate": _("Hand to staff"),
}
"""What a moderator can do with a published comment, by the codes of the desk."""


def frozen(stream: Iterable[Any], shuffle: random.Random) -> list[Question]:
    """The questions of a course's quiz (blocks with `block_type`, `value` and `id`), their options shuffled."""
    return [_frozen(str(block.id), block.block_type, block.value, shuffle) for block in stream]


def _frozen(number: str, kind: str, value: Any, shuffle: random.Random) -> Question:
    known: Question = {"id": number, "kind": kind, "question": value["question"], "why": value.get("why") or ""}
    if kind == EXAMPLE:
        plain = {name: str(value.get(name) or "") for name in ("author", "said", "flag", "note")}
        return known | plain | {"right": list(value["acts"]), "clauses": codes_of(value.get("clauses") or "")}
    texts = list(value["steps"]) if kind == ORDER else [option["text"] for option in value["options"]]
    places = list(range(len(texts)))
    shuffle.shuffle(places)
    options = [{"key": str(place), "text": texts[index]} for place, index in enumerate(places, start=1)]
    key_of = {index: str(place) for place, index in enumerate(places, start=1)}
    wanted = [i for i in range(len(texts)) if kind == ORDER or value["options"][i]["right"]]
    return known | {"options": options, "right": [key_of[index] for index in wanted]}


def codes_of(said: str) -> list[str]:
    """Clause numbers as an editor lists them: with commas or spaces between them."""
    return said.replace(",", " ").replace(";", " ").split()


def fault(question: Question, clauses: Iterable[str] | None = None) -> str:
    """Why nobody could answer the question rightly; empty where somebody can.

    `clauses` are the numbers that can be cited now; left out, they are not looked at.
    """
    if not str(question["question"]).strip():
        return str(_("It asks nothing."))
    if question["kind"] == EXAMPLE:
        return _example_fault(question, clauses)
    return _options_fault(question)


def _options_fault(question: Question) -> str:
    texts = [" ".join(str(option["text"]).split()).casefold() for option in question["options"]]
    if len(texts) < 2 or not all(texts):
        return str(_("It needs two answers or more, none of them empty."))
    if len(set(texts)) < len(texts):
        return str(_("Two of its answers say the same."))
    if question["kind"] == SINGLE and len(question["right"]) != 1:
        return str(_("Exactly one answer must be the right one."))
    return "" if question["right"] else str(_("At least one answer must be right."))


def _example_fault(question: Question, clauses: Iterable[str] | None) -> str:
    if not str(question["said"]).strip():
        return str(_("The example says nothing."))
    if not question["right"] or set(question["right"]) - set(ACTS):
        return str(_("At least one act must be right."))
    against = set(question["right"]) & set(AGAINST)
    if against and not question["clauses"]:
        return str(_("An act against the comment cites a clause: say which ones are right."))
    if clauses is not None and (unknown := sorted(set(question["clauses"]) - set(clauses))):
        return str(_("No policy that governs messages has these clauses: %(codes)s.")) % {"codes": ", ".join(unknown)}
    return ""


def tidy(question: Question, given: Sequence[str]) -> Given:
    """The answer as it is kept. Refuses (422) what is no answer to this question, whether right or wrong."""
    kind, said = question["kind"], [str(part) for part in given]
    if kind == EXAMPLE:
        act, clause = [*said, "", ""][:2]
        if act not in ACTS:
            raise Invalid(_("Choose what you would do with it."), code="no_act")
        if act in AGAINST and not clause:
            raise Invalid(_("An act against a message cites a rule: choose it."), code="clause")
        return [act, clause if act in AGAINST else ""]
    keys = [option["key"] for option in question["options"]]
    if len(set(said)) != len(said) or set(said) - set(keys) or not said:
        raise Invalid(WANTED[kind], code="no_answer")
    if (kind == SINGLE and len(said) != 1) or (kind == ORDER and len(said) != len(keys)):
        raise Invalid(WANTED[kind], code="no_answer")
    return said if kind == ORDER else sorted(said)


WANTED: dict[str, StrOrPromise] = {
    SINGLE: _("Choose one answer."),
    MULTIPLE: _("Choose at least one answer."),
    ORDER: _("Give every step a place of its own."),
}


def is_right(question: Question, given: Sequence[str] | None) -> bool:
    if not given:
        return False
    if question["kind"] == EXAMPLE:
        act, clause = given[0], given[1]
        return act in question["right"] and (act not in AGAINST or clause in question["clauses"])
    if question["kind"] == ORDER:
        return list(given) == list(question["right"])
    return set(given) == set(question["right"])


def score(questions: Sequence[Question], answers: dict[str, Given]) -> int:
    """How many of a hundred: whole percent, rounded down, so that a pass mark is reached or not."""
    right = sum(is_right(question, answers.get(question["id"])) for question in questions)
    return 100 * right // len(questions) if questions else 0
