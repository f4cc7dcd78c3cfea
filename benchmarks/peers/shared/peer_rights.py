"""Ask a rights library the same questions again and again, on demand of the benchmark, inside one process.

Reads lines "QUESTION TIMES" and answers each with one line of JSON: the seconds of each decision, how many
rights it grants, how many queries it needs.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Question:
    """`prepare` makes what a request would have at hand already, outside the measured time; `decide` tells how many
    rights are granted."""

    prepare: Callable[[], Any]
    decide: Callable[[Any], int]


def answer(questions: Mapping[str, Question]) -> None:
    """Until the input ends. One decision of each is made first and not timed."""
    for line in sys.stdin:
        name, times = line.split()
        print(json.dumps(_ask(questions[name], int(times))), flush=True)


def _ask(question: Question, times: int) -> dict[str, object]:
    prepared = question.prepare()
    with CaptureQueriesContext(connection) as queries:
        granted = question.decide(prepared)
    seconds = []
    for _ in range(times):
        prepared = question.prepare()
        start = time.perf_counter()
        question.decide(prepared)
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds, "granted": granted, "queries": len(queries)}
