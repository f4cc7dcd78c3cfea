"""Events as iCalendar (RFC 5545): lines end with CR LF and are folded at 75 bytes, text is escaped, times are in UTC."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 75
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, slots=True)
class Event:
    """`uid` never changes for one event; `tentative` is what is not decided yet."""

    uid: str
    summary: str
    description: str
    url: str
    starts_at: datetime
    ends_at: datetime
    tentative: bool = False


def calendar_of(name: str, events: Iterable[Event], *, at: datetime) -> str:
    """A whole calendar; `at` is when it was asked for."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tabard//Campaigns//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines = [*head, f"X-WR-CALNAME:{_text(name)}", *(line for event in events for line in _event(event, at))]
    return "".join(_folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(event: Event, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(at)}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{_NOT_IN_URL.sub('', event.url)}"
    yield f"STATUS:{'TENTATIVE' if event.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _CONTROLS.sub("", escaped.replace("\r\n", "\n").replace("\n", "\\n"))


def _folded(line: str) -> str:
    """Never cut inside a character."""
    parts, part, size = [], "", 0
    for char in line:
        length = len(char.encode())
        if size + length > FOLD:
            parts.append(part)
            part, size = " ", 1
        part, size = part + char, size + length
    return "\r\n".join([*parts, part])
