"""What the breaker has to know about an act: its thresholds and what was said before, with one query."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from advocates.rights.stopping import moment
from cms.breaker import Act, Judged, judge
from cms.models import Breaker
from cms.models.breaker import MOST_MINUTES

OTHERS, OWN, DOMAINS = 30, 30, 5
FIELDS = ", ".join(f"b.{name}" for name in Breaker.THRESHOLDS)
KNOWN = ", ".join(
    f"EXISTS (SELECT 1 FROM cms_knowndomain k WHERE k.program_id = %(program)s AND k.domain = %(domain{number})s)"  # noqa: S608
    for number in range(DOMAINS)
)
BEFORE = f"""
SELECT {FIELDS}, {KNOWN}, m.id, m.author_id, m.page_id, m.sketched_at, m.sketch
  FROM cms_breaker b LEFT JOIN (
    SELECT * FROM (SELECT id, author_id, page_id, sketched_at, sketch FROM cms_message
      WHERE program_id = %(program)s AND sketch IS NOT NULL AND sketched_at > %(since)s AND author_id <> %(author)s
      ORDER BY sketched_at DESC LIMIT {OTHERS}) AS others
    UNION ALL
    SELECT * FROM (SELECT id, author_id, page_id, sketched_at, sketch FROM cms_message
      WHERE author_id = %(author)s AND program_id = %(program)s AND sketch IS NOT NULL
      ORDER BY sketched_at DESC LIMIT {OWN}) AS own
  ) m ON 1 = 1
 WHERE b.program_id = %(program)s AND b.active
"""  # noqa: S608 - made of our own names


def judged(program_id: int, act: Act, *, domains: Sequence[str], new_device: bool) -> tuple[Judged, list[str]]:
    """Why the act trips the breaker of the program, if it is on, and which of the sites nobody linked to before.

    One query; at most 30 acts of others within the hour and the author’s last 30 are looked at, and five sites.
    """
    asked = (*domains, *[""] * DOMAINS)[:DOMAINS]
    values: dict[str, Any] = {f"domain{number}": domain for number, domain in enumerate(asked)}
    values |= {
        "program": program_id,
        "author": act.author_id,
        "since": _adapted(act.at - timedelta(minutes=MOST_MINUTES)),
    }
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, values)
        rows = cursor.fetchall()
    if not rows:
        return Judged(()), []
    end = len(Breaker.THRESHOLDS)
    limits = Breaker(**dict(zip(Breaker.THRESHOLDS, rows[0], strict=False)))
    known = {domain for domain, seen in zip(asked, rows[0][end:], strict=False) if seen}
    new = [domain for domain in domains if domain not in known]
    before = [_act(row[end + DOMAINS :]) for row in rows if row[-1] is not None]
    return judge(limits, act, before, new_domains=new, new_device=new_device), new


def _act(row: Sequence[Any]) -> Act:
    pk, author, page, at, sketch = row
    return Act(pk, author, page, moment(at), bytes(sketch))


def _adapted(at: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(at)
