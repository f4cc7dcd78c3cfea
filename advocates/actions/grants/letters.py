"""What the advocate, or who gave the right, is told by mail."""

from datetime import datetime
from typing import Any

from accounts.models import User
from advocates.models import Grant
from advocates.queries import address_of
from advocates.rights.words import label_of
from sitewide.mail import write_letter


def tell(grant: Grant, about: str, *, at: datetime, to: User | None = None, **context: Any) -> None:
    """The letter `grant_<about>`, to the advocate unless somebody else is named; nobody without an active account."""
    reader = to or grant.advocate
    if not reader.is_active:
        return
    known = {
        "base_url": address_of(grant.program),
        "grant": grant,
        "right": label_of(grant),
        "reader": reader,
        "program": grant.program,
    }
    write_letter(to=reader.email, about=f"grant_{about}", context=known | context, at=at, member=reader)
