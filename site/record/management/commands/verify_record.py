from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record.queries import verify


class Command(BaseCommand):
    help = "Verify the whole record and name the first altered, missing or reordered entry."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 if the record holds; 1 with the first fault named if it does not."""
        verified = verify()
        if verified.fault:
            raise CommandError(f"{verified.fault.sentence} {verified.entries} entries before it hold.")
        self.stdout.write(self.style.SUCCESS(f"{verified.entries} entries hold. Head: {verified.head}"))
