"""What the playbook says about one case: the scenario, what to do, in which words, by whom and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from moderation.models import Act, Case, Scenario, acts_for
from moderation.queries.playbook.conditions import Seen, catches_all
from moderation.queries.playbook.lines import Line, first_that_fits, language_of, lines_of, seen_of_all
from moderation.queries.playbook.texts import Told, in_language, told


@dataclass(frozen=True, slots=True)
class Suggested:
    """A scenario for a case. `act` is the first recommended one that can be decided now, empty where none can.

    `words` are for the author and `reply` for readers, in the `language` they are written in. `caught`: only a
    catch-all fits.
    """

    scenario: Scenario
    version_id: int
    act: str
    clause: str
    words: Told
    reply: Told
    language: str
    answer_by: datetime
    caught: bool

    @property
    def blocked(self) -> tuple[str, ...]:
        """Why a text must not be used, each reason once."""
        return tuple(dict.fromkeys((*self.words.blocked, *self.reply.blocked)))


def suggestion(case: Case, *, at: datetime | None = None) -> Suggested | None:
    """The scenario for this case as it is at the moment; two queries where its message, author and program are loaded."""
    return suggestions([case], at=at or timezone.now()).get(case.pk)


def suggestions(cases: Sequence[Case], *, at: datetime) -> dict[int, Suggested]:
    """The same for each of a program's cases that a scenario fits, by its number; two queries however many they are."""
    lines = lines_of(cases[0].program_id) if cases else []
    seen = seen_of_all(cases) if lines else {}
    found = {case.pk: _suggested(lines, case, seen[case.pk], at) for case in cases} if lines else {}
    return {number: one for number, one in found.items() if one}


def _suggested(lines: Sequence[Line], case: Case, seen: Seen, at: datetime) -> Suggested | None:
    line = first_that_fits(lines, seen)
    if line is None:
        return None
    scenario = line.scenario
    wanted = (language_of(case), case.message.language, case.program.language)
    language, words = in_language(scenario.texts, wanted, "words")
    spoken, reply = in_language(scenario.texts, wanted, "reply")
    return Suggested(
        scenario=scenario, version_id=line.version_id, act=possible_act(scenario, case), clause=scenario.clause,
        words=told(words, line.facts, at=at), reply=told(reply, line.facts, at=at), language=language or spoken,
        answer_by=answer_by(scenario, case), caught=catches_all(line.terms, case.message.kind),
    )  # fmt: skip


def possible_act(scenario: Scenario, case: Case) -> str:
    """The first recommended act that makes sense for the message as it is now."""
    possible = [act for act in acts_for(case.message) if not (act == Act.ESCALATE and case.escalated)]
    return next((act for act in scenario.acts if act in possible), "")


def answer_by(scenario: Scenario, case: Case) -> datetime:
    """When the scenario's time is over: it runs from the opening of the case, never from before it was active."""
    since = max(case.opened_at, scenario.active_since or case.opened_at)
    return since + timedelta(hours=scenario.hours)
