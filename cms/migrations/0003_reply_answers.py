"""An official reply answers a message."""

from importlib import import_module
from typing import Any

from django.db import migrations, models
from django.db.models import Q

GUARD = import_module("cms.migrations.0002_guards").Migration.operations[0]


def guard_again(apps: Any, schema_editor: Any) -> None:
    """SQLite has built the table anew, without its triggers."""
    if schema_editor.connection.vendor == "sqlite":
        GUARD.database_forwards("cms", schema_editor, None, None)


class Migration(migrations.Migration):
    dependencies = [("cms", "0002_guards"), ("advocates", "0002_guards")]

    operations = [
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=~Q(kind="reply") | Q(answers__isnull=False), name="a_reply_answers_a_message"
            ),
        ),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
