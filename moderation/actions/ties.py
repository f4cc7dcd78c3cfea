"""Saying, recording and ending what ties somebody to an author."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import is_enrolled, manages
from moderation.models import Tie
from record.actions import write
from sitewide.characters import folded, levelled
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.reasons import must_say
from sitewide.text import one_line

Kind = Tie.Kind
MOST_AT_ONCE = 50
MOST_REASON = 400


@transaction.atomic
def declare(
    program: Program, *, person: User, kind: str, actor: User, at: datetime, other: User | None = None,
    organisation: str = "", reason: str = "",
) -> Tie:  # fmt: skip
    """From now on the person opens no case on what that member, or whoever is tied to that organisation, wrote.

    People say it of themselves; a manager records it of somebody else, with a reason. Refuses whoever is neither enrolled
    nor a manager (403), no kind, not exactly one of member and organisation, oneself, no reason (422), and what is
    known or too many (409).
    """
    is_manager = manages(actor, program)
    if actor.pk != person.pk and not is_manager:
        raise Forbidden(_("Only a community manager of the program may do this."), code="not_a_manager")
    if not (is_manager or is_enrolled(person, program, at)):
        raise Forbidden(_("Only somebody with an active enrolment declares this."), code="not_enrolled")
    fresh = Tie(program=program, person=person, kind=kind, other=other, said_by=actor, since=at)
    fresh.organisation, fresh.reason = one_line(organisation, 80), one_line(reason, MOST_REASON)
    fresh.key = key_of(fresh.organisation)
    _must_make_sense(fresh)
    if Tie.objects.filter(program=program, person=person, ended_at=None).count() >= MOST_AT_ONCE:
        raise Conflict(_("Very many are declared. End those that are over."), code="too_many")
    return _stored(fresh)


@transaction.atomic
def end(tie: Tie, *, actor: User, at: datetime) -> Tie:
    """It is over; messages written until now stay barred.

    What a manager recorded, another manager than the person ends. Refuses (404) whoever may not see it, (403) the
    person where they did not say it, (409) what is over.
    """
    row = Tie.objects.select_for_update(of=("self",)).select_related("program").get(pk=tie.pk)
    is_manager, own = manages(actor, row.program), row.person_id == actor.pk
    if not (is_manager or own):
        raise NotFound(_("There is no such tie."))
    if own and row.said_by_id != actor.pk:
        raise Forbidden(_("A manager recorded this: another manager ends it."), code="recorded")
    if row.ended_at is not None:
        raise Conflict(_("This is over already."), code="ended")
    row.ended_at, row.ended_by = at, actor
    row.save(update_fields=["ended_at", "ended_by"])
    write("tie.ended", at=at, subject=row, actor=actor, program=row.program, kind=row.kind)
    return row


def key_of(organisation: str) -> str:
    """The name as two people's are compared: in lower case, without accents, look-alikes and what is no letter."""
    return "".join(char for char in levelled(folded(organisation)) if char.isalnum())[:80]


def _must_make_sense(fresh: Tie) -> None:
    if fresh.kind not in Kind.values:
        raise Invalid(_("Choose what ties you."), code="no_kind")
    if (fresh.other_id is None) == (not fresh.key):
        raise Invalid(_("Name either a member or an organisation."), code="no_other")
    if fresh.kind == Kind.HOUSEHOLD and fresh.other_id is None:
        raise Invalid(_("Name the member you share a household with."), code="no_other")
    if fresh.other_id == fresh.person_id:
        raise Invalid(_("This is the same person."), code="to_oneself")
    if fresh.said_by_id != fresh.person_id:
        must_say(fresh.reason, _("Say how this is known; the person reads it."), code="no_reason")


def _stored(fresh: Tie) -> Tie:
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("This is known already."), code="declared") from error
    write("tie.declared", at=fresh.since, subject=fresh, actor=fresh.said_by, program=fresh.program, kind=fresh.kind)
    return fresh
