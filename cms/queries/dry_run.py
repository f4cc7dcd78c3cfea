"""What would have tripped: the thresholds over what was said before."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from cms.breaker import Act, Judged, domains_in, judge, sentence, sketch_of
from cms.models import Breaker, Message
from cms.models.breaker import MOST_MINUTES
from cms.queries.breaker import OTHERS, OWN
from record.models import Entry
from sitewide.text import to_plain

DAYS, MOST, SHOWN = 30, 5_000, 50


@dataclass(frozen=True, slots=True)
class WouldTrip:
    message: Message
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DryRun:
    """`looked_at` acts of the last thirty days (the newest 5,000), `count` of which would have tripped; the newest 50."""

    looked_at: int
    count: int
    found: tuple[WouldTrip, ...]
    full: bool = False


def dry_run(breaker: Breaker, *, at: datetime) -> DryRun:
    """Judge every act as it would have been judged then; what would have tripped is not taken out of what follows.

    Three queries. Whether a browser was new is read from the record, which knows it of what was said lately.
    """
    said = Message.objects.filter(program=breaker.program, written_at__gt=at - timedelta(days=DAYS)).exclude(
        exercise=None
    )
    newest = list(said.select_related("author", "page").order_by("-written_at", "-pk")[:MOST])
    found = list(_tripping(breaker, list(reversed(newest))))
    shown = tuple(
        WouldTrip(message, tuple(map(sentence, judged.causes))) for message, judged in reversed(found[-SHOWN:])
    )
    return DryRun(len(newest), len(found), shown, full=len(newest) == MOST)


def _tripping(breaker: Breaker, said: list[Message]) -> Iterator[tuple[Message, Judged]]:
    """In the order of time, with what the breaker would have had before it."""
    earlier = Message.objects.filter(program=breaker.program, state=Message.State.PUBLISHED, body__contains="href")
    known = {d for body in _bodies(earlier, said) for d in domains_in(body)}
    devices = _new_devices(breaker, said)
    lately: deque[Act] = deque(maxlen=OTHERS)
    own: dict[int, deque[Act]] = defaultdict(lambda: deque(maxlen=OWN))
    for message in said:
        act = Act(
            message.pk, message.author_id, message.page_id, message.written_at,
            sketch_of(f"{message.title}\n{to_plain(message.body)}"),
        )  # fmt: skip
        new = [domain for domain in domains_in(message.body) if domain not in known]
        since = act.at - timedelta(minutes=MOST_MINUTES)
        others = [one for one in lately if one.at > since and one.author_id != act.author_id]
        judged = judge(breaker, act, [*others, *own[act.author_id]], new_domains=new, new_device=message.pk in devices)
        if judged.causes:
            yield message, judged
        known.update(new)
        lately.append(act)
        own[act.author_id].append(act)


def _bodies(earlier: QuerySet[Message], said: list[Message]) -> list[str]:
    """Texts with links from before the first act that is looked at."""
    if not said:
        return []
    rows = earlier.filter(written_at__lt=said[0].written_at)
    return list(rows.values_list("body", flat=True).order_by("-pk")[:MOST])


def _new_devices(breaker: Breaker, said: list[Message]) -> set[int]:
    """The messages of which the record says that they came from a new browser."""
    if not said:
        return set()
    entries = Entry.objects.filter(
        program_id=breaker.program_id, verb__in=["message.published", "message.held"], at__gte=said[0].written_at,
        data__new_device=True,
    )  # fmt: skip
    return set(entries.values_list("subject_id", flat=True)[:MOST])
