"""What is said about those who moderate is never rewritten: ties, blind decisions, known answers, names, reports."""

from django.db import migrations

from sitewide.guards import Guard

NEVER = "1 = 1"
TIE = """
   OLD.ended_at IS NOT NULL OR NEW.program_id <> OLD.program_id OR NEW.person_id <> OLD.person_id
   OR NEW.kind <> OLD.kind OR COALESCE(NEW.other_id, 0) <> COALESCE(OLD.other_id, 0) OR NEW.key <> OLD.key
   OR NEW.organisation <> OLD.organisation OR NEW.said_by_id <> OLD.said_by_id OR NEW.reason <> OLD.reason
   OR NEW.since <> OLD.since
"""
BLIND = """
   NEW.kind <> OLD.kind OR NEW.case_id <> OLD.case_id OR COALESCE(NEW.against_id, 0) <> COALESCE(OLD.against_id, 0)
   OR COALESCE(NEW.grant_id, 0) <> COALESCE(OLD.grant_id, 0)
   OR (OLD.act <> '' AND (NEW.act <> OLD.act OR COALESCE(NEW.clause_id, 0) <> COALESCE(OLD.clause_id, 0)
       OR NEW.reason <> OLD.reason OR NEW.at <> OLD.at OR NEW.by_id <> OLD.by_id))
   OR (OLD.answer <> '' AND NEW.answer <> OLD.answer)
"""
OWN_REVIEW = """
   NEW.by_id IS NOT NULL AND (
     EXISTS (SELECT 1 FROM moderation_decision d WHERE d.case_id = NEW.case_id AND d.by_id = NEW.by_id
             AND NEW.kind <> 'shadow')
     OR EXISTS (SELECT 1 FROM moderation_case c JOIN cms_message m ON m.id = c.message_id
                 WHERE c.id = NEW.case_id AND m.author_id = NEW.by_id))
"""
NO_SHADOW = """
   NEW.kind = 'shadow' AND NOT EXISTS (
     SELECT 1 FROM advocates_grant g
      WHERE g.id = NEW.grant_id AND g.shadow AND g.advocate_id = NEW.by_id AND g.state = 'live'
        AND g.starts_at <= NEW.given_at AND g.ends_at > NEW.given_at)
"""
GOLD = """
   OLD.retired_at IS NOT NULL OR NEW.case_id <> OLD.case_id OR NEW.decision_id <> OLD.decision_id OR NEW.act <> OLD.act
   OR COALESCE(NEW.clause_id, 0) <> COALESCE(OLD.clause_id, 0) OR NEW.why <> OLD.why
   OR NEW.made_by_id <> OLD.made_by_id OR NEW.made_at <> OLD.made_at
"""
PROMOTION = "OLD.state <> 'open' OR NEW.shadow_id <> OLD.shadow_id"
OWN_PROMOTION = """
   EXISTS (SELECT 1 FROM advocates_grant g WHERE g.id = NEW.shadow_id AND g.advocate_id = NEW.answered_by_id)
"""
NOT_THE_DECIDER = """
   NOT EXISTS (
     SELECT 1 FROM moderation_appeal a JOIN moderation_decision d ON d.id = a.decision_id
      WHERE a.id = NEW.appeal_id AND d.by_id = NEW.person_id AND d.by_id <> NEW.by_id AND a.by_id <> NEW.by_id)
"""


def kept(name: str, table: str, sentence: str) -> Guard:
    return Guard(name, table=table, events=("UPDATE", "DELETE"), refuse_when=NEVER, sentence=sentence)


def never_deleted(name: str, table: str, sentence: str) -> Guard:
    return Guard(name, table=table, events=("DELETE",), refuse_when=NEVER, sentence=sentence)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0801_people"), ("moderation", "0002_guards")]

    operations = [
        Guard(
            "tie_only_ends", table="moderation_tie", events=("UPDATE",), refuse_when=TIE,
            sentence="A tie is never changed, only ended.",
        ),
        never_deleted("tie_never_deleted", "moderation_tie", "A tie is never deleted."),
        Guard(
            "blind_decided_once", table="moderation_blinddecision", events=("UPDATE",), refuse_when=BLIND,
            sentence="A blind decision never changes.",
        ),
        Guard(
            "blind_not_of_ones_own", table="moderation_blinddecision", events=("INSERT", "UPDATE"),
            refuse_when=OWN_REVIEW, sentence="Nobody decides blind on what they wrote or decided.",
        ),
        Guard(
            "blind_under_a_live_shadow", table="moderation_blinddecision", events=("INSERT",), refuse_when=NO_SHADOW,
            sentence="An apprentice decides under a live shadow grant of their own.",
        ),
        Guard(
            "gold_only_retires", table="moderation_goldcase", events=("UPDATE",), refuse_when=GOLD,
            sentence="A known answer is never changed, only retired.",
        ),
        never_deleted("gold_never_deleted", "moderation_goldcase", "A known answer is never deleted."),
        Guard(
            "promotion_answered_once", table="moderation_promotion", events=("UPDATE",), refuse_when=PROMOTION,
            sentence="An answered proposal never changes.",
        ),
        Guard(
            "promotion_not_of_ones_own", table="moderation_promotion", events=("INSERT", "UPDATE"),
            refuse_when=OWN_PROMOTION, sentence="Nobody promotes themselves.",
        ),
        never_deleted("promotion_never_deleted", "moderation_promotion", "A proposal is never deleted."),
        kept("pseudonym_kept", "moderation_pseudonym", "A pseudonym never changes."),
        kept("unmasking_kept", "moderation_unmasking", "An unmasking never changes."),
        Guard(
            "unmasking_of_the_decider", table="moderation_unmasking", events=("INSERT",), refuse_when=NOT_THE_DECIDER,
            sentence="Unmasked is who decided, to somebody without a hand in it.",
        ),
        kept("transparency_kept", "moderation_transparencyreport", "A published report never changes."),
    ]  # fmt: skip
