"""Invitation links by their secret."""

from datetime import datetime
from hashlib import sha256

from advocates.models import InvitationLink, Program


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def open_link(program: Program, hashed: str, at: datetime) -> InvitationLink | None:
    """The program's link of this hash while it still opens; one that is over is as unknown as one that never was."""
    link = InvitationLink.objects.filter(program=program, sha256=hashed).first() if hashed else None
    return link if link is not None and link.is_open(at) else None
