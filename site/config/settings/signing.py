"""The key that signs heads of the record and grants: 32 random bytes in base64 for addresses, without padding."""

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import env


def signing_key() -> str:
    """From the environment. Refuses what is not 32 bytes; the refusal never shows what was given."""
    return _key("TABARD_SIGNING_KEY", env.secret("TABARD_SIGNING_KEY", least=43))


def kept_signing_key(var: Path) -> str:
    """From the environment; without it from a file in `var` that the first start makes, for its owner's eyes only."""
    path = var / "signing.key"
    if not path.exists():
        _make(path)
    return _key("TABARD_SIGNING_KEY", env.secret("TABARD_SIGNING_KEY", path.read_text().strip(), least=43))


def retired_keys() -> list[str]:
    """The public keys that signed before, so that what they signed can still be checked."""
    return [_key("TABARD_RETIRED_KEYS", word) for word in env.words("TABARD_RETIRED_KEYS", [])]


def _make(path: Path) -> None:
    """Two processes that start at once end with one key: the first link wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _key(name: str, text: str) -> str:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 32:
        raise ImproperlyConfigured(f"{name} must be 32 bytes in base64 for addresses (43 characters).")
    return text
