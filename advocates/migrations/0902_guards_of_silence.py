"""A silence only ends: nothing else about it changes, and none is deleted."""

from django.db import migrations

from sitewide.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("advocates", "0901_silence")]

    operations = [
        Guard(
            "silence_only_ends",
            table="advocates_silence",
            events=("UPDATE",),
            refuse_when="""
   OLD.ended_at IS NOT NULL OR NEW.program_id <> OLD.program_id OR NEW.member_id <> OLD.member_id
   OR NEW.kind <> OLD.kind OR NEW.started_at <> OLD.started_at OR NEW.started_by_id <> OLD.started_by_id
   OR NEW.ends_at <> OLD.ends_at
""",
            sentence="A silence is never changed, only ended.",
        ),
        Guard(
            "silence_never_deleted", table="advocates_silence", events=("DELETE",), refuse_when="1 = 1",
            sentence="A silence is never deleted.",
        ),
    ]  # fmt: skip
