"""The names under which deciders stand in the public log: stable within a program, unlinked between programs."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two letters and figures of which no two look alike."""
LENGTH = 4
LONGEST = 16


def pseudonym(program_id: int, user_id: int, length: int = LENGTH) -> str:
    """As `mod-7F3K`; with a greater `length` the same and more. Only who knows the secret key can find the person.

    Two people can come to the same one: which a person really has, `queries.pseudonyms` says.
    """
    said = f"{program_id}:{user_id}".encode()
    digest = hmac.new(_key(), said, hashlib.sha256).digest()
    return "mod-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:length])


def _key() -> bytes:
    return _derived(settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _derived(secret: str) -> bytes:
    return hmac.new(b"moderation.pseudonyms", secret.encode(), hashlib.sha256).digest()
