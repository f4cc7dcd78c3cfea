"""The rules that are asked about a message, compiled once for their settings; and what was said before it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
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

KIND = Rule.Kind
Row = tuple[Any, ...]
Prints = tuple[tuple[int, str, bool], ...]
RULE, OWN_ONE, OTHER_ONE = 0, 1, 2
_PRINTS = """
SELECT id, fingerprint, active FROM moderation_rule WHERE program_id = %s AND (active OR shadow) ORDER BY id
"""
_TEXT = "sketch, CASE WHEN sketch IS NULL THEN body ELSE '' END"
_OWN = f"""
SELECT * FROM (SELECT {OWN_ONE} AS what, id, author_id, written_at AS at, {_TEXT} AS text FROM cms_message
 WHERE author_id = %(author)s AND program_id = %(program)s AND id <> %(message)s AND written_at <= %(at)s {{where}}
 ORDER BY written_at DESC LIMIT {OWN}) AS own
"""  # noqa: S608 - numbers of ours
_OTHERS_IN = f"""
SELECT * FROM (SELECT {OTHER_ONE}, id, author_id, published_at, {_TEXT} FROM cms_message
 WHERE program_id = %(program)s AND state = '{{state}}' AND published_at > %(since)s AND author_id <> %(author)s
   AND published_at <= %(at)s {{where}}
 ORDER BY published_at DESC LIMIT {OTHERS}) AS {{state}}
"""  # noqa: S608 - numbers of ours
_SEEN_STATES = ("published", "hidden", "removed")
_OTHERS = f"""
SELECT * FROM ({" UNION ALL ".join(_OTHERS_IN.replace("{state}", state) for state in _SEEN_STATES)}
 ORDER BY 4 DESC LIMIT {OTHERS}) AS others
"""  # noqa: S608 - names of ours
_ASK = "AND EXISTS (SELECT 1 FROM asked WHERE active AND {rules})"
_ASK_OWN = _ASK.format(rules=f"kind IN ('{KIND.PACE}', '{KIND.REPEAT}', '{KIND.NEWCOMER}')")
_ASK_OTHERS = _ASK.format(rules=f"kind = '{KIND.REPEAT}' AND people > 1")
_ALL = f"""
WITH asked AS MATERIALIZED (
  SELECT id, fingerprint, active, kind, people FROM moderation_rule WHERE program_id = %(program)s AND (active OR shadow))
{_OWN.format(where=_ASK_OWN)} UNION ALL {_OTHERS.format(where=_ASK_OTHERS)}
UNION ALL SELECT {RULE}, id, CASE WHEN active THEN 1 ELSE 0 END, NULL, NULL, fingerprint FROM asked
"""  # noqa: S608 - numbers and names of ours
DAY = timedelta(days=1)


def rules_of(program_id: int) -> Sequence[Compiled]:
    """The program's rules that act or are in shadow; one query of some bytes, more only after a change of settings."""
    with connection.cursor() as cursor:
        cursor.execute(_PRINTS, [program_id])
        prints = tuple((pk, fingerprint, bool(active)) for pk, fingerprint, active in cursor.fetchall())
    return _compiled(program_id, prints) if prints else ()


def asked(
    *, program_id: int, author_id: int, at: datetime, message_id: int | None = None
) -> tuple[Sequence[Compiled], "Surroundings"]:
    """The same rules, and what was said before as far as those that act ask for it; one query together."""
    around = Surroundings(program_id=program_id, author_id=author_id, at=at, message_id=message_id)
    rows = around.rows(_ALL)
    prints = tuple(sorted((row[1], row[5], bool(row[2])) for row in rows if row[0] == RULE))
    around.take(rows)
    return (_compiled(program_id, prints) if prints else ()), around


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
        adapt = connection.ops.adapt_datetimefield_value
        self._asked = {
            "program": program_id, "author": author_id, "message": message_id or 0, "at": adapt(at),
            "since": adapt(at - DAY),
        }  # fmt: skip
        self._own: list[Said] | None = None
        self._others: list[Said] | None = None

    def own(self) -> Sequence[Said]:
        if self._own is None:
            self._own = _newest(self.rows(_OWN.format(where="")), OWN_ONE)
        return self._own

    def others(self) -> Sequence[Said]:
        if self._others is None:
            self._others = _newest(self.rows(_OTHERS.format(where="")), OTHER_ONE)
        return self._others

    def take(self, rows: Sequence[Row]) -> None:
        """What is known already is not asked for again."""
        self._own, self._others = _newest(rows, OWN_ONE), _newest(rows, OTHER_ONE)

    def rows(self, sql: str) -> Sequence[Row]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._asked)
            found: Sequence[Row] = cursor.fetchall()
            return found


def _newest(rows: Sequence[Row], what: int) -> list[Said]:
    said = [Said(row[1], row[2], moment(row[3]), row[5], row[4] and bytes(row[4])) for row in rows if row[0] == what]
    return sorted(said, key=attrgetter("at"), reverse=True)
