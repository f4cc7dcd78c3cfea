"""The first cases of somebody whose right covers a part of the program, by way of the pages they lie on.

The index of the whole line serves whoever sees most of it. Read for a small section, it passes over everything that
lies elsewhere: a level of urgency on which the section has nothing is read to its end. So where the section has few
pages with open cases, the first of each are taken from an index that begins with the page, and put in one order.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from moderation.models import Case
from moderation.queries.standing import Standing

MOST = 200
"""Pages asked one by one; beyond them a section is no small part of the line."""
BEHIND_EVERY_STEP = "["
"""Greater than every character of a treebeard path: what begins with a path lies before the path and this."""
NEXT = """SELECT path FROM moderation_case WHERE program_id = %(program)s AND state = 'open'
          AND path ~{than}~ {this} AND path ~<~ %(end)s ORDER BY path USING ~<~ LIMIT 1"""
PAGES = f"""WITH RECURSIVE page(path) AS ((SELECT ({NEXT.format(than=">=", this="%(begin)s")}))
            UNION ALL SELECT ({NEXT.format(than=">", this="page.path")}) FROM page WHERE page.path IS NOT NULL)
            SELECT path FROM page WHERE path IS NOT NULL LIMIT %(most)s"""  # noqa: S608 - words of ours
First = tuple[int, int, datetime]
FIRSTS = """SELECT found.id, found.urgency, found.due_at FROM unnest(%s::text[]) AS page(path)
            CROSS JOIN LATERAL ({rows}) AS found(id, urgency, due_at)
            ORDER BY found.urgency DESC, found.due_at, found.id LIMIT %s"""


def few_pages(standing: Standing) -> list[str] | None:
    """The paths of the pages in sight that have open cases, found by leaps; None where the whole line is to be read:
    for staff, for a right to the whole program, and where there are more than 200."""
    if standing.is_wide or connection.vendor != "postgresql":
        return None
    found: set[str] = set()
    for scope in standing.paths:
        about: dict[str, str | int] = {
            "program": standing.program.pk,
            "begin": scope,
            "end": scope + BEHIND_EVERY_STEP,
            "most": MOST + 1,
        }
        with connection.cursor() as cursor:
            cursor.execute(PAGES, about)
            found.update(path for (path,) in cursor.fetchall())
        if len(found) > MOST:
            return None
    return sorted(found)


def firsts_of(rows: QuerySet[Case], pages: Sequence[str], order: Sequence[str], count: int) -> list[First]:
    """Number, urgency and due time of the first so many of these rows on these pages, in order; none is locked."""
    if not pages:
        return []
    of_one_page = rows.filter(path=RawSQL("page.path", ())).order_by(*order).values_list("pk", "urgency", "due_at")
    of_one_page.query.select_for_update = False
    try:
        sql, values = of_one_page[:count].query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(FIRSTS.format(rows=sql), [list(pages), *values, count])
        found: list[First] = cursor.fetchall()
    return found
