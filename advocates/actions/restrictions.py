"""Quiet periods and embargoed topics."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program, Restriction
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line

MOST_REASON, MOST_WORDS = 400, 4000


@transaction.atomic
def restrict(
    program: Program,
    *,
    kind: str,
    place: Page,
    reason: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: User,
    at: datetime,
    words: str = "",
) -> Restriction:
    """Keep a page and what is below it quiet, or some words unsaid there, from - to. `words` has one a line.

    Refuses whoever is no manager (403), a page outside the program, an embargo without words, an end that is not
    after the start or already over, and without a reason (422).
    """
    must_manage(actor, program)
    if kind not in Restriction.Kind.values:
        raise Invalid(_("A restriction is a quiet period or an embargoed topic."), code="unknown_kind")
    if Program.objects.of_page(place) != program:
        raise Invalid(_("This page does not belong to the program."), code="outside_the_program")
    if ends_at <= starts_at or ends_at <= at:
        raise Invalid(_("A restriction ends after it starts, and not in the past."), code="ends_too_early")
    told = one_line(reason, MOST_REASON)
    if not told:
        raise Invalid(_("Give a reason: advocates read it."), code="no_reason")
    kept = _words(kind, words)
    restriction = Restriction.objects.create(
        program=program, kind=kind, place_id=place.pk, words=kept, reason=told, starts_at=starts_at,
        ends_at=ends_at, set_by=actor,
    )  # fmt: skip
    write(
        "restriction.set", at=at, subject=restriction, actor=actor, program=program, kind=kind, place=place.pk,
        starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(),
    )  # fmt: skip
    return restriction


@transaction.atomic
def lift(restriction: Restriction, *, actor: User, at: datetime) -> Restriction:
    """End a restriction now. Refuses whoever is no manager (403), and one that is lifted or over (409)."""
    rows = Restriction.objects.select_for_update(of=("self",)).select_related("program")
    found = rows.filter(pk=restriction.pk).first()
    if found is None:
        raise NotFound(_("There is no such restriction."))
    must_manage(actor, found.program)
    if found.lifted_at is not None or found.ends_at <= at:
        raise Conflict(_("This restriction is already over."), code="already_over")
    found.lifted_at = at
    found.save(update_fields=["lifted_at"])
    write("restriction.lifted", at=at, subject=found, actor=actor, program=found.program, kind=found.kind)
    return found


def _words(kind: str, words: str) -> str:
    """The words one a line, without blanks around them; a quiet period has none. Refuses (422) an embargo of nothing."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if kind == Restriction.Kind.QUIET:
        return ""
    if not lines or len(words) > MOST_WORDS:
        raise Invalid(_("Name the words that are embargoed, one a line."), code="no_words")
    return "\n".join(lines)
