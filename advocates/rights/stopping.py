"""What stops a person in a program at a moment: halts, restrictions, silences, loaded with one query together."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils.dateparse import parse_datetime
from wagtail.models import Page

from advocates.models import Halt, Program, Restriction, Silence

STOPPING = """
SELECT 1 AS kind, h.id, h.level, h."right", h.person_id, h.grant_id, h.message_id, h.reason, h.started_at AS at,
       h.place_id, p.path, '' AS words
  FROM advocates_halt h LEFT JOIN wagtailcore_page p ON p.id = h.place_id
 WHERE (h.program_id = %(program)s OR h.program_id IS NULL) AND h.lifted_at IS NULL
UNION ALL
SELECT 2, r.id, r.kind, '', NULL, NULL, NULL, r.reason, r.ends_at, r.place_id, p.path, r.words
  FROM advocates_restriction r JOIN wagtailcore_page p ON p.id = r.place_id
 WHERE r.program_id = %(program)s AND r.lifted_at IS NULL AND r.starts_at <= %(at)s AND r.ends_at > %(at)s
UNION ALL
SELECT 3, s.id, s.kind, '', s.member_id, NULL, NULL, '', s.ends_at, NULL, NULL, ''
  FROM advocates_silence s
 WHERE s.program_id = %(program)s AND s.member_id = %(member)s AND s.ended_at IS NULL
   AND s.started_at <= %(at)s AND s.ends_at > %(at)s
 ORDER BY 1, 2
"""
HALT, RESTRICTION, SILENCE = 1, 2, 3
Stopping = tuple[tuple[Halt, ...], tuple[Restriction, ...], tuple[Silence, ...]]


def stopping(program: Program, at: datetime, *, member_id: int) -> Stopping:
    """The active halts, that of everything among them, the restrictions of that moment, and the member's silences.

    The oldest first. The rows are for reading: who set them and how they end is not among what is loaded.
    """
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(STOPPING, {"program": program.pk, "at": adapt(at), "member": member_id})
        rows = cursor.fetchall()
    halts = tuple(_halt(program, row[1:]) for row in rows if row[0] == HALT)
    restrictions = tuple(_restriction(program, row[1:]) for row in rows if row[0] == RESTRICTION)
    return halts, restrictions, tuple(_silence(program, row[1:]) for row in rows if row[0] == SILENCE)


def _halt(program: Program, row: Sequence[Any]) -> Halt:
    pk, level, right, person, grant, message, reason, started, place, path, _words = row
    return Halt(
        pk=pk, program=None if level == Halt.Level.EVERYTHING else program, level=level, right=right, person_id=person,
        grant_id=grant, message_id=message, reason=reason, started_at=moment(started),
        place=None if place is None else Page(pk=place, path=path),
    )  # fmt: skip


def _restriction(program: Program, row: Sequence[Any]) -> Restriction:
    pk, kind, *_halts, reason, ends, place, path, words = row
    return Restriction(
        pk=pk,
        program=program,
        kind=kind,
        words=words,
        reason=reason,
        ends_at=moment(ends),
        place=Page(pk=place, path=path),
    )


def _silence(program: Program, row: Sequence[Any]) -> Silence:
    pk, kind, _right, member, _grant, _message, _reason, ends, *_place = row
    return Silence(pk=pk, program=program, kind=kind, member_id=member, ends_at=moment(ends))


def moment(value: Any) -> datetime:
    """A moment as the database gave it: SQLite gives text or a time without a zone, which is UTC."""
    parsed = value if isinstance(value, datetime) else parse_datetime(value)
    assert parsed is not None, value
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
