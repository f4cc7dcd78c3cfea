"""Whether a badge that somebody brings is one of ours, and what of it holds, each said in a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advocates.models import Program
from campaigns.models import Award
from campaigns.queries.recognition.badges import award_here
from campaigns.queries.recognition.credentials import TYP, hashed
from record.keys import known_keys
from record.offline import DoesNotHold, read_token


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `outcome` is passed, failed or unknown."""

    code: str
    sentence: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `award` is the badge, where it is one that this program gave."""

    checks: list[Check]
    award: Award | None = None

    @property
    def holds(self) -> bool:
        return all(check.outcome != "failed" for check in self.checks)


def verify(program: Program, token: str, *, email: str = "", at: datetime) -> Verdict:
    """Check a compact JWS: the signature first, since nothing of one that does not fit is worth reading."""
    try:
        said = read_token(token, known_keys(), typ=TYP)
    except DoesNotHold:
        return Verdict([Check("signature", _("It is not signed by us, or somebody changed it."), "failed")])
    signature = Check("signature", _("The signature is ours, and not a letter has changed since."), "passed")
    award = _award_of(program, said, token)
    if award is None:
        told = _("It is signed by us, but it is no badge of this program.")
        return Verdict([signature, Check("badge", told, "failed")])
    return Verdict([signature, *_about(award, said, email, at)], award)


def _award_of(program: Program, said: dict[str, Any], token: str) -> Award | None:
    """The award that this very credential was signed for."""
    if "OpenBadgeCredential" not in said.get("type", ()):
        return None
    try:
        uid = UUID(str(said.get("jti", "")).rstrip("/").rpartition("/")[2])
    except ValueError:
        return None
    award = award_here(program, uid)
    return award if award and award.credential == token.strip() else None


def _about(award: Award, said: dict[str, Any], email: str, at: datetime) -> Iterator[Check]:
    given = {"program": award.achievement.program.name, "day": date_format(award.at, "j M Y")}
    yield Check("badge", _("%(program)s gave this badge on %(day)s.") % given, "passed")
    yield _in_time(said, at)
    if award.revoked_at:
        about = {"day": date_format(award.revoked_at, "j M Y"), "reason": award.revoked_why}
        yield Check("revoked", _("It was revoked on %(day)s: %(reason)s") % about, "failed")
    else:
        yield Check("revoked", _("It has not been revoked."), "passed")
    yield _of(said, email)


def _in_time(said: dict[str, Any], at: datetime) -> Check:
    if said["nbf"] > at.timestamp():
        return Check("time", _("It does not hold yet."), "failed")
    if "exp" not in said:
        return Check("time", _("It holds without end."), "passed")
    day = date_format(datetime.fromtimestamp(said["exp"], UTC), "j M Y")
    if said["exp"] <= at.timestamp():
        return Check("time", _("It held until %(day)s and is over.") % {"day": day}, "failed")
    return Check("time", _("It holds until %(day)s.") % {"day": day}, "passed")


def _of(said: dict[str, Any], email: str) -> Check:
    if not email:
        told = _("Whose it is was not checked: that takes the e-mail address of who shows it.")
        return Check("owner", told, "unknown")
    known = said["credentialSubject"]["identifier"]
    if any(one["identityHash"] == hashed(email, one["salt"]) for one in known):
        return Check("owner", _("It was given to whoever has this e-mail address."), "passed")
    return Check("owner", _("It was given to somebody with another e-mail address."), "failed")
