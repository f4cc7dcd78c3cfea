"""What two people cleared up stays as it is, none of them is paid by it, and nothing of it is ever deleted."""

from django.db import migrations

from sitewide.guards import Guard

MEMBER = "(SELECT p.member_id FROM campaigns_payout p WHERE p.id = NEW.payout_id)"


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0011_tax_guards")]

    operations = [
        Guard(
            "cleared_transfer_stays", table="campaigns_oddtransfer", events=("UPDATE",),
            refuse_when="OLD.state = 'cleared'", sentence="What was cleared up is never changed.",
        ),
        Guard(
            "nobody_clears_their_own_pay", table="campaigns_oddtransfer", events=("UPDATE",),
            refuse_when=f"COALESCE(NEW.asked_by_id, 0) = {MEMBER} OR COALESCE(NEW.answered_by_id, 0) = {MEMBER}",
            sentence="Nobody decides about their own pay.",
        ),
        Guard(
            "odd_transfer_is_kept", table="campaigns_oddtransfer", events=("DELETE",), refuse_when="1 = 1",
            sentence="A transfer that differs is never deleted.",
        ),
        Guard(
            "funding_return_is_kept", table="campaigns_fundingreturn", events=("DELETE",), refuse_when="1 = 1",
            sentence="What went back of a payment is never deleted.",
        ),
    ]  # fmt: skip
