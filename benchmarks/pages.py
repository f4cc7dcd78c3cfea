"""The brand page with its 50 comments: for somebody unknown, and for somebody with rights on every comment."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks import talk
from benchmarks.clients import Answer
from benchmarks.contenders import Contender
from benchmarks.rounds import Figures, Round, interleaved, turn
from tools.steps import Trouble

ARRIVAL_SECONDS = 2.0
VISIBLE_SECONDS = 1.0


@dataclass
class Arrivals:
    """A new comment every two seconds on the page that is read, and how long each took to be seen there."""

    texts: Iterator[str] = field(default_factory=lambda: talk.new_texts(20_000))
    delays: list[float] = field(default_factory=list)
    sent: int = 0
    _last: float = 0.0
    _awaited: bytes | None = None

    def maybe_send(self, contender: Contender, path: str) -> None:
        now = time.perf_counter()
        if self._awaited or now - self._last < ARRIVAL_SECONDS:
            return
        text = next(self.texts)
        post(contender, path, text, self.sent, {})
        self._last, self._awaited = time.perf_counter(), talk.REFERENCE.findall(text.encode())[-1]
        self.sent += 1

    def look(self, body: bytes) -> None:
        """Note how long the comment awaited took, if this page shows it."""
        if self._awaited and b"Ref. B" + self._awaited + b"." in body:
            self.delays.append(time.perf_counter() - self._last)
            self._awaited = None

    def note(self) -> str:
        return f"{self.sent} comments arrived meanwhile; the slowest was seen after {self.slowest * 1000:.0f} ms"

    @property
    def slowest(self) -> float:
        """Seconds until a comment was seen; one that never was counts from its sending to the end."""
        unseen = [time.perf_counter() - self._last] if self._awaited or not self.sent else []
        return max(self.delays + unseen)


def post(contender: Contender, path: str, text: str, number: int, form: Mapping[str, str]) -> Answer:
    """One comment by one of the writers; refuses an answer that is neither a redirect nor a page."""
    facts = contender.facts
    writer = facts.writers[number % len(facts.writers)]
    answer = contender.client.post(path, {**form, facts.write_field: text}, writer)
    if answer.status not in (200, 201, 302, 303):
        raise Trouble(f"{contender.plan.title} answers {answer.status} to a comment: {answer.body[:2000]!r}")
    return answer


def read(contender: Contender, cookie: str = "") -> Answer:
    """The page, which must show every comment."""
    answer = contender.client.get(contender.facts.page, cookie)
    shown = talk.shown(answer.body)
    if answer.status != 200 or shown < talk.COMMENTS:
        raise Trouble(f"{contender.plan.title} answers {answer.status}, {shown} comments: {answer.body[:2000]!r}")
    return answer


def anonymous(
    contenders: Sequence[Contender], ours: str, rounds: int, seconds: float
) -> tuple[dict[str, Figures], Arrivals]:
    """Readers without an account; on our page a comment arrives every two seconds meanwhile."""
    arrivals = Arrivals()

    def act(contender: Contender) -> float:
        if contender.name == ours and contender.facts.arrival_path:
            arrivals.maybe_send(contender, contender.facts.arrival_path)
        answer = read(contender)
        arrivals.look(answer.body)
        return answer.seconds

    figures = interleaved(contenders, lambda contender: turn(contender, act, seconds), rounds)
    return figures, arrivals


def signed_in(contenders: Sequence[Contender], rounds: int, seconds: float) -> dict[str, Figures]:
    """A reader who may reply to, hide or remove each comment."""

    def act(contender: Contender) -> float:
        return read(contender, contender.facts.reader).seconds

    def take(contender: Contender) -> Round:
        return turn(contender, act, seconds)

    return interleaved(contenders, take, rounds)
