"""A message by an advocate rests on an exercise of the very right, by the very person."""

from django.db import migrations

from sitewide.guards import Guard

MISMATCH = """
   NEW.exercise_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM advocates_exercise x JOIN advocates_grant g ON g.id = x.grant_id
      WHERE x.id = NEW.exercise_id AND x."right" = NEW.kind AND g.advocate_id = NEW.author_id
        AND g.program_id = NEW.program_id)
"""


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial"), ("advocates", "0002_guards")]

    operations = [
        Guard(
            "message_rests_on_its_right", table="cms_message", events=("INSERT", "UPDATE"), refuse_when=MISMATCH,
            sentence="A post or reply rests on an exercise of that right by its author.",
        ),
    ]  # fmt: skip
