"""What managers are told by mail about the playbook: rows written with what they tell."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from advocates.models import Program
from advocates.queries import address_of
from moderation.models import CaseFit, UnmappedList
from sitewide.mail import write_letter

MOST_LISTED = 20
"""Lines in one letter."""


def tell_of_overdue(reader: User, program: Program, fits: Sequence[CaseFit], *, at: datetime) -> None:
    """Cases whose scenario's time is over, for the manager who is told then."""
    _write(reader, program, "scenario_overdue", at=at, fits=fits[:MOST_LISTED], more=max(len(fits) - MOST_LISTED, 0))


def tell_of_unmapped(reader: User, listed: UnmappedList, *, at: datetime) -> None:
    """The weekly list of what no scenario fits."""
    groups = list(listed.groups.all()[:MOST_LISTED])
    _write(reader, listed.program, "unmapped_listed", at=at, listed=listed, groups=groups)


def _write(reader: User, program: Program, about: str, *, at: datetime, **context: Any) -> None:
    known = {"reader": reader, "program": program, "base_url": address_of(program)}
    write_letter(to=reader.email, about=about, context=known | context, at=at, member=reader)
