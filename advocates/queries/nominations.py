"""Nominations by the secret of their letter, and those that a member made."""

from datetime import datetime

from accounts.models import User
from advocates.models import Nomination, Program
from advocates.queries.invitations import hash_of

LATEST = 10


def open_nomination(program: Program, secret: str, at: datetime) -> Nomination | None:
    """The program's nomination of this secret while it waits for an answer."""
    rows = Nomination.objects.filter(program=program, sha256=hash_of(secret)).select_related("nominator", "program")
    found = rows.first()
    return found if found is not None and found.is_open(at) else None


def made_by(person: User, program: Program) -> list[Nomination]:
    """The member's newest. What became of them is the other person's matter."""
    return list(Nomination.objects.filter(program=program, nominator=person).order_by("-pk")[:LATEST])
