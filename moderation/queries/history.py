"""What the author of a message said and may do, and what was decided about them, as far as a moderator may look."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from advocates.models import Enrolment
from advocates.queries.register import Line, grants_of, lines
from cms.models import Message
from moderation.models import AGAINST, UNTOLD, Decision
from moderation.queries.standing import Standing

MOST_DECISIONS, MOST_SAID, MOST_GRANTS = 5, 5, 6


@dataclass(frozen=True, slots=True)
class History:
    """Counts and the newest rows. `gone` is hidden or removed; `advocate_since` where they are enrolled now."""

    published: int
    waiting: int
    gone: int
    against: int
    decisions: list[Decision]
    said: list[Message]
    grants: list[Line]
    advocate_since: datetime | None


def history_of(message: Message, standing: Standing) -> History:
    """Messages and decisions only of where the moderator may look; grants stand in the register for everybody."""
    author, program, state = message.author_id, message.program_id, Message.State
    said = Message.objects.filter(standing.within("page__path"), program=program, author=author).exclude(pk=message.pk)
    counts = dict(said.order_by().values_list("state").annotate(number=Count("pk")))
    about = Decision.objects.filter(
        standing.within("case__path"), case__program=program, case__message__author=author
    ).exclude(act__in=UNTOLD)
    shown = about.select_related("clause", "case__message", "appeal").order_by("-pk")
    return History(
        published=counts.get(state.PUBLISHED, 0), waiting=counts.get(state.HELD, 0),
        gone=counts.get(state.HIDDEN, 0) + counts.get(state.REMOVED, 0),
        against=about.filter(act__in=AGAINST, overturned_at=None).count(), decisions=list(shown[:MOST_DECISIONS]),
        said=list(said.select_related("page").order_by("-written_at", "-pk")[:MOST_SAID]),
        grants=_grants(message, standing), advocate_since=_enrolled(message, standing.at),
    )  # fmt: skip


def _grants(message: Message, standing: Standing) -> list[Line]:
    """Those in force, with their uses, as the register tells them."""
    rows = grants_of(standing.program, at=standing.at, person=message.author).filter(
        state="live", starts_at__lte=standing.at, ends_at__gt=standing.at
    )
    return lines(list(rows.order_by("pk")[:MOST_GRANTS]), standing.at)


def _enrolled(message: Message, at: datetime) -> datetime | None:
    rows = Enrolment.objects.filter(
        program=message.program_id, member=message.author_id, ended_at=None, term_starts__lte=at, term_ends__gt=at
    )
    return rows.values_list("term_starts", flat=True).first()
