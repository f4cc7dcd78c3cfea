"""What a member is told by mail about a certification."""

from datetime import datetime
from typing import Any

from advocates.models import Certification
from advocates.queries import address_of
from sitewide.mail import write_letter


def tell(certification: Certification, about: str, *, at: datetime, **context: Any) -> None:
    """The letter `certification_<about>` to the holder; nobody without an active account is written to."""
    reader = certification.member
    if not reader.is_active:
        return
    program = certification.program
    known = {"base_url": address_of(program), "certification": certification, "course": certification.course}
    known |= {"reader": reader, "program": program}
    write_letter(
        to=reader.email, about=f"certification_{about}", context=known | context, at=at, member=reader
    )  # fmt: skip
