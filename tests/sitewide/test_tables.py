"""Tables made at once are those that the operations make one by one."""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from sitewide.tables import Tables
from tests.sitewide.test_guards import migrate, migration_of, sqlite

__all__ = ["sqlite"]
pytestmark = pytest.mark.django_db
TO_SAID = models.ForeignKey("talk.said", on_delete=models.CASCADE)


def key() -> tuple[str, models.Field[Any, Any]]:
    return "id", models.BigAutoField(primary_key=True)


def listed() -> list[Operation]:
    """A verdict about something said, which may name its newest verdict: neither can be made whole before the other."""
    newest = models.ForeignKey("talk.verdict", null=True, on_delete=models.SET_NULL, related_name="+")
    beside = models.ManyToManyField("talk.said", related_name="+")
    return [
        migrations.CreateModel("said", [key(), ("words", models.TextField())]),
        migrations.CreateModel("verdict", [key(), ("said", TO_SAID.clone()), ("beside", beside)]),
        migrations.AddField("said", "newest", newest),
        migrations.AddIndex("verdict", models.Index(fields=["said", "id"], name="verdicts_in_order")),
        migrations.AddConstraint("said", models.UniqueConstraint(fields=["words"], name="said_once")),
    ]


def made(connection: BaseDatabaseWrapper) -> list[tuple[Any, ...]]:
    """Every table with its columns as the database reads them, and every index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, type FROM sqlite_master WHERE name LIKE 'talk%' OR name LIKE '%said%' ORDER BY 1")
        names = cursor.fetchall()
        found: list[tuple[Any, ...]] = list(names)
        for name, kind in names:
            for about in ("table_info", "foreign_key_list") if kind == "table" else ("index_info",):
                cursor.execute(f"PRAGMA {about}({name})")
                found += sorted((name, *row[2 if about == "foreign_key_list" else 0 :]) for row in cursor.fetchall())
    return found


def test_they_are_the_same_tables_and_go_again(sqlite: BaseDatabaseWrapper) -> None:
    """Guard: the models as they stand in the end; made as they were first listed, a column and an index are missing."""
    migrate(sqlite, *listed())
    wanted = made(sqlite)
    assert "newest_id" in str(wanted)
    with sqlite.schema_editor() as editor:
        migration_of(*listed()).unapply(ProjectState(), editor)
    migrate(sqlite, Tables(listed()))
    assert made(sqlite) == wanted
    with sqlite.schema_editor() as editor:
        migration_of(Tables(listed())).unapply(ProjectState(), editor)
    assert made(sqlite) == []


@pytest.mark.parametrize("other", [migrations.DeleteModel("said"), migrations.AddField("older", "said", TO_SAID)])
def test_what_is_about_anything_else_is_refused(other: Operation) -> None:
    with pytest.raises(TypeError, match="new tables only"):
        Tables([*listed(), other])
