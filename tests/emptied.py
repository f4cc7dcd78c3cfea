"""The database after a test with real commits: what it left is deleted, instead of every table being made anew.

Django empties two hundred and fifty tables and writes the kinds of content and their permissions again, which takes longer
than most tests.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

MANY = 500
"""Rows; so many leave a hole behind that is closed at once."""
empties_everything = TransactionTestCase._fixture_teardown


@dataclass
class Rest:
    """How many rows each table has that is not empty after Django emptied them all; none before it did."""

    known: dict[str, int] = field(default_factory=dict)


rest = Rest()


def _fixture_teardown(self: Any) -> None:
    """As Django's, which is left to it the first time, on SQLite, and where the role may not put triggers aside."""
    if connection.vendor == "postgresql" and rest.known and _deleted():
        return
    empties_everything(self)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            rest.known = {table: _rows(cursor, table) for table in _filled(cursor)}


def _deleted() -> bool:
    """False while somebody is at work, where triggers cannot be put aside, or what Django would leave was changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        may = cursor.fetchone() == (True,)
        if not may or not _quiet(cursor) or {table: _rows(cursor, table) for table in rest.known} != rest.known:
            return False
        left = [table for table in _filled(cursor) if table not in rest.known]
        cursor.execute("SET session_replication_role = replica")
        try:
            large = [table for table in left if _emptied(cursor, table) > MANY]
        finally:
            cursor.execute("SET session_replication_role = origin")
        for table in large:
            cursor.execute(f'VACUUM "{table}"')
    ContentType.objects.clear_cache()
    return True


def _quiet(cursor: CursorWrapper) -> bool:
    """Whether nobody is in the middle of anything: who was killed may be survived by a transaction that still commits."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    cursor.execute(f"{asked} AND backend_type = 'client backend' AND xact_start IS NOT NULL")
    return cursor.fetchone() == (0,)


def _filled(cursor: CursorWrapper) -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=False, include_views=False)
    asked = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return [name for (name,) in cursor.fetchall()]


def _rows(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')
    [[count]] = cursor.fetchall()
    return int(count)


def _emptied(cursor: CursorWrapper, table: str) -> int:
    cursor.execute(f'DELETE FROM "{table}"')
    return int(cursor.rowcount)


def quickly() -> None:
    """From now on, in this process."""
    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]
