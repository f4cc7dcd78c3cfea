"""The record is append-only, also for whoever reaches the tables with the application's own connection."""

from django.db import migrations

from sitewide.guards import Follow, Guard

NEVER = "The record is append-only."


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [
        Guard(
            "record_entry_append_only",
            table="record_entry",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence=NEVER,
        ),
        Guard(
            "record_seal_append_only",
            table="record_seal",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence=NEVER,
        ),
        Follow(
            "record_entry_waits_for_its_seal",
            table="record_entry",
            statement="INSERT INTO record_pending (entry_id) VALUES (NEW.id)",
        ),
        Guard(
            "record_head_append_only",
            table="record_head",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="The record is append-only.",
        ),
    ]
