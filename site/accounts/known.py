"""Browsers in which a person has proved who they are: a signed cookie that a stolen session does not bring along."""

import re
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User

KEPT_FOR = 180 * 24 * 3600
"""Seconds after which the person proves it again."""
SALT = "accounts.known"
_VERSIONS = re.compile(r"[\d._]+")


def is_known(request: HttpRequest) -> bool:
    """Whether this very person proved, in this kind of browser and since their password changed, who they are."""
    person = request.user
    if not isinstance(person, User):
        return False
    told = request.get_signed_cookie(_name(person), default="", salt=SALT, max_age=KEPT_FOR)
    return bool(told) and told == _stamp(request, person)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Know this browser from now on; only for the answer to the proof itself."""
    assert isinstance(request.user, User), "somebody has just proved who they are"
    response.set_signed_cookie(
        _name(request.user), _stamp(request, request.user), salt=SALT, max_age=KEPT_FOR, httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip


def _name(person: User) -> str:
    return f"known_{person.pk}"


def _stamp(request: HttpRequest, person: User) -> str:
    """Another password or another browser is another stamp; a new version of the same browser is not."""
    browser = _VERSIONS.sub("", request.headers.get("User-Agent", "")[:400])
    return sha256(f"{person.pk} {person.get_session_auth_hash()} {browser}".encode()).hexdigest()[:32]
