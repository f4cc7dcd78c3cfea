"""A new idea."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from campaigns.actions.ideas.steps import must_speak
from campaigns.models import Idea
from record.actions import write
from sitewide.errors import Invalid
from sitewide.text import from_plain, one_line

ANSWER_DAYS = 21
"""Within so many days somebody answers, unless a manager says otherwise."""
LONGEST_TITLE, LONGEST = 120, 4_000
SHORTEST = 10


@transaction.atomic
def submit(program: Program, *, author: User, title: str, body: str, at: datetime) -> Idea:
    """An open idea, with the day by which it is answered.

    Refuses 403 who may not speak (`unverified`, `silenced`), 422 a title that says nothing and a text that is too long.
    """
    must_speak(author, program, at=at)
    called, text = one_line(title, LONGEST_TITLE), from_plain(body, LONGEST)
    if len(called) < SHORTEST or not text:
        raise Invalid(_("Say in a few words what you would like, and below it why."), code="empty")
    due = at.astimezone(program.zone).date() + timedelta(days=ANSWER_DAYS)
    idea = Idea.objects.create(program=program, author=author, title=called, body=text, at=at, due=due)
    write("idea.submitted", at=at, actor=author, program=program, subject=idea)
    return idea
