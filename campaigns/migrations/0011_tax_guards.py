"""A line of the tax table and a closed month stay what they were."""

from django.db import migrations

from sitewide.guards import Guard


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0010_recognition_guards")]

    operations = [
        Guard(
            "tax_threshold_stays", table="campaigns_taxthreshold", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A line of the tax table is never changed: another one takes its place.",
        ),
        Guard(
            "statement_stays", table="campaigns_monthlystatement", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="What a month was closed with never changes.",
        ),
        Guard(
            "closed_month_stays", table="campaigns_closedmonth", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A closed month is never opened again.",
        ),
    ]  # fmt: skip
