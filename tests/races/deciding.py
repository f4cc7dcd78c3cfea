"""`python -m tests.races.deciding SEAT LOG [MINUTES]`: a moderator who claims and decides until nothing waits, and says so.

Whatever happens to the database: a press that failed is pressed again, as people do. `MINUTES` later than now.
"""

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import django
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone


def main(seat: int, log: Path, minutes: int) -> None:
    django.setup()
    from accounts.models import User
    from advocates.models import Program

    idle = 0
    while idle < 5:
        try:
            program = Program.objects.get()
            moderator = User.objects.filter(grants__right="moderate").order_by("pk")[seat]
            idle = 0 if decided_one(program, moderator, log, timezone.now() + timedelta(minutes=minutes)) else idle + 1
        except (DatabaseError, InterfaceError):
            connection.close()
        time.sleep(0.02 if idle == 0 else 0.2)


def decided_one(program: object, moderator: object, log: Path, at: datetime) -> bool:
    """Whether there was a case. What the database has confirmed is written down."""
    from moderation.actions import cases
    from moderation.actions.decisions import decide
    from sitewide.errors import Conflict

    case = cases.claim_next(program, moderator=moderator, at=at)  # type: ignore[arg-type]
    if case is None:
        return False
    words = {"act": "dismiss", "clause": None, "reason": "", "version": case.version}
    try:
        decide(case, moderator=moderator, at=at, **words)  # type: ignore[arg-type]
    except Conflict:
        return True
    with log.open("a") as book:
        book.write(f"{case.pk}\n")
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
