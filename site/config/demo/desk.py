"""How the moderators of the demo work: shared views of the queue, and a question that waits for a second opinion."""

from datetime import datetime, timedelta

from accounts.models import User
from advocates.models import Program
from moderation.actions import cases, opinions
from moderation.actions.caps import set_weekly_cap
from moderation.actions.saved_views import save_view
from moderation.models import Case

VIEWS = (("Flagged", {"cause": "flag"}), ("From newcomers", {"newcomers": "1"}))


def arrange(program: Program, people: dict[str, User], at: datetime) -> None:
    """The cap of a week, two views, and a manager who is unsure about an answer that waits for approval."""
    set_weekly_cap(program, cap=120, actor=people["marta"], at=at - timedelta(days=90))
    for name, filters in VIEWS:
        save_view(program, name=name, filters=filters, shared=True, actor=people["marta"], at=at - timedelta(days=89))
    held = Case.objects.get(program=program, state=Case.State.OPEN, message__author=people["greta"])
    begun = at - timedelta(hours=3)
    case = cases.claim(held, moderator=people["owen"], at=begun)
    question = "I would publish it. But does linseed oil on a wobbling handle really help, or does it hide a crack?"
    opinions.ask(case, moderator=people["owen"], note=question, at=begun + timedelta(minutes=4))
