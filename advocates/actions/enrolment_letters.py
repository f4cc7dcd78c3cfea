"""What a member, and who manages the program, are told by mail about a term."""

from datetime import datetime
from typing import Any

from accounts.models import User
from advocates.models import Enrolment
from advocates.queries import address_of
from sitewide.mail import write_letter


def tell(enrolment: Enrolment, about: str, *, at: datetime, to: User | None = None, **context: Any) -> None:
    """The letter `enrolment_<about>`, to the member unless somebody else is named; nobody without an active account."""
    reader, program = to or enrolment.member, enrolment.program
    if not reader.is_active:
        return
    known = {"enrolment": enrolment, "program": program, "reader": reader, "base_url": address_of(program)}
    write_letter(to=reader.email, about=f"enrolment_{about}", context=known | context, at=at, member=reader)
