"""What others read of a person: display name, handle, a few words, a picture."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import count
from typing import Any
from zoneinfo import available_timezones

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.naming import RESERVED, is_pseudonym, must_be_nobodys_pseudonym
from accounts.models import User
from accounts.reserved import imitated, is_path, staff_names
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.mail import write_letter
from sitewide.names import MAX_HANDLE, clean_display_name, clean_handle

LONGEST_ABOUT = 500
NAMELESS = "newcomer"
"""How handles begin that are made of no name; never like what stands for a number."""


def free_name(name: str, *, bearer: User | None = None) -> str:
    """The name in its clean form. Refuses what `clean_display_name` refuses, and `name_reserved` and `name_taken`."""
    clean = clean_display_name(name)
    if bearer and clean == bearer.name:
        return clean
    if imitated(clean, bearer=bearer):
        raise Invalid(RESERVED, code="name_reserved")
    must_be_nobodys_pseudonym(clean, bearer)
    return clean


@transaction.atomic
def introduce(member: User, *, name: str, at: datetime) -> User:
    """A new member's first name and handle. A name that may not be is left empty, as for names other sites send us."""
    try:
        member.name = free_name(name)
    except Invalid:
        member.name = ""
    _take_free_handle(member)
    write("member.introduced", at=at, actor=member, subject=member)
    return member


@transaction.atomic
def change(
    member: User, *, name: str, handle: str, about: str, time_zone: str, actor: User, at: datetime,
    picture: File[Any] | bool | None = None,
) -> User:  # fmt: skip
    """Change one's own profile. `picture` is a re-encoded one, False to take it away, None to leave it.
    The file of the one before goes with the commit.

    Refuses somebody else's (403), `name_reserved`, `name_taken`, `handle_reserved`, `handle_taken`, `bad_time_zone`,
    `too_long`, and what the cleaning of names and handles refuses.
    """
    if actor.pk != member.pk:
        raise Forbidden(_("Only the person changes the own profile."))
    locked = User.objects.select_for_update().get(pk=member.pk)
    before = {field: getattr(locked, field) for field in ("name", "handle", "about", "time_zone", "picture")}
    old = locked.picture.name
    locked.name = free_name(name, bearer=locked)
    locked.handle = _wanted_handle(handle, locked)
    locked.about, locked.time_zone = _short_text(about), _known_zone(time_zone)
    if picture is not None:
        locked.picture = picture or ""
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise Conflict(_("Somebody else has this handle."), code="handle_taken") from error
    changed = [field for field, value in before.items() if getattr(locked, field) != value]
    if "picture" in changed and old:
        transaction.on_commit(partial(locked.picture.storage.delete, old), robust=True)
    if changed:
        write("profile.changed", at=at, actor=actor, subject=locked, fields=changed)
    return locked


@transaction.atomic
def release_names(*, at: datetime) -> int:
    """Take from members the names and pseudonyms that imitate a brand or a person of staff who came later; how many.

    They are told by mail and choose another: until then a pseudonym leaves their number, never their name. Names of
    staff stay.
    """
    released, staff = 0, {pk for pk, _name in staff_names()}
    members = User.objects.select_for_update().exclude(name="", pseudonym="").exclude(pk__in=staff)
    for member in members.order_by("pk"):
        for field in ("name", "pseudonym"):
            old = getattr(member, field)
            if old and imitated(old, bearer=member):
                _release(member, field, old, at)
                released += 1
    return released


def _release(member: User, field: str, old: str, at: datetime) -> None:
    setattr(member, field, "")
    member.save(update_fields=[field])
    write("profile.released", at=at, subject=member)
    context = {"reader": member, "old": old, "pseudonym": field == "pseudonym"}
    write_letter(to=member.email, about="name_released", context=context, at=at, member=member)


def _take_free_handle(member: User) -> None:
    """The first free handle made from the name; somebody who takes it at the same moment makes us try the next."""
    for handle in _handles(member.name):
        if User.objects.filter(handle=handle).exists():
            continue
        member.handle = handle
        try:
            with transaction.atomic():
                return member.save(update_fields=["name", "handle"])
        except IntegrityError:
            continue


def _handles(name: str) -> Iterator[str]:
    """`jane_doe`, `jane_doe2`, ...; `newcomer2` where the name has no letter that an address can hold, or is reserved."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_").lstrip("0123456789_")[: MAX_HANDLE - 6].rstrip("_")
    if len(stem) < 3 or is_path(stem) or imitated(stem) or is_pseudonym(stem):
        stem = NAMELESS
    if stem != NAMELESS:
        yield stem
    for number in count(2 if stem != NAMELESS else User.objects.count()):
        yield f"{stem}{number}"


def _wanted_handle(handle: str, member: User) -> str:
    clean = clean_handle(handle)
    if clean == member.handle:
        return clean
    if is_path(clean) or imitated(clean, bearer=member):
        raise Invalid(
            _("This handle could be taken for the brand, its staff, an office or somebody's number."),
            code="handle_reserved",
        )
    must_be_nobodys_pseudonym(clean, member)
    if User.objects.filter(handle=clean).exclude(pk=member.pk).exists():
        raise Conflict(_("Somebody else has this handle."), code="handle_taken")
    return clean


def _short_text(about: str) -> str:
    clean = settled(about).strip()
    if len(clean) > LONGEST_ABOUT:
        raise Invalid(_("Say it in at most 500 characters."), code="too_long")
    return clean


def _known_zone(time_zone: str) -> str:
    if time_zone and time_zone not in available_timezones():
        raise Invalid(_("This time zone is not known."), code="bad_time_zone")
    return time_zone
