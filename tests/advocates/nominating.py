"""A nomination made by the applicant of the scene, and the letter that went out."""

import re
from typing import Any

from accounts.models import User
from advocates.actions import nominations
from advocates.models import Nomination
from sitewide.models import Letter
from tests.advocates.joining import Joining
from tests.factories import UserFactory

ABOUT = "secret/nomination"


def nominate(joining: Joining, email: str = "", **given: Any) -> Nomination:
    known: dict[str, Any] = {"reason": "Bakes for the whole street.", "actor": joining.applicant, "at": joining.at}
    return nominations.nominate(joining.program, email=email or "nele@example.com", **known | given)


def nele_signed_up(**fields: Any) -> User:
    """With the address to which the letter went."""
    nele: User = UserFactory(email="nele@example.com", **fields)
    return nele


def address_in(letter: Letter) -> str:
    found = re.search(r"/join/nominated/[^/\s]+/", letter.text)
    assert found is not None
    return found[0]


def last() -> Letter:
    return Letter.objects.filter(about=ABOUT).latest("pk")
