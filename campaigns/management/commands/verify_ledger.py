from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.models import LedgerEntry
from campaigns.queries import ledger_faults


class Command(BaseCommand):
    help = "Verify that every transfer sums to zero and every kept balance is the sum of its entries."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 if the ledger holds; 1 with every fault named if it does not."""
        if faults := list(ledger_faults()):
            raise CommandError("\n".join(faults))
        self.stdout.write(self.style.SUCCESS(f"{LedgerEntry.objects.count()} ledger entries hold."))
