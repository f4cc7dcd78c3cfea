"""What must never be stored, whatever code writes it: a widened grant, a use of a dead one, a changed policy text."""

from django.db import migrations

from sitewide.guards import Guard

WIDER = """
   NEW.per_day > OLD.per_day
   OR (OLD.in_total IS NOT NULL AND (NEW.in_total IS NULL OR NEW.in_total > OLD.in_total))
   OR NEW.ends_at > OLD.ends_at OR NEW.starts_at < OLD.starts_at
   OR NEW.probation_uses < OLD.probation_uses
   OR NEW."right" <> OLD."right" OR NEW.advocate_id <> OLD.advocate_id OR NEW.program_id <> OLD.program_id
   OR NEW.granted_by_id <> OLD.granted_by_id OR NEW.reason <> OLD.reason OR NEW.offered_at <> OLD.offered_at
   OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL)
   OR (OLD.state NOT IN ('offered', 'live') AND NEW.state <> OLD.state)
   OR NEW.scope_id <> OLD.scope_id
"""
DEAD = """
   NOT EXISTS (
     SELECT 1 FROM advocates_grant g
      WHERE g.id = NEW.grant_id AND g."right" = NEW."right" AND g.state = 'live'
        AND g.starts_at <= NEW.at AND g.ends_at > NEW.at)
"""


class Migration(migrations.Migration):
    dependencies = [("advocates", "0001_initial")]

    operations = [
        Guard(
            "grant_never_wider", table="advocates_grant", events=("UPDATE",), refuse_when=WIDER,
            sentence="A grant is never widened, changed in what it says, or brought back.",
        ),
        Guard(
            "grant_never_deleted", table="advocates_grant", events=("DELETE",), refuse_when="1 = 1",
            sentence="A grant is never deleted.",
        ),
        Guard(
            "exercise_of_a_live_grant", table="advocates_exercise", events=("INSERT",), refuse_when=DEAD,
            sentence="A right is exercised only while its grant is live.",
        ),
        Guard(
            "exercise_append_only", table="advocates_exercise", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="An exercise is never changed or deleted.",
        ),
        Guard(
            "policy_text_immutable", table="advocates_policyversion", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A published policy text is never changed.",
        ),
        Guard(
            "policy_clause_immutable", table="advocates_clause", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A clause of a published policy text is never changed.",
        ),
    ]  # fmt: skip
