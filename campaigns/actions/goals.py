"""The program's goals, and the figures that staff enter."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.models import Goal, GoalFigure
from campaigns.queries.campaigns.metrics import value_of
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.reasons import reason_of
from sitewide.text import one_line

LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached. Without a `baseline` a measured metric begins where it stands now."""

    name: str
    metric: str
    target: int
    due: date
    baseline: int | None = None
    unit: str = ""
    window: int = 28


@transaction.atomic
def set_goal(program: Program, aim: Aim, *, actor: User, at: datetime) -> Goal:
    """Set a goal. Refuses 404 whoever does not manage the program, 422 one that is none."""
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))
    return _save(Goal(program=program), aim, "goal.set", actor=actor, at=at)


@transaction.atomic
def change_goal(goal: Goal, aim: Aim, *, actor: User, at: datetime) -> Goal:
    """Change it; the record has what it was. The metric stays once staff entered a figure of it (409)."""
    row = _locked(goal, actor)
    if row.metric != aim.metric and GoalFigure.objects.filter(goal=row).exists():
        raise Conflict(_("Figures were entered for this goal: its metric stays."), code="has_figures")
    return _save(row, aim, "goal.changed", actor=actor, at=at)


@transaction.atomic
def enter_figure(goal: Goal, *, on: date, value: int, note: str, actor: User, at: datetime) -> GoalFigure:
    """Enter what a figure of the program's own was on a day; a later entry for the day counts instead of an earlier one.

    Refuses 404 whoever does not manage the program, 409 a metric that is measured, 422 a day to come or no source.
    """
    row = _locked(goal, actor)
    if row.measured:
        raise Conflict(_("This metric is measured: nobody enters it."), code="measured")
    told = reason_of(note, 200, _("Say where the figure is from."), code="no_note")
    if on > at.astimezone(row.program.zone).date() or abs(value) > LARGEST:
        raise Invalid(_("Enter what it was on a day that has been."), code="figure")
    made = GoalFigure.objects.create(goal=row, on=on, value=value, note=told, by=actor, at=at)
    write("goal.figure", at=at, actor=actor, program=row.program, subject=row, on=on.isoformat(), value=value)
    return made


def _locked(goal: Goal, actor: User) -> Goal:
    found = Goal.objects.select_for_update(of=("self",), no_key=True).select_related("program").filter(pk=goal.pk)
    row = found.first()
    if row is None or not manages(actor, row.program):
        raise NotFound(_("There is no such goal."))
    return row


def _save(goal: Goal, aim: Aim, verb: str, *, actor: User, at: datetime) -> Goal:
    before = {"target": goal.target, "due": goal.due.isoformat(), "baseline": goal.baseline} if goal.pk else {}
    goal.name, goal.metric, goal.target, goal.due = one_line(aim.name, 120), aim.metric, aim.target, aim.due
    goal.unit, goal.window = one_line(aim.unit, 30), aim.window
    if not goal.name or goal.metric not in Goal.Metric.values or not 1 <= goal.window <= 365:
        raise Invalid(_("A goal has a name and a metric."), code="bad_goal")
    goal.baseline = aim.baseline if aim.baseline is not None else (value_of(goal, at) or 0 if goal.measured else 0)
    if goal.target == goal.baseline or max(abs(goal.target), abs(goal.baseline)) > LARGEST:
        raise Invalid(_("A goal is another figure than where it begins."), code="no_change")
    goal.save()
    write(
        verb, at=at, actor=actor, program=goal.program, subject=goal, metric=goal.metric, before=before,
        baseline=goal.baseline, target=goal.target, due=goal.due.isoformat(),
    )  # fmt: skip
    return goal
