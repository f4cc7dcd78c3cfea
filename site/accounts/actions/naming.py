"""Going by a name, the handle or a pseudonym: what may be one, and whose it is."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Naming, User
from accounts.reserved import imitated, known_once
from sitewide.errors import Conflict, Invalid
from sitewide.names import MAX_BONE, bones, clean_display_name, skeleton

RESERVED = _(
    "This name could be taken for the brand, its staff, an office, or somebody's handle or number. Choose another."
)


def must_be_nobodys_pseudonym(name: str, bearer: User | None) -> None:
    """Refuses `name_taken`: nobody passes for somebody who is known by a pseudonym, or was."""
    if is_pseudonym(name, bearer=bearer):
        raise Invalid(_("Somebody here goes by this name. Choose another."), code="name_taken")


def is_pseudonym(name: str, *, bearer: User | None = None) -> bool:
    """Whether anybody but the bearer goes by such a pseudonym, or once did: a number at its end makes no other of it."""
    own, forms = (bearer.pk or 0) if bearer else 0, bones(name)
    if User.objects.filter(pseudonym_skeleton__in=forms).exclude(pk=own).exists():
        return True
    return any(kind == Naming.PSEUDONYM and number != own for number, kind in known_once(forms))


def free_pseudonym(text: str, *, bearer: User) -> str:
    """The pseudonym in its clean form.

    Refuses what `clean_display_name` refuses, `name_reserved`, `no_pseudonym` for one's own name or handle, and (409)
    `pseudonym_taken` for what somebody else is shown by, or ever chose to be: nobody inherits what another has said.
    Names that others kept to themselves are not compared with: the refusal would tell them.
    """
    clean = clean_display_name(text)
    if imitated(clean):
        raise Invalid(RESERVED, code="name_reserved")
    if skeleton(clean) in {skeleton(bearer.name), skeleton(bearer.handle or "")}:
        raise Invalid(_("This is your own name or handle, and so no pseudonym."), code="no_pseudonym")
    forms = bones(clean)
    if _is_shown(forms, bearer) or any(number != bearer.pk for number, _kind in known_once(forms)):
        raise Conflict(_("Somebody else goes by this name. Choose another."), code="pseudonym_taken")
    return clean


def name_by(member: User, *, kind: str, pseudonym: str = "") -> User:
    """Show the member by this from now on; `pseudonym` in the form that `free_pseudonym` gave. The caller records it.

    Refuses `no_name` and `no_handle` where there is none, `name_taken` for a name or handle that somebody else goes by
    as a pseudonym since it was hidden, and (409) a pseudonym that somebody took at the same moment.
    """
    if kind == Naming.NAME and not member.name:
        raise Invalid(_("Your profile has no name yet: say it there first."), code="no_name")
    if kind == Naming.HANDLE and not member.handle:
        raise Invalid(_("You have no handle yet: choose one in your profile first."), code="no_handle")
    if kind not in {member.named_by, Naming.PSEUDONYM}:
        _must_make_no_twins(member, kind)
    member.named_by, member.pseudonym = kind, pseudonym if kind == Naming.PSEUDONYM else ""
    try:
        with transaction.atomic():
            member.save(update_fields=["named_by", "pseudonym"])
    except IntegrityError as error:
        raise Conflict(_("Somebody else goes by this name. Choose another."), code="pseudonym_taken") from error
    return member


def _must_make_no_twins(member: User, kind: str) -> None:
    """Beside the name the handle is shown, too; beside the handle no name."""
    shown = [member.handle, member.name] if kind == Naming.NAME else [member.handle]
    taken = [text for text in shown if text and _goes_by(text, member)]
    if taken:
        raise Invalid(
            _("Somebody else goes by “%(name)s” now. Choose another one in your profile first.") % {"name": taken[0]},
            code="name_taken",
        )


def _goes_by(text: str, member: User) -> bool:
    same = User.objects.filter(pseudonym_skeleton=skeleton(text)[:MAX_BONE])
    return same.exclude(pk=member.pk).exists()


def _is_shown(forms: frozenset[str], bearer: User) -> bool:
    """Whether somebody else is shown by such a name, handle or pseudonym; who goes by a pseudonym shows nothing else."""
    named = Q(named_by=Naming.NAME, name_skeleton__in=forms)
    by_handle = Q(handle_skeleton__in=forms) & ~Q(named_by=Naming.PSEUDONYM)
    shown = named | by_handle | Q(pseudonym_skeleton__in=forms)
    return User.objects.exclude(pk=bearer.pk).filter(shown).exists()
