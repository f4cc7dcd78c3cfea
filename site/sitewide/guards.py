"""Migration operations for triggers that refuse a change or follow one up, on PostgreSQL and SQLite alike.

SQLite drops the triggers of a table that a later migration rebuilds: such a migration must end with the guards again
(a test counts them).
"""

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
