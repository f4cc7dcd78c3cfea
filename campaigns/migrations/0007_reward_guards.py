"""Nobody approves their own redemption, whatever the code does; what became of a redemption is never deleted."""

from django.db import migrations

from sitewide.guards import Guard

OWN = """NEW.approved_by_id IS NOT NULL AND EXISTS (
  SELECT 1 FROM campaigns_redemption WHERE id = NEW.redemption_id AND member_id = NEW.approved_by_id)"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_mission_guards")]

    operations = [
        Guard(
            "own_redemption_approved", table="campaigns_fulfilment", events=("INSERT", "UPDATE"), refuse_when=OWN,
            sentence="Nobody approves their own redemption.",
        ),
        Guard(
            "fulfilment_stays", table="campaigns_fulfilment", events=("DELETE",), refuse_when="1 = 1",
            sentence="What became of a redemption is never deleted.",
        ),
    ]  # fmt: skip
