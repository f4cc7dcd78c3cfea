"""What the actions on halts share: the locked row, the words, the entry, the letters."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage, must_run
from advocates.models import Halt
from advocates.queries import address_of
from record.actions import write
from sitewide.errors import NotFound
from sitewide.mail import write_letter
from sitewide.reasons import reason_of

MOST_REASON = 400


def found(halt: Halt) -> Halt:
    """The row, locked. Refuses (404) one that is not there."""
    rows = Halt.objects.select_for_update(of=("self",)).select_related("program", "grant", "person", "place")
    row = rows.filter(pk=halt.pk).first()
    if row is None:
        raise NotFound(_("There is no such halt."))
    return row


def must_decide(actor: User, halt: Halt) -> None:
    """Refuses (403) who is no manager of the program; of everything, who does not run the installation."""
    if halt.program is None:
        must_run(actor)
    else:
        must_manage(actor, halt.program)


def said(reason: str) -> str:
    """Refuses (422) a reason that says nothing. Whoever halts is not asked for one before it holds."""
    return reason_of(reason, MOST_REASON, _("Give a reason: it is kept with the halt."))


def note(halt: Halt, verb: str, actor: User | None, at: datetime) -> None:
    data = {"level": halt.level} | ({"drill": True} if halt.is_drill else {})
    write(verb, at=at, subject=halt, actor=actor, program=halt.program, grant=halt.grant, **data)


def tell(halt: Halt, about: str, *, actor: User, at: datetime, operators: bool = False) -> None:
    """The other managers, whose rights are meant, and whoever runs the installation where asked; not who pressed."""
    readers = {reader.pk: reader for reader in _staff(halt, operators)}
    touched = halt.person or (halt.grant.advocate if halt.grant else None)
    if touched and touched.is_active:
        readers[touched.pk] = touched
    readers.pop(actor.pk, None)
    known: dict[str, Any] = {"halt": halt, "actor": actor, "program": halt.program}
    if halt.program:
        known["base_url"] = address_of(halt.program)
    for reader in readers.values():
        context = known | {"reader": reader, "about_me": reader == touched}
        write_letter(to=reader.email, about=f"halt_{about}", context=context, at=at, member=reader)


def _staff(halt: Halt, operators: bool) -> list[User]:
    active = User.objects.filter(is_active=True)
    if halt.program is None:
        return [*active.filter(manages__isnull=False).distinct(), *active.filter(is_superuser=True)]
    managers = active.filter(manages__program=halt.program)
    return [*managers, *active.filter(is_superuser=True)] if operators else list(managers)
