"""Check what a Tabard installation published, without that installation: grants, messages and the whole record.

This file is the published script itself (`/record/tabard_verify.py`): it needs Python 3.11 and `cryptography`, nothing
else. Keys and signatures: RFC 8037 (Ed25519 in JOSE), RFC 7515 (JWS), RFC 7638 (thumbprints). Trees: RFC 6962, 2.1.
"""

import argparse
import base64
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GENESIS = "0" * 64
HEAD, GRANT = "tabard-head+jwt", "tabard-grant+jwt"
SKEW_SECONDS = 60
"""How far the clocks of two machines may differ."""
Keys = dict[str, Ed25519PublicKey]


class DoesNotHold(Exception):
    """Something published is not what it says it is; the text says what."""


def encoded(raw: bytes) -> str:
    """Base64 for addresses, without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def thumbprint(public: bytes) -> str:
    """The name of a key: RFC 7638 over its required members."""
    members = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": encoded(public)}, separators=(",", ":"))
    return encoded(hashlib.sha256(members.encode()).digest())


def keys_from(published: dict[str, Any]) -> Keys:
    """The keys of a published JSON Web Key Set. A key whose name is not its own thumbprint is not taken."""
    found = {}
    for key in published["keys"]:
        if key.get("kty") == "OKP" and key.get("crv") == "Ed25519" and thumbprint(decoded(key["x"])) == key.get("kid"):
            found[key["kid"]] = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    return found


def read_token(token: str, keys: Keys, *, typ: str) -> dict[str, Any]:
    """What a compact JWS says, after its signature was checked. Raises `DoesNotHold`."""
    try:
        head, body, signature = token.strip().split(".")
        header = json.loads(decoded(head))
        if header["alg"] != "EdDSA" or header["typ"] != typ:
            raise DoesNotHold(f"This is not a {typ} signed with EdDSA.")
        keys[header["kid"].rpartition("#")[2]].verify(decoded(signature), f"{head}.{body}".encode())
        payload: dict[str, Any] = json.loads(decoded(body))
    except KeyError:
        raise DoesNotHold("The key that signed it is not among the keys given.") from None
    except (InvalidSignature, ValueError, TypeError):
        raise DoesNotHold("The signature does not fit.") from None
    return payload


def chained(position: int, previous: str, entry: Sequence[Any]) -> str:
    """The seal of an entry: SHA-256 over its place, the seal before and the entry itself.

    `entry` is [number, time in UTC with microseconds, verb, program, actor, grant, subject kind, subject number, data].
    """
    said = json.dumps([position, previous, *entry], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _leaf(seal: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(seal)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    half = _split(len(leaves))
    return _node(_root(leaves[:half]), _root(leaves[half:]))


def root_of(seals: Sequence[str]) -> str:
    """The root of the tree over these seals, which must be one or more."""
    return _root([_leaf(seal) for seal in seals]).hex()


def path_of(seals: Sequence[str], index: int) -> list[list[str]]:
    """From the leaf at `index` (from 0) to the root: for each step the side ("left", "right") and hash beside it."""
    leaves, steps = [_leaf(seal) for seal in seals], []
    while len(leaves) > 1:
        half = _split(len(leaves))
        if index < half:
            steps.append(["right", _root(leaves[half:]).hex()])
            leaves = leaves[:half]
        else:
            steps.append(["left", _root(leaves[:half]).hex()])
            leaves, index = leaves[half:], index - half
    return steps[::-1]


def root_by(seal: str, path: Iterable[Sequence[str]]) -> str:
    """Where the path leads from this seal."""
    here = _leaf(seal)
    for side, beside in path:
        other = bytes.fromhex(beside)
        here = _node(other, here) if side == "left" else _node(here, other)
    return here.hex()


def check_grant(token: str, keys: Keys, *, at: float) -> dict[str, Any]:
    """What the token says of a grant, if it is signed and its time is not over. The register knows of later changes."""
    said = read_token(token, keys, typ=GRANT)
    if not said["iat"] - SKEW_SECONDS <= at < said["exp"]:
        raise DoesNotHold(f"The token is out of date. Ask for a new one: {said['register']}")
    return said


def check_message(inclusion: dict[str, Any], keys: Keys) -> list[dict[str, Any]]:
    """The entries about a message that a signed head covers. Raises where one is not what the head signed."""
    held = []
    for step in inclusion["entries"]:
        place, entry = step["position"], step["entry"]
        if entry is not None and chained(place, step["previous"], entry) != step["seal"]:
            raise DoesNotHold(f"Entry {entry[0]}, at position {place}, is not what was sealed.")
        if step["head"] is None:
            continue
        head = read_token(step["head"], keys, typ=HEAD)
        covered = head["after"] < place <= head["position"]
        if not covered or root_by(step["seal"], step["path"]) != head["root"]:
            raise DoesNotHold(f"Position {place} is not under the signed head of position {head['position']}.")
        if entry is not None and entry[6:8] != ["cms.message", inclusion["message"]]:
            raise DoesNotHold(f"Entry {entry[0]} is about something else.")
        held.append(step)
    return held


def check_text(inclusion: dict[str, Any]) -> bool | None:
    """Whether the text shown is the one that the newest entry with a text sealed; None where no entry tells."""
    sealed = [step["entry"][8]["text"] for step in inclusion["entries"] if step["entry"] and "text" in step["entry"][8]]
    if not sealed or inclusion["text"] is None:
        return None
    return bool(hashlib.sha256(inclusion["text"].encode()).hexdigest() == sealed[-1])


def check_record(lines: Iterable[str], heads: Iterable[str], keys: Keys) -> tuple[int, int]:
    """How many entries and heads hold of an exported record. Raises at the first that does not, or cannot be read.

    Every head must stand in the export: a record that was cut off, or written anew, does not hold.
    """
    wanted = {said["position"]: said for said in (read_token(head, keys, typ=HEAD) for head in heads)}
    previous, position, met = GENESIS, 0, 0
    for line in lines:
        position += 1
        said_position, said_seal, entry = _line(line, position)
        seal = chained(position, previous, entry)
        if (said_position, said_seal) != (position, seal):
            raise DoesNotHold(f"Position {position} is missing, altered or in another place.")
        if position in wanted:
            if wanted[position]["digest"] != seal:
                raise DoesNotHold(f"The record is not the one that was signed at position {position}.")
            met += 1
        previous = seal
    if met < len(wanted):
        first = min(place for place in wanted if place > position)
        raise DoesNotHold(f"The record ends at position {position}, but position {first} was signed.")
    return position, met


def _line(line: str, position: int) -> tuple[Any, Any, list[Any]]:
    try:
        told = json.loads(line)
        return told["position"], told["seal"], [*told["entry"]]
    except (ValueError, KeyError, TypeError):
        raise DoesNotHold(f"Position {position} cannot be read.") from None


def heads_in(paths: Iterable[str]) -> Iterator[str]:
    """The signed heads of saved pages of `/record/heads.json`."""
    for path in paths:
        yield from (head["token"] for head in json.loads(Path(path).read_text())["heads"])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _grant(asked: argparse.Namespace, keys: Keys) -> None:
    token = Path(asked.file).read_text() if Path(asked.file).is_file() else asked.file
    said = check_grant(token, keys, at=time.time())
    _say(json.dumps(said, indent=2, ensure_ascii=False))
    _say(f"Signed by {said['iss']}. What changed since stands at {said['register']}")


def _message(asked: argparse.Namespace, keys: Keys) -> None:
    inclusion = json.loads(Path(asked.file).read_text())
    held = check_message(inclusion, keys)
    _say(f"{len(held)} of {len(inclusion['entries'])} entries are under a signed head; the others wait for the next.")
    fits = check_text(inclusion)
    if fits is False:
        raise DoesNotHold("The text is not the one that was sealed.")
    _say("The text is the one that was sealed." if fits else "No open entry tells what the text was.")


def _record(asked: argparse.Namespace, keys: Keys) -> None:
    with Path(asked.file).open(encoding="utf-8") as lines:
        entries, heads = check_record(lines, heads_in(asked.heads), keys)
    _say(f"{entries} entries hold, and {heads} signed heads.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 if it holds, 1 with a sentence if it does not or cannot be read."""
    parser = argparse.ArgumentParser(description="Check what a Tabard installation published.")
    parser.add_argument("what", choices=["grant", "message", "record"])
    parser.add_argument("file", help="a token of a grant, a message's record.json, or an exported record")
    parser.add_argument("--keys", required=True, help="saved from /.well-known/tabard-keys.json")
    parser.add_argument("--heads", action="append", default=[], help="saved from /record/heads.json; may be repeated")
    asked = parser.parse_args(arguments)
    try:
        keys = keys_from(json.loads(Path(asked.keys).read_text()))
        {"grant": _grant, "message": _message, "record": _record}[asked.what](asked, keys)
    except DoesNotHold as fault:
        _say(f"DOES NOT HOLD: {fault}")
        return 1
    except (OSError, ValueError, KeyError, TypeError) as error:
        _say(f"CANNOT BE READ: {type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
