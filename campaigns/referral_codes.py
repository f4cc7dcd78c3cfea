"""Codes that are said at a till: no two signs that look alike, and a check sign that catches what is mistyped.

The signs are the digits and capitals without 0, 1, I, L and O: 31, a prime. So a weighted sum modulo 31 notices every
single wrong sign and every two signs that changed places.
"""

import re
import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 7
SHAPE = re.compile(rf"^[{SIGNS}]{{{LENGTH}}}$")
_APART = re.compile(r"[\s\-.]+")


def fresh_code() -> str:
    free = "".join(secrets.choice(SIGNS) for _ in range(LENGTH - 1))
    return free + check_sign(free)


def check_sign(free: str) -> str:
    """The sign that makes the weighted sum of all seven zero."""
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(free, start=1))
    return next(sign for number, sign in enumerate(SIGNS) if (total + LENGTH * number) % len(SIGNS) == 0)


def read_code(text: str) -> str:
    """The code as it is stored, of what somebody typed or said; nothing where it cannot be one."""
    code = _APART.sub("", text).upper()
    return code if SHAPE.match(code) and check_sign(code[:-1]) == code[-1] else ""
