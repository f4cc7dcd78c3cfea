import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from advocates.models import Program
from moderation.actions.transparency import comes_out_again, publish
from moderation.models import TransparencyReport
from sitewide.errors import Refused


class Command(BaseCommand):
    help = "Compute the transparency report of a quarter from the record: publish it, or check what was published."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("program", help="the program's slug")
        parser.add_argument("quarter", help="like 2026-Q3")
        parser.add_argument("--check", action="store_true", help="compute the published one again and compare")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the report's bytes. Exit status 1 where it cannot be published, or does not come out again."""
        program = Program.objects.filter(slug=options["program"]).first()
        asked = re.fullmatch(r"(\d{4})-Q([1-4])", options["quarter"])
        if program is None or asked is None:
            raise CommandError("There is no such program or quarter; a quarter reads like 2026-Q3.")
        year, quarter = int(asked[1]), int(asked[2])
        if options["check"]:
            return self._checked(program, year, quarter)
        try:
            report = publish(program, year=year, quarter=quarter, at=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from None
        self.stdout.write(report.text, ending="")

    def _checked(self, program: Program, year: int, quarter: int) -> None:
        report = TransparencyReport.objects.filter(program=program, year=year, quarter=quarter).first()
        if report is None:
            raise CommandError("This quarter is not published.")
        if not comes_out_again(report):
            raise CommandError(f"The record does not give the published report {report.sha256}.")
        self.stdout.write(self.style.SUCCESS(f"The same bytes: {report.sha256}"))
