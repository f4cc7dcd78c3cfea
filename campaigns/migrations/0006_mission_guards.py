"""A judgement is never changed, and what has come to its end stays as it ended."""

from django.db import migrations

from sitewide.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0005_campaign_guards")]

    operations = [
        Guard(
            "look_append_only", table="campaigns_look", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A judgement of a submission is never changed or deleted.",
        ),
        Guard(
            "ended_submission_stays", table="campaigns_submission", events=("UPDATE", "DELETE"),
            refuse_when="OLD.state IN ('refused', 'given_up', 'lapsed', 'revoked')",
            sentence="A submission that has ended is never changed or deleted.",
        ),
        Guard(
            "verified_submission_stays", table="campaigns_submission", events=("UPDATE",),
            refuse_when="OLD.state = 'verified' AND NEW.state NOT IN ('verified', 'revoked')",
            sentence="What was verified can only be taken back.",
        ),
    ]  # fmt: skip
