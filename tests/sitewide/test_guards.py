"""Triggers outlive a change of their tables, on SQLite, too, which builds a changed table anew."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Q
from django.db.utils import ConnectionHandler

from sitewide.guards import Guard, Rebuild

pytestmark = pytest.mark.django_db
NOT_EMPTY = migrations.AddConstraint(
    "said", models.CheckConstraint(condition=~Q(words=""), name="somebody_said_something")
)
OF_ANOTHER = "NOT EXISTS (SELECT 1 FROM talk_said s WHERE s.id = NEW.said_id)"


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    handler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "db"}})
    connection: BaseDatabaseWrapper = handler["default"]
    yield connection
    connection.close()


def migration_of(*operations: Operation) -> migrations.Migration:
    made: type[migrations.Migration] = type("Migration", (migrations.Migration,), {"operations": list(operations)})
    return made("one", "talk")


def migrate(connection: BaseDatabaseWrapper, *operations: Operation, state: ProjectState | None = None) -> ProjectState:
    with connection.schema_editor(atomic=True) as editor:
        return migration_of(*operations).apply(state or ProjectState(), editor)


@pytest.fixture
def guarded(sqlite: BaseDatabaseWrapper) -> ProjectState:
    """What was said, never to be deleted, and verdicts, which are about something that was said."""
    key: tuple[str, models.Field[Any, Any]] = ("id", models.BigAutoField(primary_key=True))
    return migrate(
        sqlite,
        migrations.CreateModel("said", [key, ("words", models.TextField())]),
        migrations.CreateModel("verdict", [key, ("said_id", models.BigIntegerField())]),
        Guard("said_stays", table="talk_said", events=("DELETE",), refuse_when="1 = 1", sentence="It stays."),
        Guard("about_something", table="talk_verdict", events=("INSERT",), refuse_when=OF_ANOTHER, sentence="No."),
    )


def test_a_rebuilt_table_keeps_every_trigger(sqlite: BaseDatabaseWrapper, guarded: ProjectState) -> None:
    """Guard: `_take_triggers`; without it the migration fails, since a verdict's trigger names the rebuilt table."""
    migrate(sqlite, Rebuild([NOT_EMPTY]), state=guarded)
    with sqlite.cursor() as cursor:
        cursor.execute("INSERT INTO talk_said (words) VALUES ('Hello')")
        for refused in (
            "INSERT INTO talk_said (words) VALUES ('')",
            "DELETE FROM talk_said",
            "INSERT INTO talk_verdict (said_id) VALUES (7)",
        ):
            with pytest.raises(IntegrityError):
                cursor.execute(refused)


def test_it_is_undone_with_every_trigger_in_place(sqlite: BaseDatabaseWrapper, guarded: ProjectState) -> None:
    migrate(sqlite, Rebuild([NOT_EMPTY]), state=guarded.clone())
    with sqlite.schema_editor(atomic=True) as editor:
        migration_of(Rebuild([NOT_EMPTY])).unapply(guarded, editor)
    with sqlite.cursor() as cursor:
        cursor.execute("INSERT INTO talk_said (words) VALUES ('')")
        with pytest.raises(IntegrityError):
            cursor.execute("DELETE FROM talk_said")
