"""Going by a name, the handle or a pseudonym: what may be one, and whose it is."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Naming, User
from accounts.reserved import imitated
from sitewide.errors import Conflict, Invalid
from sitewide.names import clean_display_name, skeleton


def must_be_nobodys_pseudonym(name: str, bearer: User | None) -> None:
    """Refuses `name_taken`: nobody passes for somebody who is known by a pseudonym."""
    others = User.objects.exclude(pk=bearer.pk) if bearer and bearer.pk else User.objects.all()
    if others.filter(pseudonym_skeleton=skeleton(name)[:240]).exists():
        raise Invalid(_("Somebody here goes by this name. Choose another."), code="name_taken")


def free_pseudonym(text: str, *, bearer: User) -> str:
    """The pseudonym in its clean form.

    Refuses what `clean_display_name` refuses, `name_reserved`, `no_pseudonym` for one's own name or handle, and (409)
    `pseudonym_taken` for what somebody else is shown by. Names that others keep to themselves are not compared with:
    the refusal would tell them.
    """
    clean = clean_display_name(text)
    if imitated(clean):
        raise Invalid(
            _("This name could be taken for the brand, its staff or an office. Choose another."), code="name_reserved"
        )
    bone = skeleton(clean)
    if bone in {skeleton(bearer.name), skeleton(bearer.handle or "")}:
        raise Invalid(_("This is your own name or handle, and so no pseudonym."), code="no_pseudonym")
    if _is_shown(clean, bone, bearer):
        raise Conflict(_("Somebody else goes by this name. Choose another."), code="pseudonym_taken")
    return clean


def name_by(member: User, *, kind: str, pseudonym: str = "") -> User:
    """Show the member by this from now on; `pseudonym` in the form that `free_pseudonym` gave. The caller records it.

    Refuses `no_name` and `no_handle` where there is none, and (409) a pseudonym that somebody took at the same moment.
    """
    if kind == Naming.NAME and not member.name:
        raise Invalid(_("Your profile has no name yet: say it there first."), code="no_name")
    if kind == Naming.HANDLE and not member.handle:
        raise Invalid(_("You have no handle yet: choose one in your profile first."), code="no_handle")
    member.named_by, member.pseudonym = kind, pseudonym if kind == Naming.PSEUDONYM else ""
    try:
        with transaction.atomic():
            member.save(update_fields=["named_by", "pseudonym"])
    except IntegrityError as error:
        raise Conflict(_("Somebody else goes by this name. Choose another."), code="pseudonym_taken") from error
    return member


def _is_shown(clean: str, bone: str, bearer: User) -> bool:
    others = User.objects.exclude(pk=bearer.pk)
    as_handle = {clean.lower().replace(" ", joint) for joint in ("", "_", "-")}
    named = others.filter(named_by=Naming.NAME, name_skeleton=bone[:240])
    by_handle = others.exclude(named_by=Naming.PSEUDONYM).filter(handle__in=as_handle)
    return named.exists() or by_handle.exists() or others.filter(pseudonym_skeleton=bone[:240]).exists()
