"""A delegated decision rests on an exercise of `moderate` by the person who decides, never on their own message."""

from django.db import migrations

from sitewide.guards import Guard

MISMATCH = """
   NEW.exercise_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM advocates_exercise x JOIN advocates_grant g ON g.id = x.grant_id
      WHERE x.id = NEW.exercise_id AND x."right" = 'moderate' AND g.advocate_id = NEW.{by})
"""
OWN = """
   EXISTS (
     SELECT 1 FROM moderation_case c JOIN cms_message m ON m.id = c.message_id
      WHERE c.id = NEW.case_id AND m.author_id = NEW.by_id)
"""
SAME_HAND = """
   NEW.decided_by_id IS NOT NULL AND EXISTS (
     SELECT 1 FROM moderation_decision d WHERE d.id = NEW.decision_id AND d.by_id = NEW.decided_by_id)
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial"), ("advocates", "0002_guards"), ("cms", "0002_guards")]

    operations = [
        Guard(
            "decision_rests_on_moderate", table="moderation_decision", events=("INSERT", "UPDATE"),
            refuse_when=MISMATCH.format(by="by_id"), sentence="A delegated decision rests on a right to moderate.",
        ),
        Guard(
            "nobody_decides_on_their_own", table="moderation_decision", events=("INSERT",), refuse_when=OWN,
            sentence="Nobody decides on their own message.",
        ),
        Guard(
            "appeal_rests_on_moderate", table="moderation_appeal", events=("UPDATE",),
            refuse_when=MISMATCH.format(by="decided_by_id"), sentence="A delegated decision rests on a right to moderate.",
        ),
        Guard(
            "appeal_by_somebody_else", table="moderation_appeal", events=("INSERT", "UPDATE"), refuse_when=SAME_HAND,
            sentence="An appeal is decided by somebody else than who decided.",
        ),
    ]  # fmt: skip
