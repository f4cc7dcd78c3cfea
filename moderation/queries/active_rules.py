"""The rules that are asked about a message, compiled once for their settings; and what was said before it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.db import connection
from wagtail.models import Site

from advocates.models import Program
from advocates.rights.stopping import moment
from moderation.models import Rule
from moderation.rules.finding import OTHERS, OWN, Compiled, compiled
from moderation.rules.reading import Said
from moderation.rules.sites import ascii_of
from sitewide.errors import Invalid

Prints = tuple[tuple[int, str, bool], ...]
_PRINTS = """
SELECT id, fingerprint, active FROM moderation_rule WHERE program_id = %s AND (active OR shadow) ORDER BY id
"""
_OWN = f"""
SELECT id, author_id, written_at, body FROM cms_message
 WHERE author_id = %s AND program_id = %s AND id <> %s AND written_at <= %s
 ORDER BY written_at DESC LIMIT {OWN}
"""  # noqa: S608 - a number of ours
_OTHERS_IN = f"""
SELECT * FROM (SELECT id, author_id, published_at, body FROM cms_message
 WHERE program_id = %s AND state = %s AND published_at > %s AND author_id <> %s AND published_at <= %s
 ORDER BY published_at DESC LIMIT {OTHERS}) AS {{state}}
"""  # noqa: S608 - a number of ours
_SEEN_STATES = ("published", "hidden", "removed")
_OTHERS = " UNION ALL ".join(_OTHERS_IN.format(state=state) for state in _SEEN_STATES)
DAY = timedelta(days=1)


def rules_of(program_id: int) -> Sequence[Compiled]:
    """The program's rules that act or are in shadow; one query of some bytes, more only after a change of settings."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINTS, [program_id])
        prints = tuple((pk, fingerprint, bool(active)) for pk, fingerprint, active in cursor.fetchall())
    return _compiled(program_id, prints) if prints else ()


@lru_cache(maxsize=256)
def _compiled(program_id: int, prints: Prints) -> tuple[Compiled, ...]:
    """Rules with exactly these settings. One that cannot be read any more, say after an upgrade, finds nothing."""
    own = own_sites(program_id)
    rows = Rule.objects.filter(pk__in=[pk for pk, _print, _active in prints]).order_by("pk")
    ready = [_ready(rule, own) for rule in rows]
    return tuple(one for one in ready if one is not None)


def own_sites(program_id: int) -> frozenset[str]:
    """The hosts under which the program itself is read."""
    program = Program.objects.select_related("root_page").get(pk=program_id)
    above = [program.root_page.path[:end] for end in range(4, len(program.root_page.path) + 1, 4)]
    return frozenset(
        ascii_of(host) for host in Site.objects.filter(root_page__path__in=above).values_list("hostname", flat=True)
    )


def _ready(rule: Rule, own: frozenset[str]) -> Compiled | None:
    try:
        return compiled(rule, own_sites=own)
    except Invalid:
        return None


class Surroundings:
    """What was said in the program before a message; each half one query, made when a rule first asks."""

    def __init__(self, *, program_id: int, author_id: int, at: datetime, message_id: int | None = None) -> None:
        self.program_id, self.author_id, self.at, self.message_id = program_id, author_id, at, message_id or 0

    def own(self) -> Sequence[Said]:
        return self._own

    def others(self) -> Sequence[Said]:
        return self._others

    @cached_property
    def _own(self) -> list[Said]:
        return _said(_OWN, [self.author_id, self.program_id, self.message_id, _adapted(self.at)])

    @cached_property
    def _others(self) -> list[Said]:
        since, until = _adapted(self.at - DAY), _adapted(self.at)
        values: list[Any] = []
        for state in _SEEN_STATES:
            values += [self.program_id, state, since, self.author_id, until]
        newest = sorted(_said(_OTHERS, values), key=lambda said: said.at, reverse=True)
        return newest[:OTHERS]


def _said(sql: str, values: list[Any]) -> list[Said]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Said(pk, author, moment(at), body) for pk, author, at, body in cursor.fetchall()]


def _adapted(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
