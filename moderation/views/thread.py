"""What a case page shows of passing the case on: what was said about it, and the forms with what was sent before."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from moderation.models import Case, Note
from moderation.queries.passing import could_take, thread_of
from moderation.queries.standing import Standing

HOURS = (1, 2, 4, 8, 24)


def passing_of(request: HttpRequest, found: Case, standing: Standing) -> dict[str, Any]:
    """`thread` for everybody who sees the case; people and hours only for who holds it. `passed`: a form that was refused."""
    thread = thread_of(found)
    question = next((note for note in thread if note.kind == Note.Kind.ASKED and note.answered_at is None), None)
    is_open = found.state == Case.State.OPEN
    mine = is_open and found.claimed_by_id == standing.person.pk
    return {
        "thread": thread,
        "question": question if is_open else None,
        "may_answer": is_open and question is not None and question.by_id != standing.person.pk,
        "takers": could_take(found, but=standing.person, at=standing.at) if mine else [],
        "hours": [hours for hours in HOURS if standing.at + timedelta(hours=hours) <= found.due_at],
        "can_wait": found.due_at > standing.at,
        "passed": request.POST if request.method == "POST" and "passing" in request.POST else {},
    }
