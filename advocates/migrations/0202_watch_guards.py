"""Probation ends by a confirmed proposal only, nobody judges what was given to them, and what was answered stays."""

from django.db import migrations

from sitewide.guards import Guard

UNCONFIRMED = """
   NEW.probation_ended_at IS NOT NULL
   AND (OLD.probation_ended_at IS NULL OR NEW.probation_ended_at <> OLD.probation_ended_at)
   AND NOT EXISTS (
     SELECT 1 FROM advocates_probationproposal p
      WHERE p.grant_id = NEW.id AND p.state = 'confirmed' AND p.answered_at = NEW.probation_ended_at)
"""
OF_THEIR_OWN = (
    "EXISTS (SELECT 1 FROM advocates_grant g WHERE g.id = NEW.grant_id AND g.advocate_id = NEW.answered_by_id)"
)


class Migration(migrations.Migration):
    dependencies = [("advocates", "0201_watch")]

    operations = [
        Guard(
            "probation_ends_by_a_person", table="advocates_grant", events=("UPDATE",), refuse_when=UNCONFIRMED,
            sentence="The probation of a grant ends by a confirmed proposal only.",
        ),
        Guard(
            "probation_begins_with_the_grant", table="advocates_grant", events=("INSERT",),
            refuse_when="NEW.probation_ended_at IS NOT NULL",
            sentence="A new grant has no ended probation.",
        ),
        Guard(
            "probation_not_of_ones_own", table="advocates_probationproposal", events=("INSERT", "UPDATE"),
            refuse_when=OF_THEIR_OWN, sentence="Nobody ends the probation of their own grant.",
        ),
        Guard(
            "probation_answered_once", table="advocates_probationproposal", events=("UPDATE",),
            refuse_when="OLD.state <> 'open' OR NEW.grant_id <> OLD.grant_id",
            sentence="An answered proposal never changes.",
        ),
        Guard(
            "probation_proposal_never_deleted", table="advocates_probationproposal", events=("DELETE",),
            refuse_when="1 = 1", sentence="A proposal is never deleted.",
        ),
        Guard(
            "reviewed_not_by_themselves", table="advocates_reviewedgrant", events=("INSERT", "UPDATE"),
            refuse_when=OF_THEIR_OWN, sentence="Nobody reviews a grant that was given to themselves.",
        ),
        Guard(
            "reviewed_answered_once", table="advocates_reviewedgrant", events=("UPDATE",),
            refuse_when="OLD.answer <> '' OR NEW.grant_id <> OLD.grant_id OR NEW.review_id <> OLD.review_id",
            sentence="An answer in an access review never changes.",
        ),
        Guard(
            "reviewed_never_deleted", table="advocates_reviewedgrant", events=("DELETE",), refuse_when="1 = 1",
            sentence="A reviewed grant is never deleted.",
        ),
    ]  # fmt: skip
