"""Measures only end, proposals are answered once, and what was said about an appeal stays as it was said."""

from django.db import migrations

from sitewide.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("moderation", "0901_measures")]

    operations = [
        Guard(
            "measure_only_ends",
            table="moderation_measure",
            events=("UPDATE",),
            refuse_when="""
   OLD.ended_at IS NOT NULL OR NEW.program_id <> OLD.program_id OR NEW.person_id <> OLD.person_id
   OR NEW.kind <> OLD.kind OR NEW.decision_id <> OLD.decision_id OR NEW.reason <> OLD.reason
   OR NEW.weight <> OLD.weight OR NEW.at <> OLD.at OR NEW.by_id <> OLD.by_id
   OR (OLD.until IS NOT NULL AND NEW.until <> OLD.until) OR COALESCE(NEW.silence_id, 0) <> COALESCE(OLD.silence_id, 0)
""",
            sentence="A measure is never changed, only ended.",
        ),
        Guard(
            "measure_never_deleted", table="moderation_measure", events=("DELETE",), refuse_when="1 = 1",
            sentence="A measure is never deleted.",
        ),
        Guard(
            "measure_of_the_author",
            table="moderation_measure",
            events=("INSERT",),
            refuse_when="""
   NOT EXISTS (
     SELECT 1 FROM moderation_decision d JOIN moderation_case c ON c.id = d.case_id JOIN cms_message m ON m.id = c.message_id
      WHERE d.id = NEW.decision_id AND m.author_id = NEW.person_id AND c.program_id = NEW.program_id
        AND d.overturned_at IS NULL AND d.act IN ('hide', 'remove', 'lock', 'warn'))
""",
            sentence="A measure rests on a decision against a message of the same person that stands.",
        ),
        Guard(
            "measure_proposal_answered_once", table="moderation_measureproposal", events=("UPDATE",),
            refuse_when="""
   OLD.state <> 'open' OR NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind OR NEW.reason <> OLD.reason
   OR NEW.decision_id <> OLD.decision_id OR COALESCE(NEW.by_id, 0) <> COALESCE(OLD.by_id, 0)
   OR NEW.program_id <> OLD.program_id OR NEW.weight <> OLD.weight OR NEW.at <> OLD.at
   OR COALESCE(NEW.days, 0) <> COALESCE(OLD.days, 0)
""",
            sentence="An answered proposal never changes.",
        ),
        Guard(
            "measure_proposal_never_deleted", table="moderation_measureproposal", events=("DELETE",),
            refuse_when="1 = 1", sentence="A proposal is never deleted.",
        ),
        Guard(
            "appeal_message_kept", table="moderation_appealmessage", events=("UPDATE", "DELETE"),
            refuse_when="1 = 1", sentence="What was said about an appeal never changes.",
        ),
    ]  # fmt: skip
