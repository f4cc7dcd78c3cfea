"""Tripping: the act is held, the grants concerned are halted, staff are told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from advocates.actions import halts
from advocates.models import Grant, Program
from advocates.queries import address_of
from cms.breaker import Act, Judged, domains_in, sentence, sketch_of
from cms.models import Message, Trip
from cms.queries.breaker import judged
from record.actions import write
from sitewide.mail import write_letter

REASON = "breaker"


@dataclass(frozen=True, slots=True)
class Watched:
    """One act as the breaker saw it."""

    sketch: bytes
    judged: Judged

    @property
    def holds(self) -> bool:
        return bool(self.judged.causes)


def tripped(watched: Watched | None) -> bool:
    return watched is not None and watched.holds


def watch(
    *,
    program: Program,
    author: User,
    page_id: int,
    text: str,
    body: str,
    at: datetime,
    new_device: bool,
    message_id: int = 0,
) -> Watched:
    """Look at what is about to be said under a right; one query and no change."""
    act = Act(message_id, author.pk, page_id, at, sketch_of(text))
    found, _new = judged(program.pk, act, domains=domains_in(body), new_device=new_device)
    return Watched(act.sketch, found)


def trip(message: Message, watched: Watched, *, at: datetime) -> Trip:
    """For a message that is held already: halt the author's live grants and those under which others said the same.

    Inside the transaction of the act: the next act of any of them is refused by the rule of rights.
    """
    causes = watched.judged.causes
    made = Trip.objects.create(program=message.program, message=message, at=at, causes=[list(one) for one in causes])
    made.alike.set(watched.judged.alike)
    reason = " ".join(sentence(cause) for cause in causes)
    concerned = Grant.objects.filter(state=Grant.State.LIVE, program=message.program, ends_at__gt=at)
    own_or_alike = Q(advocate=message.author_id) | Q(exercises__message__in=watched.judged.alike)
    grants = list(concerned.filter(own_or_alike).select_related("program", "advocate").distinct().order_by("pk"))
    made.halts.set([halts.trip(grant, reason=reason, at=at) for grant in grants])
    codes = [code for code, _values in causes]
    data: dict[str, Any] = {"causes": codes, "message": message.pk, "grants": [grant.pk for grant in grants]}
    write("breaker.tripped", at=at, subject=made, actor=None, program=message.program, **data)
    _tell(made, causes=[sentence(cause) for cause in causes], halted=grants, at=at)
    return made


def _tell(made: Trip, *, causes: list[str], halted: list[Grant], at: datetime) -> None:
    """The managers, and whose grants are halted: if it was not them, they should know first."""
    program, touched = made.program, {grant.advocate.pk: grant.advocate for grant in halted}
    managers = User.objects.filter(manages__program=program, is_active=True)
    known: dict[str, Any] = {"program": program, "base_url": address_of(program), "causes": causes, "trip": made}
    for reader in (touched | {manager.pk: manager for manager in managers}).values():
        about_me = reader.pk in touched
        context = known | {"reader": reader, "about_me": about_me}
        write_letter(to=reader.email, about="breaker_tripped", context=context, at=at, member=reader)
