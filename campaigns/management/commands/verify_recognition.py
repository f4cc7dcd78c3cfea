from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaigns.models import Score
from campaigns.queries.recognition.tiers import standing_faults


class Command(BaseCommand):
    help = "Verify that the scores of every open season are what stands of its contributions."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 if they are; 1 with every fault named if they are not."""
        if faults := list(standing_faults()):
            raise CommandError("\n".join(faults))
        self.stdout.write(self.style.SUCCESS(f"{Score.objects.count()} scores hold."))
