"""The installation's signing key (Ed25519) and what it signs. Signatures are compact JWS; see `record.offline`."""

import json
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from record.offline import Keys, decoded, encoded, keys_from, thumbprint


@lru_cache(maxsize=4)
def _opened(seed: str) -> tuple[Ed25519PrivateKey, bytes]:
    private = Ed25519PrivateKey.from_private_bytes(decoded(seed))
    return private, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def signed(typ: str, payload: dict[str, Any], *, key_at: str = "") -> str:
    """The payload as a compact JWS under the current key. `typ` says what is signed, so that one is never another.

    Where readers expect to find the key by its address, `key_at` is that of the key set, and the key stands in the
    header, too. We ourselves never believe a key because a header names it.
    """
    private, public = _opened(settings.TABARD_SIGNING_KEY)
    header: dict[str, Any] = {"alg": "EdDSA", "kid": thumbprint(public), "typ": typ}
    if key_at:
        header |= {"kid": f"{key_at}#{thumbprint(public)}", "jwk": _as_jwk(public)}
    body = ".".join(encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload))
    return f"{body}.{encoded(private.sign(body.encode()))}"


def published() -> dict[str, Any]:
    """The JSON Web Key Set of the current key and those before it."""
    _private, current = _opened(settings.TABARD_SIGNING_KEY)
    known = [current, *(decoded(key) for key in settings.TABARD_RETIRED_KEYS)]
    return {"keys": [_as_jwk(public) for public in dict.fromkeys(known)]}


def known_keys() -> Keys:
    return keys_from(published())


def _as_jwk(public: bytes) -> dict[str, str]:
    about = {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA"}
    return about | {"kid": thumbprint(public), "x": encoded(public)}
