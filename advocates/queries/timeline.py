"""An application as its status page tells it: what happened, what happens now, what is still to come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from advocates.models import Application
from advocates.queries.applications import promised_at

State = Application.State
DONE = {
    State.SUBMITTED: _("You sent the application"),
    State.ASKED: _("More was asked"),
    State.ACCEPTED: _("Accepted: you are an advocate"),
    State.DECLINED: _("Not accepted"),
    State.WITHDRAWN: _("You withdrew the application"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `look` is done, current, todo or failed; `by` is who wrote the note."""

    look: str
    title: Any
    at: datetime | None = None
    note: str = ""
    by: str = ""
    until: datetime | None = None


def timeline(application: Application) -> list[Step]:
    """From the first line written to the answer. Reads the steps once."""
    steps = [Step("done", _("You began the application"), application.begun_at)]
    for step in application.steps.select_related("by"):
        look = "failed" if step.state in {State.DECLINED, State.WITHDRAWN} else "done"
        by = "" if step.by_id == application.applicant_id else str(step.by)
        steps.append(Step(look, DONE[State(step.state)], step.at, step.note, by))
    return steps + _ahead(application)


def _ahead(application: Application) -> list[Step]:
    sent, answer = Step("todo", _("You send it")), Step("todo", _("You get an answer, here and by mail"))
    if application.state == State.DRAFT:
        return [Step("current", _("You are writing it; nobody else sees it")), sent, answer]
    if application.state == State.ASKED:
        return [Step("current", _("You add what was asked for")), Step("todo", _("You send it again")), answer]
    if application.state == State.SUBMITTED:
        reading = Step("current", _("A reviewer reads it"), until=promised_at(application))
        return [reading, answer]
    return []
