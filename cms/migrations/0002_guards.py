"""A message by an advocate rests on an exercise of the very right, by the very person."""

from typing import Any

from django.db import migrations

from sitewide.guards import Guard

MISMATCH = """
   NEW.exercise_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM advocates_exercise x JOIN advocates_grant g ON g.id = x.grant_id
      WHERE x.id = NEW.exercise_id AND x."right" = NEW.kind AND g.advocate_id = NEW.author_id
        AND g.program_id = NEW.program_id)
"""

WORDS = """
CREATE INDEX message_words ON cms_message USING gin (
  to_tsvector('english'::regconfig, COALESCE(title, '') || ' ' || COALESCE(body, ''))
)
"""


def index_words(apps: Any, schema_editor: Any) -> None:
    """For the search of `cms.queries.search`, which must write the same expression; SQLite searches without it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial"), ("advocates", "0002_guards")]

    operations = [
        Guard(
            "message_rests_on_its_right", table="cms_message", events=("INSERT", "UPDATE"), refuse_when=MISMATCH,
            sentence="A post or reply rests on an exercise of that right by its author.",
        ),
        migrations.RunPython(index_words, migrations.RunPython.noop),
    ]  # fmt: skip
