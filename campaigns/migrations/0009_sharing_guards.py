"""What was published, paid back or answered is never changed, nor is what an order was judged by; titles are compared."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from sitewide.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0008_payout_guards")]

    operations = [
        TrigramExtension(),
        Guard(
            "referral_rule_append_only", table="campaigns_referralrule", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A version of the rule of referrals is never changed or deleted.",
        ),
        Guard(
            "referral_refund_append_only", table="campaigns_referralrefund", events=("UPDATE", "DELETE"),
            refuse_when="1 = 1", sentence="A refund is never changed or deleted.",
        ),
        Guard(
            "conversion_keeps_its_facts", table="campaigns_conversion", events=("UPDATE",),
            refuse_when="OLD.rule_id <> NEW.rule_id OR OLD.link_id <> NEW.link_id OR OLD.amount <> NEW.amount "
            "OR NEW.refunded < OLD.refunded",
            sentence="What an order was judged by is never changed.",
        ),
        Guard(
            "idea_change_append_only", table="campaigns_ideachange", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A change of an idea is never changed or deleted.",
        ),
    ]  # fmt: skip
