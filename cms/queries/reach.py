"""Who is active on pages, and what of an account's posts is due: what the rights below ask about the messages."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from accounts.models import User
from advocates.models import Program, Right
from advocates.reach import Underway
from advocates.rights import Origin, Place, answer, facts_of
from cms.models import Message, Scheduled
from sitewide.text import to_plain

SCHEDULED = "scheduled"


def people_at(page_ids: Iterable[int], since: datetime) -> int:
    """The distinct authors of what was published on these pages since then."""
    said = Message.objects.filter(page__in=list(page_ids), state=Message.State.PUBLISHED, published_at__gte=since)
    return said.order_by().values("author").distinct().count()


def due_soon(person: User, program: Program, at: datetime, until: datetime) -> Iterator[Underway]:
    """The posts that are due by then, each with what the rule of rights says of the moment at which it goes out."""
    rows = Scheduled.objects.filter(author=person, program=program, state=Scheduled.State.WAITING, due_at__lte=until)
    for row in rows.select_related("page").order_by("due_at"):
        when = max(row.due_at, at)
        facts = facts_of(person, program, at=when)
        text = f"{row.title}\n{to_plain(row.body)}"
        origin = Origin(row.known, row.proved_at)
        refusal = answer(facts, Right.POST, Place.on(row.page, program), text=text, origin=origin).refusal
        url = f"/admin/rights/scheduled/edit/{row.pk}/"
        yield Underway(f"{row.title} ({row.page.title})", when, url, refusal.sentence if refusal else "")
