"""An application step by step: what happened, what happens now, what is still to come; to its applicant or a reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from advocates.models import Application
from advocates.queries.applications import promised_at

State = Application.State
TO_APPLICANT = {
    "begun": _("You began the application"),
    State.SUBMITTED: _("You sent the application"),
    State.ASKED: _("More was asked"),
    State.ACCEPTED: _("Accepted: you are an advocate"),
    State.DECLINED: _("Not accepted"),
    State.WITHDRAWN: _("You withdrew the application"),
    "writing": _("You are writing it; nobody else sees it"),
    "send": _("You send it"),
    "adding": _("You add what was asked for"),
    "again": _("You send it again"),
    "reading": _("A reviewer reads it"),
    "answer": _("You get an answer, here and by mail"),
}
TO_REVIEWER = {
    "begun": _("Application begun"),
    State.SUBMITTED: _("Application sent"),
    State.ASKED: _("More was asked"),
    State.ACCEPTED: _("Accepted: an advocate now"),
    State.DECLINED: _("Not accepted"),
    State.WITHDRAWN: _("Application withdrawn"),
    "writing": _("The applicant is writing it"),
    "send": _("The applicant sends it"),
    "adding": _("The applicant adds what was asked for"),
    "again": _("The applicant sends it again"),
    "reading": _("A reviewer reads it"),
    "answer": _("The applicant gets an answer, by mail, too"),
}
Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline. `look` is done, current, todo or failed; `by` is who wrote the note."""

    look: str
    title: Any
    at: datetime | None = None
    note: str = ""
    by: str = ""
    until: datetime | None = None


def timeline(application: Application, *, own: bool) -> list[Step]:
    """From the first line written to the answer, `own`: in words to the applicant. Reads the steps once."""
    words: Words = TO_APPLICANT if own else TO_REVIEWER
    steps = [Step("done", words["begun"], application.begun_at)]
    for step in application.steps.select_related("by"):
        look = "failed" if step.state in {State.DECLINED, State.WITHDRAWN} else "done"
        by = "" if step.by_id == application.applicant_id else str(step.by)
        steps.append(Step(look, words[step.state], step.at, step.note, by))
    return steps + _ahead(application, words)


def _ahead(application: Application, words: Words) -> list[Step]:
    answer = Step("todo", words["answer"])
    if application.state == State.DRAFT:
        return [Step("current", words["writing"]), Step("todo", words["send"]), answer]
    if application.state == State.ASKED:
        return [Step("current", words["adding"]), Step("todo", words["again"]), answer]
    if application.state == State.SUBMITTED:
        return [Step("current", words["reading"], until=promised_at(application)), answer]
    return []
