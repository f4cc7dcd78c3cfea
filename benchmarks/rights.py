"""The rights decision: one right of a person nothing is known of, the same once known, and 50 comments x 4 rights."""

import json
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from benchmarks import talk
from benchmarks.contenders import Place, Plan, database, metering
from benchmarks.rounds import Figures, Round
from benchmarks.servers import Meter
from tools.steps import Trouble

END_SECONDS = 15
QUESTIONS = {"cold": 100, "warm": 2000, "many": 10}
AMONG_MANY = {"any": 200, "restricted": 200}
"""The second is for ours only: a peer knows no quiet period."""


@dataclass
class Decisions(Figures):
    """One contender's answers to one question: beside the times, what one decision needs and gives."""

    queries: int = 0
    granted: int = 0


@dataclass
class Asked:
    """A contender that answers questions about rights, in a process of its own."""

    plan: Plan
    process: "subprocess.Popen[str]"
    meter: Meter
    told: dict[str, Decisions] = field(default_factory=dict)

    def ask(self, question: str, times: int) -> Round:
        """One turn; also learns how many queries and granted rights a decision has."""
        assert self.process.stdin and self.process.stdout
        self.meter.read()
        self.process.stdin.write(f"{question} {times}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise Trouble(f"{self.plan.title} gave no answer to {question!r}.")
        answer = json.loads(line)
        decisions = self.told.setdefault(question, Decisions(self.plan.title))
        decisions.queries, decisions.granted = answer["queries"], answer["granted"]
        return Round(*self.meter.read(), answer["seconds"])


@contextmanager
def asking(plan: Plan, place: Place) -> Iterator[Asked]:
    """The contender ready for questions, and ended after the block."""
    talk.write(place.folder / "thread.json")
    with ExitStack() as stack:
        stack.enter_context(database(place, plan.name))
        process = stack.enter_context(conversation(plan))
        yield Asked(plan, process, stack.enter_context(metering(plan, place, {"web": process.pid})))


@contextmanager
def conversation(plan: Plan) -> "Iterator[subprocess.Popen[str]]":
    """A process that reads lines and answers each with one."""
    command, named = [str(plan.python), *plan.rights], {**plan.environment, "PGAPPNAME": "web"}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=plan.folder, env=named, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as process:
        try:
            yield process
            assert process.stdin
            process.stdin.close()
            process.wait(END_SECONDS)
        finally:
            process.kill()


def decisions(
    asked: Sequence[Asked], rounds: int, questions: Mapping[str, int] = QUESTIONS, alone: Collection[str] = ()
) -> Mapping[str, list[Decisions]]:
    """Question -> what everybody said, asked in turn; the first turn is not counted. Some are put to the first alone."""
    for number in range(rounds + 1):
        for question, times in questions.items():
            for one in asked[:1] if question in alone else asked:
                taken = one.ask(question, times)
                if number:
                    one.told[question].rounds.append(taken)
    return {question: [one.told[question] for one in asked if question in one.told] for question in questions}
