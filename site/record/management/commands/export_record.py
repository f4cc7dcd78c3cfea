import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from record.queries import exported


class Command(BaseCommand):
    help = (
        "Write the sealed record as JSON lines, to be verified anywhere: verify_record --export, or tabard_verify.py."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a position: its place, its seal, and the entry as it was hashed. Status 1 where an entry is missing."""
        try:
            for line in exported():
                self.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
        except LookupError as missing:
            raise CommandError(str(missing)) from None
