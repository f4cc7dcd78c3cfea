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
        Guard(
            'scenario_versions_stay',
            table='moderation_scenarioversion',
            events=('UPDATE', 'DELETE'),
            refuse_when='1 = 1',
            sentence='A version of a scenario is never changed or deleted.',
        ),
        Guard(
            'decision_cites_own_playbook',
            table='moderation_decision',
            events=('INSERT', 'UPDATE'),
            refuse_when="""
   NEW.scenario_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM moderation_scenarioversion v
       JOIN moderation_scenario s ON s.id = v.scenario_id
       JOIN moderation_case c ON c.program_id = s.program_id
      WHERE v.id = NEW.scenario_id AND c.id = NEW.case_id)
""",
            sentence='A decision cites a scenario of its own program.',
        ),
        Guard(
            'tie_only_ends',
            table='moderation_tie',
            events=('UPDATE',),
            refuse_when="""
   OLD.ended_at IS NOT NULL OR NEW.program_id <> OLD.program_id OR NEW.person_id <> OLD.person_id
   OR NEW.kind <> OLD.kind OR COALESCE(NEW.other_id, 0) <> COALESCE(OLD.other_id, 0) OR NEW.key <> OLD.key
   OR NEW.organisation <> OLD.organisation OR NEW.said_by_id <> OLD.said_by_id OR NEW.reason <> OLD.reason
   OR NEW.since <> OLD.since
""",
            sentence='A tie is never changed, only ended.',
        ),
        Guard(
            'tie_never_deleted',
            table='moderation_tie',
            events=('DELETE',),
            refuse_when='1 = 1',
            sentence='A tie is never deleted.',
        ),
        Guard(
            'blind_decided_once',
            table='moderation_blinddecision',
            events=('UPDATE',),
            refuse_when="""
   NEW.kind <> OLD.kind OR NEW.case_id <> OLD.case_id OR COALESCE(NEW.against_id, 0) <> COALESCE(OLD.against_id, 0)
   OR COALESCE(NEW.grant_id, 0) <> COALESCE(OLD.grant_id, 0)
   OR (OLD.act <> '' AND (NEW.act <> OLD.act OR COALESCE(NEW.clause_id, 0) <> COALESCE(OLD.clause_id, 0)
       OR NEW.reason <> OLD.reason OR NEW.at <> OLD.at OR NEW.by_id <> OLD.by_id))
   OR (OLD.answer <> '' AND NEW.answer <> OLD.answer)
""",
            sentence='A blind decision never changes.',
        ),
        Guard(
            'blind_not_of_ones_own',
            table='moderation_blinddecision',
            events=('INSERT', 'UPDATE'),
            refuse_when="""
   NEW.by_id IS NOT NULL AND (
     EXISTS (SELECT 1 FROM moderation_decision d WHERE d.case_id = NEW.case_id AND d.by_id = NEW.by_id
             AND NEW.kind <> 'shadow')
     OR EXISTS (SELECT 1 FROM moderation_case c JOIN cms_message m ON m.id = c.message_id
                 WHERE c.id = NEW.case_id AND m.author_id = NEW.by_id))
""",
            sentence='Nobody decides blind on what they wrote or decided.',
        ),
        Guard(
            'blind_under_a_live_shadow',
            table='moderation_blinddecision',
            events=('INSERT',),
            refuse_when="""
   NEW.kind = 'shadow' AND NOT EXISTS (
     SELECT 1 FROM advocates_grant g
      WHERE g.id = NEW.grant_id AND g.shadow AND g.advocate_id = NEW.by_id AND g.state = 'live'
        AND g.starts_at <= NEW.given_at AND g.ends_at > NEW.given_at)
""",
            sentence='An apprentice decides under a live shadow grant of their own.',
        ),
        Guard(
            'gold_only_retires',
            table='moderation_goldcase',
            events=('UPDATE',),
            refuse_when="""
   OLD.retired_at IS NOT NULL OR NEW.case_id <> OLD.case_id OR NEW.decision_id <> OLD.decision_id OR NEW.act <> OLD.act
   OR COALESCE(NEW.clause_id, 0) <> COALESCE(OLD.clause_id, 0) OR NEW.why <> OLD.why
   OR NEW.made_by_id <> OLD.made_by_id OR NEW.made_at <> OLD.made_at
""",
            sentence='A known answer is never changed, only retired.',
        ),
        Guard(
            'gold_never_deleted',
            table='moderation_goldcase',
            events=('DELETE',),
            refuse_when='1 = 1',
            sentence='A known answer is never deleted.',
        ),
        Guard(
            'promotion_answered_once',
            table='moderation_promotion',
            events=('UPDATE',),
            refuse_when="OLD.state <> 'open' OR NEW.shadow_id <> OLD.shadow_id",
            sentence='An answered proposal never changes.',
        ),
        Guard(
            'promotion_not_of_ones_own',
            table='moderation_promotion',
            events=('INSERT', 'UPDATE'),
            refuse_when="""
   EXISTS (SELECT 1 FROM advocates_grant g WHERE g.id = NEW.shadow_id AND g.advocate_id = NEW.answered_by_id)
""",
            sentence='Nobody promotes themselves.',
        ),
        Guard(
            'promotion_never_deleted',
            table='moderation_promotion',
            events=('DELETE',),
            refuse_when='1 = 1',
            sentence='A proposal is never deleted.',
        ),
        Guard(
            'pseudonym_kept',
            table='moderation_pseudonym',
            events=('UPDATE', 'DELETE'),
            refuse_when='1 = 1',
            sentence='A pseudonym never changes.',
        ),
        Guard(
            'unmasking_kept',
            table='moderation_unmasking',
            events=('UPDATE', 'DELETE'),
            refuse_when='1 = 1',
            sentence='An unmasking never changes.',
        ),
        Guard(
            'unmasking_of_the_decider',
            table='moderation_unmasking',
            events=('INSERT',),
            refuse_when="""
   NOT EXISTS (
     SELECT 1 FROM moderation_appeal a JOIN moderation_decision d ON d.id = a.decision_id
      WHERE a.id = NEW.appeal_id AND d.by_id = NEW.person_id AND d.by_id <> NEW.by_id AND a.by_id <> NEW.by_id)
""",
            sentence='Unmasked is who decided, to somebody without a hand in it.',
        ),
        Guard(
            'transparency_kept',
            table='moderation_transparencyreport',
            events=('UPDATE', 'DELETE'),
            refuse_when='1 = 1',
            sentence='A published report never changes.',
        ),
        Guard(
            'measure_only_ends',
            table='moderation_measure',
            events=('UPDATE',),
            refuse_when="""
   OLD.ended_at IS NOT NULL OR NEW.program_id <> OLD.program_id OR NEW.person_id <> OLD.person_id
   OR NEW.kind <> OLD.kind OR NEW.decision_id <> OLD.decision_id OR NEW.reason <> OLD.reason
   OR NEW.weight <> OLD.weight OR NEW.at <> OLD.at OR NEW.by_id <> OLD.by_id
   OR (OLD.until IS NOT NULL AND NEW.until <> OLD.until) OR COALESCE(NEW.silence_id, 0) <> COALESCE(OLD.silence_id, 0)
""",
            sentence='A measure is never changed, only ended.',
        ),
        Guard(
            'measure_never_deleted',
            table='moderation_measure',
            events=('DELETE',),
            refuse_when='1 = 1',
            sentence='A measure is never deleted.',
        ),
        Guard(
            'measure_of_the_author',
            table='moderation_measure',
            events=('INSERT',),
            refuse_when="""
   NOT EXISTS (
     SELECT 1 FROM moderation_decision d JOIN moderation_case c ON c.id = d.case_id JOIN cms_message m ON m.id = c.message_id
      WHERE d.id = NEW.decision_id AND m.author_id = NEW.person_id AND c.program_id = NEW.program_id
        AND d.overturned_at IS NULL AND d.act IN ('hide', 'remove', 'lock', 'warn'))
""",
            sentence='A measure rests on a decision against a message of the same person that stands.',
        ),
        Guard(
            'measure_proposal_answered_once',
            table='moderation_measureproposal',
            events=('UPDATE',),
            refuse_when="""
   OLD.state <> 'open' OR NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind OR NEW.reason <> OLD.reason
   OR NEW.decision_id <> OLD.decision_id OR COALESCE(NEW.by_id, 0) <> COALESCE(OLD.by_id, 0)
   OR NEW.program_id <> OLD.program_id OR NEW.weight <> OLD.weight OR NEW.at <> OLD.at
   OR COALESCE(NEW.days, 0) <> COALESCE(OLD.days, 0)
""",
            sentence='An answered proposal never changes.',
        ),
        Guard(
            'measure_proposal_never_deleted',
            table='moderation_measureproposal',
            events=('DELETE',),
            refuse_when='1 = 1',
            sentence='A proposal is never deleted.',
        ),
        Guard(
            'appeal_message_kept',
            table='moderation_appealmessage',
            events=('UPDATE', 'DELETE'),
            refuse_when='1 = 1',
            sentence='What was said about an appeal never changes.',
        ),
        Guard(
            'gold_is_sealed',
            table='moderation_goldcase',
            events=('UPDATE',),
            refuse_when='NEW.title <> OLD.title OR NEW.body <> OLD.body OR NEW.stranger <> OLD.stranger',
            sentence='What a known case says is sealed when it is made.',
        ),
    ]  # fmt: skip
