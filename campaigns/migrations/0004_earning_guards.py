"""The terms of an earning rule are never changed: a rule ends, and another begins."""

from django.db import migrations

from sitewide.guards import Guard

FIXED = ("program_id", "what", "points", "per", "pair_days", "place_days", "holding_days", "active", "since")
OPEN = ("most_units", "per_day", "half_after", "per_pair", "per_place")
CHANGED = " OR ".join(
    [f"NEW.{name} <> OLD.{name}" for name in FIXED]
    + [f"COALESCE(NEW.{name}, 0) <> COALESCE(OLD.{name}, 0)" for name in OPEN]
)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_ledger_function")]

    operations = [
        Guard(
            "earning_rule_stays", table="campaigns_earningrule", events=("UPDATE",),
            refuse_when=f"OLD.until IS NOT NULL OR {CHANGED}",
            sentence="The terms of an earning rule are never changed: it ends, and another begins.",
        ),
    ]  # fmt: skip
