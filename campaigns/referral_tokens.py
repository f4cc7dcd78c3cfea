"""What passes between the product and a shop: click tokens, secrets that are kept nowhere, and signed calls.

A click token says which link was followed when, and whether by its own advocate; nothing about who follows it. A call is
signed as `Tabard-Signature: t=<unix seconds>,v1=<hex>`, the HMAC-SHA256 of "<t>.<body>"; `v1` may stand several times, so
that a shop can sign with two secrets while one follows the other.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sitewide.errors import Refused

HEADER = "Tabard-Signature"
PARAMETER = "tabard_ref"
TOLERANCE = 300
"""Seconds that a call may be old or early."""
_CLICK, _SECRET, _BUYER = "referral.click", "referral.secret", "referral.buyer"


@dataclass(frozen=True, slots=True)
class Click:
    """`own`: whoever followed the link was signed in as the advocate whose link it is."""

    link: int
    at: datetime
    own: bool


def click_token(click: Click) -> str:
    return signing.dumps([click.link, int(click.at.timestamp()), int(click.own)], salt=_CLICK, compress=True)


def read_click(token: str) -> Click | None:
    """The click; None for a token that is not ours."""
    try:
        link, seconds, own = signing.loads(token, salt=_CLICK)
    except (signing.BadSignature, ValueError):
        return None
    return Click(int(link), datetime.fromtimestamp(seconds, UTC), bool(own))


def secret_of(nonce: str) -> str:
    """The secret that a nonce stands for, as the shop keeps it."""
    return f"trs_{salted_hmac(_SECRET, nonce, algorithm='sha256').hexdigest()}"


def keyed_buyer(digest: str) -> str:
    """A hashed address under our key, so that what is stored cannot be compared with lists of hashed addresses."""
    return salted_hmac(_BUYER, digest.lower(), algorithm="sha256").hexdigest() if digest else ""


def digest_of(email: str) -> str:
    """The SHA-256 of an address in small letters, as the shop sends it."""
    return sha256(email.strip().lower().encode()).hexdigest()


def signature(secret: str, body: bytes, at: datetime) -> str:
    """The header of a call."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_mac(secret, seconds, body)}"


def signer_of(header: str, body: bytes, secrets: Iterable[tuple[int, str]], *, at: datetime) -> int:
    """The number of the secret that signed the body. Refuses (401) a call that nobody signed, or not just now."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    seconds = next((value for name, _sign, value in pairs if name == "t"), "")
    if seconds.isascii() and seconds.isdecimal() and len(seconds) < 12:
        given = [value for name, _sign, value in pairs if name == "v1"]
        for number, secret in secrets:
            wanted = _mac(secret, int(seconds), body)
            if any(hmac.compare_digest(wanted.encode(), value.encode()) for value in given):
                if abs(at.timestamp() - int(seconds)) > TOLERANCE:
                    raise Refused(_("This call was signed more than five minutes ago."), code="stale", status=401)
                return number
    raise Refused(_("The signature of this call is not one of ours."), code="unsigned", status=401)


def _mac(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
