"""The kinds of steps, found by the word that a step is stored with. A new kind is a class and a line here."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaigns.models import Evidence, Idea, MissionStep, Submission
from campaigns.queries.steps.kinds import Setting, StepKind, Window
from campaigns.queries.steps.seen import Answers, Courses, Decisions, Ideas, Posts, Referrals, Replies
from campaigns.queries.steps.shown import Attendances, Pictures, Reviews, Surveys, Visits
from cms.models import Message

__all__ = ["KINDS", "Progress", "Setting", "StepKind", "Window", "kind_of_step", "progress_of"]

ALL: tuple[StepKind, ...] = (
    Posts(), Replies(), Decisions(), Answers(), Reviews(), Pictures(), Visits(), Attendances(), Courses(), Surveys(),
    Referrals(), Ideas(),
)  # fmt: skip
KINDS: dict[str, StepKind] = {kind.slug: kind for kind in ALL}


def kind_of_step(step: MissionStep) -> StepKind:
    return KINDS[step.kind]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step of a submission is. `evidence` is what was handed in for it."""

    step: MissionStep
    kind: StepKind
    wanted: int
    done: int
    evidence: list[Evidence]
    window: Window

    @property
    def is_done(self) -> bool:
        return self.done >= self.wanted

    @property
    def hint(self) -> str:
        return self.kind.hint(self.step)

    @property
    def seen(self) -> Iterable[Message | Idea]:
        return self.kind.seen(self.step, self.window)

    @property
    def shown(self) -> int:
        """No more than is wanted, for a meter."""
        return min(self.done, self.wanted)


def progress_of(submission: Submission) -> list[Progress]:
    """Every step of the mission in order, with how far it is: as it is now, or was when it was sent."""
    window = Window.of(submission)
    handed: dict[int, list[Evidence]] = {}
    for one in Evidence.objects.filter(submission=submission):
        handed.setdefault(one.step_id, []).append(one)
    return [_progress(step, window, handed.get(step.pk, [])) for step in submission.mission.steps.all()]


def _progress(step: MissionStep, window: Window, evidence: list[Evidence]) -> Progress:
    kind = kind_of_step(step)
    if kind.is_seen:
        wanted = kind.wanted(step)
        return Progress(step, kind, wanted, kind.done(step, window), evidence, window)
    return Progress(step, kind, 1, len(evidence), evidence, window)
