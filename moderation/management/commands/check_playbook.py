from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from advocates.models import Program
from moderation.queries.playbook.check import findings


class Command(BaseCommand):
    help = (
        "Look for what is wrong with the playbooks: scenarios without a living owner, facts that are over or end soon, "
        "missing catch-alls, scenarios that are never reached or contradict each other, texts missing in a language."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--program", default="", help="the program's slug; without it every program")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each finding. Exit status 1 if there is one that is wrong already."""
        programs = Program.objects.filter(practice_of=None).order_by("slug")
        if options["program"]:
            programs = programs.filter(slug=options["program"])
            if not programs.exists():
                raise CommandError("There is no such program.")
        wrong = 0
        for program in programs.select_related("root_page"):
            for finding in findings(program, at=timezone.now()):
                wrong += finding.level == "wrong"
                self.stdout.write(f"{program.slug}: {finding.level} {finding.code}: {finding.sentence}")
        if wrong:
            raise CommandError(f"{wrong} to mend.")
        self.stdout.write(self.style.SUCCESS("Nothing to mend."))
