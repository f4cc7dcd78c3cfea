"""What is kept of a campaign for good stays as it was written."""

from django.db import migrations

from sitewide.guards import Guard


def stays(name: str, table: str, sentence: str) -> Guard:
    return Guard(name, table=table, events=("UPDATE", "DELETE"), refuse_when="1 = 1", sentence=sentence)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_earning_guards")]

    operations = [
        stays("campaign_change_stays", "campaigns_campaignchange", "A change of a campaign stays as it was written."),
        stays("campaign_review_stays", "campaigns_campaignreview", "The review of a campaign stays as it was written."),
        stays("fair_override_stays", "campaigns_fairoverride", "Who let an offer pass stays as it was written."),
        stays("goal_figure_stays", "campaigns_goalfigure", "A figure of a goal stays as it was entered."),
        Guard(
            "over_is_over", table="campaigns_campaign", events=("UPDATE",),
            refuse_when="OLD.state IN ('closed', 'cancelled')", sentence="A campaign that is over stays as it was.",
        ),
        Guard(
            "opened_campaign_is_kept", table="campaigns_campaign", events=("DELETE",),
            refuse_when="OLD.state IN ('open', 'closed')", sentence="A campaign that was opened is never deleted.",
        ),
    ]  # fmt: skip
