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


OWN = """
   EXISTS (SELECT 1 FROM advocates_grant g WHERE g.id = NEW.grant_id AND g.advocate_id = NEW.answered_by_id)
"""


class Migration(migrations.Migration):
    dependencies = [("advocates", "0001_initial")]

    operations = [
        Guard(
            "grant_never_wider",
            table="advocates_grant",
            events=("UPDATE",),
            refuse_when=WIDER,
            sentence="A grant is never widened, changed in what it says, or brought back.",
        ),
        Guard(
            "grant_never_deleted",
            table="advocates_grant",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="A grant is never deleted.",
        ),
        Guard(
            "exercise_of_a_live_grant",
            table="advocates_exercise",
            events=("INSERT",),
            refuse_when=DEAD,
            sentence="A right is exercised only while its grant is live.",
        ),
        Guard(
            "exercise_append_only",
            table="advocates_exercise",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="An exercise is never changed or deleted.",
        ),
        Guard(
            "policy_text_immutable",
            table="advocates_policyversion",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="A published policy text is never changed.",
        ),
        Guard(
            "policy_clause_immutable",
            table="advocates_clause",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="A clause of a published policy text is never changed.",
        ),
        Guard(
            "policy_translation_immutable",
            table="advocates_policytranslation",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="A published translation is never changed.",
        ),
        Guard(
            "attestation_append_only",
            table="advocates_attestation",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="An attestation is never changed or taken back.",
        ),
        Guard(
            "attempt_judged_once",
            table="advocates_attempt",
            events=("UPDATE",),
            refuse_when="""
   OLD.judged_at IS NOT NULL OR NEW.member_id <> OLD.member_id OR NEW.course_id <> OLD.course_id
   OR NEW.pass_mark <> OLD.pass_mark OR NEW.questions <> OLD.questions
""",
            sentence="A judged attempt, and what was asked in it, is never changed.",
        ),
        Guard(
            "attempt_never_deleted",
            table="advocates_attempt",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="An attempt is never deleted.",
        ),
        Guard(
            "certification_of_a_passed_attempt",
            table="advocates_certification",
            events=("INSERT",),
            refuse_when="""
   NOT EXISTS (
     SELECT 1 FROM advocates_attempt a
      WHERE a.id = NEW.attempt_id AND a.passed AND a.member_id = NEW.member_id AND a.course_id = NEW.course_id
        AND a.judged_at <= NEW.passed_at)
""",
            sentence="A certification rests on a passed attempt of the same member at the same course.",
        ),
        Guard(
            "certification_never_longer",
            table="advocates_certification",
            events=("UPDATE",),
            refuse_when="""
   OLD.revoked_at IS NOT NULL OR NEW.member_id <> OLD.member_id OR NEW.course_id <> OLD.course_id
   OR NEW.program_id <> OLD.program_id OR NEW.attempt_id <> OLD.attempt_id OR NEW.passed_at <> OLD.passed_at
   OR NEW.expires_at > OLD.expires_at
""",
            sentence="A certification is never made longer, given to another, or brought back.",
        ),
        Guard(
            "certification_never_deleted",
            table="advocates_certification",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="A certification is never deleted.",
        ),
        Guard(
            "override_append_only",
            table="advocates_override",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="An override is never changed or deleted.",
        ),
        Guard(
            "review_never_changes",
            table="advocates_review",
            events=("UPDATE",),
            refuse_when="1 = 1",
            sentence="A review never changes.",
        ),
        Guard(
            "score_never_changes",
            table="advocates_score",
            events=("UPDATE",),
            refuse_when="1 = 1",
            sentence="The points of a review never change.",
        ),
        Guard(
            "nobody_reviews_their_own_application",
            table="advocates_review",
            events=("INSERT",),
            refuse_when="""
   EXISTS (SELECT 1 FROM advocates_application a WHERE a.id = NEW.application_id AND a.applicant_id = NEW.reviewer_id)
""",
            sentence="Nobody reviews their own application.",
        ),
        Guard(
            "passed_on_is_narrower",
            table="advocates_grant",
            events=("INSERT",),
            refuse_when="""
   NEW.passed_from_id IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM advocates_grant p
       JOIN wagtailcore_page above ON above.id = p.scope_id
       JOIN wagtailcore_page here ON here.id = NEW.scope_id
      WHERE p.id = NEW.passed_from_id AND p.may_be_passed_on AND p.passed_from_id IS NULL AND p.state = 'live'
        AND p.program_id = NEW.program_id AND p."right" = NEW."right"
        AND p.advocate_id = NEW.granted_by_id AND p.granted_by_id <> NEW.advocate_id
        AND SUBSTR(here.path, 1, LENGTH(above.path)) = above.path
        AND NEW.per_day <= p.per_day
        AND (p.in_total IS NULL OR (NEW.in_total IS NOT NULL AND NEW.in_total <= p.in_total))
        AND NEW.starts_at >= p.starts_at AND NEW.ends_at <= p.ends_at AND NEW.probation_uses >= p.probation_uses
        AND (here.path <> above.path OR NEW.per_day < p.per_day OR NEW.ends_at < p.ends_at
             OR (NEW.in_total IS NOT NULL AND (p.in_total IS NULL OR NEW.in_total < p.in_total))))
""",
            sentence="What is passed on is narrower than the live grant of the giver that allows it.",
        ),
        Guard(
            "passing_on_never_changes",
            table="advocates_grant",
            events=("UPDATE",),
            refuse_when="""
   NEW.may_be_passed_on <> OLD.may_be_passed_on
   OR COALESCE(NEW.passed_from_id, 0) <> COALESCE(OLD.passed_from_id, 0)
""",
            sentence="Whether a grant may be passed on, and from which it was, never changes.",
        ),
        Guard(
            "passed_on_ends_and_narrows_with_it",
            table="advocates_grant",
            events=("UPDATE",),
            refuse_when="""
   EXISTS (
     SELECT 1 FROM advocates_grant c
      WHERE c.passed_from_id = NEW.id AND c.state IN ('offered', 'live')
        AND (c.per_day > NEW.per_day OR c.ends_at > NEW.ends_at
             OR (NEW.in_total IS NOT NULL AND (c.in_total IS NULL OR c.in_total > NEW.in_total))
             OR (NEW.state NOT IN ('offered', 'live') AND (NEW.ended_at IS NULL OR c.ends_at > NEW.ended_at))))
""",
            sentence="What was passed on from a grant ends and becomes narrower with it.",
        ),
        Guard(
            "probation_ends_by_a_person",
            table="advocates_grant",
            events=("UPDATE",),
            refuse_when="""
   NEW.probation_ended_at IS NOT NULL
   AND (OLD.probation_ended_at IS NULL OR NEW.probation_ended_at <> OLD.probation_ended_at)
   AND NOT EXISTS (
     SELECT 1 FROM advocates_probationproposal p
      WHERE p.grant_id = NEW.id AND p.state = 'confirmed' AND p.answered_at = NEW.probation_ended_at)
""",
            sentence="The probation of a grant ends by a confirmed proposal only.",
        ),
        Guard(
            "probation_begins_with_the_grant",
            table="advocates_grant",
            events=("INSERT",),
            refuse_when="NEW.probation_ended_at IS NOT NULL",
            sentence="A new grant has no ended probation.",
        ),
        Guard(
            "probation_not_of_ones_own",
            table="advocates_probationproposal",
            events=("INSERT", "UPDATE"),
            refuse_when=OWN,
            sentence="Nobody ends the probation of their own grant.",
        ),
        Guard(
            "probation_answered_once",
            table="advocates_probationproposal",
            events=("UPDATE",),
            refuse_when="OLD.state <> 'open' OR NEW.grant_id <> OLD.grant_id",
            sentence="An answered proposal never changes.",
        ),
        Guard(
            "probation_proposal_never_deleted",
            table="advocates_probationproposal",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="A proposal is never deleted.",
        ),
        Guard(
            "reviewed_not_by_themselves",
            table="advocates_reviewedgrant",
            events=("INSERT", "UPDATE"),
            refuse_when=OWN,
            sentence="Nobody reviews a grant that was given to themselves.",
        ),
        Guard(
            "reviewed_answered_once",
            table="advocates_reviewedgrant",
            events=("UPDATE",),
            refuse_when="OLD.answer <> '' OR NEW.grant_id <> OLD.grant_id OR NEW.review_id <> OLD.review_id",
            sentence="An answer in an access review never changes.",
        ),
        Guard(
            "reviewed_never_deleted",
            table="advocates_reviewedgrant",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="A reviewed grant is never deleted.",
        ),
        Guard(
            "name_choice_append_only",
            table="advocates_namechoice",
            events=("UPDATE", "DELETE"),
            refuse_when="1 = 1",
            sentence="A choice of name is never changed or deleted.",
        ),
        Guard(
            "name_choice_of_who_attested",
            table="advocates_namechoice",
            events=("INSERT",),
            refuse_when="""
   NOT EXISTS (
     SELECT 1 FROM advocates_attestation a
      WHERE a.id = NEW.attestation_id AND a.member_id = NEW.member_id AND a.at <= NEW.at)
""",
            sentence="A choice of name rests on an attestation of the same member.",
        ),
        Guard(
            "shadow_never_changes",
            table="advocates_grant",
            events=("UPDATE",),
            refuse_when="NEW.shadow <> OLD.shadow",
            sentence="Whether a grant is without effect never changes.",
        ),
        Guard(
            "no_exercise_of_a_shadow",
            table="advocates_exercise",
            events=("INSERT",),
            refuse_when="EXISTS (SELECT 1 FROM advocates_grant g WHERE g.id = NEW.grant_id AND g.shadow)",
            sentence="Nothing is done under a shadow grant.",
        ),
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
            "silence_never_deleted",
            table="advocates_silence",
            events=("DELETE",),
            refuse_when="1 = 1",
            sentence="A silence is never deleted.",
        ),
    ]
