"""What moved points is never changed; on PostgreSQL a transfer that does not sum to zero cannot be committed."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sitewide.guards import Guard

BALANCED = """
CREATE FUNCTION transfer_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT COALESCE(SUM(amount), 0) FROM campaigns_ledgerentry WHERE transfer_id = NEW.transfer_id) <> 0 THEN
    RAISE EXCEPTION USING MESSAGE = 'A transfer sums to zero.', ERRCODE = 'check_violation',
      CONSTRAINT = 'transfer_sums_to_zero';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfer_sums_to_zero AFTER INSERT ON campaigns_ledgerentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION transfer_sums_to_zero();
"""


def balance(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """SQLite has no deferred triggers: there `manage.py verify_ledger` and the one writer of entries stand alone."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BALANCED)


def unbalance(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION transfer_sums_to_zero() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        Guard(
            "ledger_append_only", table="campaigns_ledgerentry", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A line of the ledger is never changed or deleted.",
        ),
        Guard(
            "transfer_append_only", table="campaigns_transfer", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A transfer is never changed or deleted.",
        ),
        Guard(
            "redemption_append_only", table="campaigns_redemption", events=("UPDATE", "DELETE"), refuse_when="1 = 1",
            sentence="A redemption is never changed or deleted.",
        ),
        Guard(
            "redeemed_code_stays", table="campaigns_rewardcode", events=("UPDATE", "DELETE"),
            refuse_when="OLD.redemption_id IS NOT NULL", sentence="A code that was redeemed is never changed or deleted.",
        ),
        migrations.RunPython(balance, unbalance),
    ]  # fmt: skip
