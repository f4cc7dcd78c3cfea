from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocates.actions import halts
from advocates.models import Grant, Halt, Program, Right
from advocates.queries.people import meant_here
from sitewide.errors import Refused


class Command(BaseCommand):
    help = (
        "Halt delegated acts from the next request on: the whole program, or what is named. Lifting is done in the "
        "portal or the workbench, by people who prove who they are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as", dest="actor", required=True, help="your address, as a manager or as who runs this")
        parser.add_argument("--program", default="", help="the program's slug; needed where there are several")
        parser.add_argument("--reason", default="", help="it may follow later")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--everything", action="store_true", help="every program")
        what.add_argument("--right", choices=Right.values)
        what.add_argument("--place", type=int, metavar="PAGE", help="the number of a page")
        what.add_argument("--person", metavar="HANDLE", help="or the number, for who goes by a pseudonym")
        what.add_argument("--grant", type=int)
        what.add_argument("--message", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 with the refusal if nothing was halted."""
        actor = User.objects.filter(email__iexact=options["actor"]).first()
        if actor is None:
            raise CommandError(f"Nobody here has the address {options['actor']}.")
        program = None if options["everything"] else self._program(options["program"])
        try:
            halt = halts.halt(
                program, actor=actor, at=timezone.now(), reason=options["reason"], **self._named(program, options)
            )
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from None
        self.stdout.write(self.style.SUCCESS(f"Halted, from the next request on: {halt.named} (halt {halt.pk})."))

    @staticmethod
    def _program(slug: str) -> Program:
        programs = Program.objects.filter(slug=slug) if slug else Program.objects.filter(practice_of=None)
        found = list(programs.order_by("slug")[:2])
        if len(found) != 1:
            raise CommandError("Say which program: --program SLUG." if found else "There is no such program.")
        return found[0]

    @staticmethod
    def _named(program: Program | None, options: dict[str, Any]) -> dict[str, Any]:
        """The level and what it names; what is not there is refused by the action."""
        level = Halt.Level
        if program is None:
            return {"level": level.EVERYTHING}
        if options["message"] is not None:
            return {"level": level.MESSAGE, "message_id": options["message"]}
        if options["right"]:
            return {"level": level.RIGHT, "right": options["right"]}
        if options["person"] is not None:
            return {"level": level.PERSON, "person": meant_here(program, options["person"])}
        rows: dict[str, QuerySet[Any]] = {
            level.PLACE: Page.objects.filter(pk=options["place"]),
            level.GRANT: Grant.objects.filter(pk=options["grant"]),
        }
        asked = next((name for name in rows if options[name] is not None), None)
        return {"level": asked, asked: rows[asked].first()} if asked else {"level": level.PROGRAM}
