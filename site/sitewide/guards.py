"""Migration operations for triggers that refuse a change or follow one up, on PostgreSQL and SQLite alike.

SQLite changes a table by building it anew: that drops its triggers, and fails where a trigger of another table names it.
A later migration that adds a constraint to such a table, or changes it otherwise, puts its operations into `Rebuild`.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

POSTGRES = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {refuse_when} THEN
    RAISE EXCEPTION USING MESSAGE = '{sentence}', ERRCODE = 'check_violation', CONSTRAINT = '{name}';
  END IF;
  {give_back}
END $$;
CREATE TRIGGER {name}_{event} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
SQLITE = """CREATE TRIGGER {name}_{event} BEFORE {event} ON {table} FOR EACH ROW WHEN {refuse_when}
BEGIN SELECT RAISE(ABORT, '{name}: {sentence}'); END;"""


class Guard(Operation):
    """A trigger `<name>_<event>` that refuses a row's INSERT, UPDATE or DELETE when the SQL condition is true.

    The condition may name NEW and OLD and must read on both databases. The refusal arrives as an IntegrityError.
    """

    reversible = True

    def __init__(self, name: str, *, table: str, events: tuple[str, ...], refuse_when: str, sentence: str) -> None:
        self.name, self.table, self.events = name, table, events
        self.refuse_when, self.sentence = refuse_when, sentence

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs = {"table": self.table, "events": self.events}
        return type(self).__name__, [self.name], kwargs | {"refuse_when": self.refuse_when, "sentence": self.sentence}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A trigger is no part of the models' state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        postgres = schema_editor.connection.vendor == "postgresql"
        for event in self.events:
            give_back = "RETURN OLD;" if event == "DELETE" else "RETURN NEW;"
            name = f"{self.name}_{event.lower()}_check" if postgres and len(self.events) > 1 else self.name
            sql = (POSTGRES if postgres else SQLITE).format(
                name=name, event=event, table=self.table, refuse_when=self.refuse_when,
                sentence=self.sentence.replace("'", "''"), give_back=give_back,
            )  # fmt: skip
            schema_editor.execute(sql)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for event in self.events:
            if schema_editor.connection.vendor == "postgresql":
                name = f"{self.name}_{event.lower()}_check" if len(self.events) > 1 else self.name
                schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")
            else:
                schema_editor.execute(f"DROP TRIGGER {self.name}_{event}")

    def describe(self) -> str:
        return f"Guard {self.table}: {self.sentence}"


FOLLOWED = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$;
CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}();
"""
FOLLOWED_ON_SQLITE = "CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW BEGIN {statement}; END;"


class Follow(Operation):
    """A trigger that runs one SQL statement after each row inserted; it may name NEW and must read on both databases."""

    reversible = True

    def __init__(self, name: str, *, table: str, statement: str) -> None:
        self.name, self.table, self.statement = name, table, statement

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.name], {"table": self.table, "statement": self.statement}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """A trigger is no part of the models' state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        sql = FOLLOWED if schema_editor.connection.vendor == "postgresql" else FOLLOWED_ON_SQLITE
        schema_editor.execute(sql.format(name=self.name, table=self.table, statement=self.statement))

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        postgres = schema_editor.connection.vendor == "postgresql"
        schema_editor.execute(f"DROP FUNCTION {self.name}() CASCADE" if postgres else f"DROP TRIGGER {self.name}")

    def describe(self) -> str:
        return f"After each row of {self.table}: {self.statement}"


class Rebuild(Operation):
    """Applies the operations; on SQLite with every trigger put aside until they are done."""

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        put_aside = _take_triggers(schema_editor)
        for operation in self.operations:
            after = from_state.clone()
            operation.state_forwards(app_label, after)
            operation.database_forwards(app_label, schema_editor, from_state, after)
            from_state = after
        for sql in put_aside:
            schema_editor.execute(sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """`to_state` is the state before the operations, each of which wants its own."""
        put_aside = _take_triggers(schema_editor)
        states = [to_state]
        for operation in self.operations:
            after = states[-1].clone()
            operation.state_forwards(app_label, after)
            states.append(after)
        for number, operation in reversed(list(enumerate(self.operations))):
            operation.database_backwards(app_label, schema_editor, states[number + 1], states[number])
        for sql in put_aside:
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def _take_triggers(schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
    """Drops every trigger of an SQLite database; answers the statements that made them."""
    if schema_editor.connection.vendor != "sqlite":
        return []
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = cursor.fetchall()
    for name, _sql in found:
        schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)
    return [sql for _name, sql in found]
