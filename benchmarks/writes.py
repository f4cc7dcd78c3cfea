"""Sending a comment: from the form to the redirect, with everything that a contender does on the way."""

from collections.abc import Sequence
from itertools import count

from benchmarks import talk
from benchmarks.clients import Answer
from benchmarks.contenders import Contender
from benchmarks.pages import post
from benchmarks.rounds import Figures, Round, interleaved, turn
from tools.steps import Trouble

MOST_A_TURN = 60
REST_SECONDS = 0.5
"""What a worker does after the last comment of a turn is counted, too."""


def comments(contenders: Sequence[Contender], rounds: int, seconds: float) -> dict[str, Figures]:
    """A comment by one member after another, on a page that nobody reads meanwhile."""
    numbers, texts = count(), talk.new_texts(50_000)

    def take(contender: Contender) -> Round:
        sent: list[tuple[str, Answer]] = []

        def act(contender: Contender) -> float:
            text = next(texts)
            facts = contender.facts
            answer = post(contender, facts.write_path, text, next(numbers), facts.write_form)
            sent.append((text, answer))
            return answer.seconds

        done = turn(contender, act, seconds, MOST_A_TURN, rest=REST_SECONDS)
        require_seen(contender, *sent[-1])
        return done

    return interleaved(contenders, take, rounds)


def require_seen(contender: Contender, text: str, answer: Answer) -> None:
    """Refuses a contender that took a comment and does not show it where its answer leads."""
    reference = text[text.rindex("Ref. B") :].encode()
    shown = contender.client.follow(answer, contender.facts.reader)
    if reference not in shown.body:
        raise Trouble(f"{contender.plan.title} took a comment but does not show it: {shown.body[:2000]!r}")
