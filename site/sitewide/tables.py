"""A migration operation that makes all the tables of an app at once."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation

MAKES = (CreateModel, AddField, AddIndex, AddConstraint)


class Tables(Operation):
    """Makes new tables as they stand when all of the operations were applied, the way an `0001_initial` lists them.

    One by one, each new model lets Django build the classes of all models that it is related to anew, which are nearly
    all: a minute for a hundred and seventy. Here they are built once. Any other operation is refused, and so is one that
    is about an older table.
    """

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        self.made = [one for one in operations if isinstance(one, CreateModel)]
        names = {one.name_lower for one in self.made}
        for one in operations:
            about = one.name_lower if isinstance(one, CreateModel) else getattr(one, "model_name_lower", "")
            if not isinstance(one, MAKES) or about not in names:
                raise TypeError(f"Tables makes new tables only, and this is something else: {one.describe()}")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Without the classes of its models, which are built when they are asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for one in self.made:
            one.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for one in reversed(self.made):
            one.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Make {len(self.made)} tables"
