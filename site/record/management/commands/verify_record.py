import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from record.keys import known_keys
from record.offline import DoesNotHold, check_record, heads_in, keys_from
from record.queries import verify


class Command(BaseCommand):
    help = (
        "Verify the whole record and name the first altered, missing or reordered entry. With --export, verify an "
        "exported record against signed heads, without the database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--export", help="what export_record wrote")
        parser.add_argument("--heads", action="append", default=[], help="saved from /record/heads.json; repeatable")
        parser.add_argument("--keys", help="saved from /.well-known/tabard-keys.json; without it this installation's")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 if the record holds; 1 with the first fault named if it does not."""
        if options["export"]:
            return self._exported(options["export"], options["heads"], options["keys"])
        verified = verify()
        if verified.fault:
            raise CommandError(f"{verified.fault.sentence} {verified.entries} entries before it hold.")
        self.stdout.write(self.style.SUCCESS(f"{verified.entries} entries hold. Head: {verified.head}"))

    def _exported(self, export: str, heads: list[str], keys: str | None) -> None:
        known = keys_from(json.loads(Path(keys).read_text())) if keys else known_keys()
        try:
            with Path(export).open(encoding="utf-8") as lines:
                entries, met = check_record(lines, heads_in(heads), known)
        except DoesNotHold as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(self.style.SUCCESS(f"{entries} entries hold, and {met} signed heads."))
