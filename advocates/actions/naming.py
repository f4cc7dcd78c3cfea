"""How an advocate is named to others: agreed with a signature, and changed by another choice."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions.naming import free_pseudonym, name_by
from accounts.models import Naming, User
from advocates.models import Attestation, NameChoice, Program
from advocates.queries import is_enrolled
from advocates.queries.naming import kinds_for
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.names import MAX_BONE, skeleton


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be named by; `pseudonym` only where it is one."""

    kind: str
    pseudonym: str = ""


@transaction.atomic
def choose(signed: Attestation, wish: Wish, *, actor: User, at: datetime) -> NameChoice:
    """Be named otherwise from now on, wherever the name stands, with the signature that it rests on.

    Refuses somebody else's signature and who is no advocate (403), what `agree` refuses, and what is so already (409).
    """
    member = User.objects.select_for_update().get(pk=signed.member_id)
    if actor.pk != member.pk:
        raise Forbidden(_("Only the person chooses the own name."), code="not_yours")
    before = (member.named_by, str(member))
    choice = agree(signed, wish, member=member, at=at)
    if (choice.kind, choice.shown) == before:
        raise Conflict(_("You are named like this already."), code="unchanged")
    return choice


def agree(signed: Attestation, wish: Wish, *, member: User, at: datetime) -> NameChoice:
    """Record the choice and show the member by it; the row of the member is locked by the caller.

    The record says the kind, never the name. Refuses who is no advocate (403); a kind that the program does not allow
    or staff may not choose, and what `name_by` and `free_pseudonym` refuse.
    """
    program = signed.version.policy.program
    if not is_enrolled(member, program, at):
        raise Forbidden(_("Only advocates of the program choose how they are named."), code="not_enrolled")
    _must_be_allowed(wish, member, program, at)
    pseudonym = free_pseudonym(wish.pseudonym, bearer=member) if wish.kind == Naming.PSEUDONYM else ""
    name_by(member, kind=wish.kind, pseudonym=pseudonym)
    shown = str(member)
    choice = NameChoice.objects.create(
        attestation=signed, member=member, kind=wish.kind, shown=shown, skeleton=skeleton(shown)[:MAX_BONE], at=at
    )
    write("name.chosen", at=at, subject=choice, actor=member, program=program, kind=wish.kind, attestation=signed.pk)
    return choice


def _must_be_allowed(wish: Wish, member: User, program: Program, at: datetime) -> None:
    if wish.kind in kinds_for(member, program, at=at):
        return
    if wish.kind in program.naming:
        raise Invalid(_("Staff are named by their name."), code="staff_are_named")
    raise Invalid(_("This program does not name its advocates so: choose another way."), code="kind_not_allowed")
