"""Taking a year's figures out of the product: who did it is on the record."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from campaigns.queries.tax.sheet import Rows, rows_of_lines, rows_of_people
from record.actions import write

PEOPLE, LINES = "people", "lines"


@transaction.atomic
def take_out(program: Program, *, year: int, what: str, actor: User, at: datetime) -> Rows:
    """The year as a sheet: `people`, one row for each with what a filing service needs, or `lines`, each thing given.

    Refuses whoever is no manager (403).
    """
    must_manage(actor, program)
    rows = rows_of_people if what == PEOPLE else rows_of_lines
    write("tax.exported", at=at, actor=actor, program=program, subject=program, year=year, what=what)
    return rows(program, year=year, at=at)
