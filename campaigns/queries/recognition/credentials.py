"""Badges as Open Badges 3.0 credentials: W3C Verifiable Credentials 2.0, signed as a compact JWS with the installation's
key (EdDSA), whose public half stands where that of the record stands.

The payload of the JWS is the credential itself with the registered claims beside it (Open Badges 3.0, 8.2). The person
is named by a URN of this badge alone and by a salted hash of their e-mail address: the file tells neither.
"""

import gzip
import hashlib
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from advocates.models import Program
from advocates.queries.programs import address_of
from campaigns.models import Achievement, Award
from campaigns.queries.recognition.badges import revoked_numbers
from record.keys import signed
from record.offline import encoded

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
TYP = "JWT"
"""The only `typ` that Open Badges 3.0 allows. No other token of ours has it."""
IN_A_LIST = 131_072
"""Badges in one status list: the least that Bitstring Status List 1.0 asks for, so that a reader hides among many."""


def keys_address(program: Program) -> str:
    return address_of(program) + reverse("record_keys")


def profile_of(program: Program) -> dict[str, Any]:
    """Who gives the badges: the program, by its own address."""
    base = address_of(program)
    told = {"id": base + reverse("badge_issuer"), "type": ["Profile"], "name": program.name, "url": f"{base}/"}
    return told | ({"description": program.tagline} if program.tagline else {})


def achievement_of(badge: Achievement) -> dict[str, Any]:
    """What a badge is for, as the credential tells it."""
    base = address_of(badge.program)
    return {
        "id": base + reverse("achievement", args=[badge.uid]),
        "type": ["Achievement"],
        "name": badge.name,
        "description": badge.description,
        "criteria": {"narrative": badge.criteria},
        "image": {
            "id": base + reverse("achievement_picture", args=[badge.uid]), "type": "Image", "caption": badge.name,
        },
        "creator": profile_of(badge.program),
    }  # fmt: skip


def credential_of(award: Award) -> str:
    """The signed credential of an award that is stored and not yet signed."""
    program = award.achievement.program
    told = _unsigned(award, program)
    claims: dict[str, Any] = {
        "iss": told["issuer"]["id"], "jti": told["id"], "sub": told["credentialSubject"]["id"],
        "nbf": int(award.at.timestamp()),
    }  # fmt: skip
    if award.expires_at:
        claims["exp"] = int(award.expires_at.timestamp())
    return signed(TYP, told | claims, key_at=keys_address(program))


def _unsigned(award: Award, program: Program) -> dict[str, Any]:
    base = address_of(program)
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "id": base + award.get_absolute_url(),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.achievement.name,
        "issuer": profile_of(program),
        "validFrom": _moment(award.at),
        "awardedDate": _moment(award.at),
        "credentialSubject": {
            "id": award.subject.urn,
            "type": ["AchievementSubject"],
            "identifier": [identity_of(award.member.email, str(award.uid))],
            "achievement": achievement_of(award.achievement),
        },
        "credentialStatus": _status(award, program),
    }
    return told | ({"validUntil": _moment(award.expires_at)} if award.expires_at else {})


def identity_of(email: str, salt: str) -> dict[str, Any]:
    """An `IdentityObject` that names whoever has this address to those who know the address already."""
    return {
        "type": "IdentityObject", "hashed": True, "identityHash": hashed(email, salt), "identityType": "emailAddress",
        "salt": salt,
    }  # fmt: skip


def hashed(email: str, salt: str) -> str:
    return f"sha256${hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()}"


def _status(award: Award, program: Program) -> dict[str, Any]:
    number, index = divmod(award.pk, IN_A_LIST)
    address = status_address(program, number)
    return {
        "id": f"{address}#{index}", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": str(index), "statusListCredential": address,
    }  # fmt: skip


def status_address(program: Program, number: int) -> str:
    return address_of(program) + reverse("badge_status", args=[number])


def status_list(program: Program, number: int, *, at: datetime) -> str:
    """The signed list of which of the program's badges are revoked: a bit each, 1 for revoked."""
    first = number * IN_A_LIST
    bits = bytearray(IN_A_LIST // 8)
    for pk in revoked_numbers(program, first, first + IN_A_LIST - 1):
        bits[(pk - first) // 8] |= 0x80 >> (pk - first) % 8
    address, profile = status_address(program, number), profile_of(program)
    told = {
        "@context": CONTEXT[:1], "id": address, "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": profile["id"], "validFrom": _moment(at),
        "credentialSubject": {
            "id": f"{address}#list", "type": "BitstringStatusList", "statusPurpose": "revocation",
            "encodedList": f"u{encoded(gzip.compress(bytes(bits), mtime=0))}",
        },
    }  # fmt: skip
    claims = {"iss": profile["id"], "jti": address, "nbf": int(at.timestamp())}
    return signed(TYP, told | claims, key_at=keys_address(program))


def enveloped(token: str) -> dict[str, Any]:
    """The same credential for programs that read JSON (Verifiable Credentials 2.0, 4.12.1)."""
    return {"@context": CONTEXT[:1], "id": f"data:application/vc+jwt,{token}", "type": "EnvelopedVerifiableCredential"}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
