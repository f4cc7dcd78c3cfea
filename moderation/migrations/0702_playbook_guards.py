"""What a scenario said is kept for good, and a decision cites a scenario of its own program."""

from django.db import migrations

from sitewide.guards import Guard

ELSEWHERE = """
   NEW.scenario_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM moderation_scenarioversion v
       JOIN moderation_scenario s ON s.id = v.scenario_id
       JOIN moderation_case c ON c.program_id = s.program_id
      WHERE v.id = NEW.scenario_id AND c.id = NEW.case_id)
"""


class Migration(migrations.Migration):
    dependencies = [("moderation", "0701_playbook")]

    operations = [
        Guard(
            "scenario_versions_stay", table="moderation_scenarioversion", events=("UPDATE", "DELETE"),
            refuse_when="1 = 1", sentence="A version of a scenario is never changed or deleted.",
        ),
        Guard(
            "decision_cites_own_playbook", table="moderation_decision", events=("INSERT", "UPDATE"),
            refuse_when=ELSEWHERE, sentence="A decision cites a scenario of its own program.",
        ),
    ]  # fmt: skip
