"""What members say about an idea."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.ideas.steps import must_speak, shown_idea
from campaigns.models import Idea, IdeaComment
from record.actions import write
from sitewide.errors import Invalid
from sitewide.text import from_plain

LONGEST = 1_000


@transaction.atomic
def comment(idea: Idea, *, author: User, body: str, at: datetime) -> IdeaComment:
    """A short text, sanitised. Refuses 403 who may not speak, 404 a hidden idea, 409 a merged one, 422 an empty text."""
    row = shown_idea(idea)
    must_speak(author, row.program, at=at)
    text = from_plain(body, LONGEST)
    if not text:
        raise Invalid(_("There is nothing to read in it."), code="empty")
    said = IdeaComment.objects.create(idea=row, author=author, body=text, at=at)
    write("idea.commented", at=at, actor=author, program=row.program, subject=said, idea=row.pk)
    return said
