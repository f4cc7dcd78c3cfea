"""Quiet periods and embargoed topics: setting them, lifting them, and speaking despite them with a reason."""

import re
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Exercise, Grant, Override, Program, Restriction
from advocates.queries import manages
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.reasons import reason_of

MOST_REASON, MOST_WORDS = 400, 4000
MOST_STARS, FEWEST_LETTERS = 2, 2


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
    overriders: Collection[User] = (),
) -> Restriction:
    """Keep a page and what is below it quiet, or some words unsaid there, from - to. `words` has one a line.

    `overriders` may let something be said despite it. Refuses whoever is no manager (403), a page outside the
    program, an embargo without words or with a pattern that matches nearly everything, an overrider who manages
    nothing here, an end that is not after the start or already over, and without a reason (422).
    """
    must_manage(actor, program)
    _must_be_possible(program, kind, place)
    if ends_at <= starts_at or ends_at <= at:
        raise Invalid(_("A restriction ends after it starts, and not in the past."), code="ends_too_early")
    told = reason_of(reason, MOST_REASON, _("Give a reason: advocates read it."))
    kept = _words(kind, words)
    if not all(manages(person, program) for person in overriders):
        raise Invalid(_("Only a manager of the program may override a restriction."), code="overrider")
    restriction = Restriction.objects.create(
        program=program, kind=kind, place_id=place.pk, words=kept, reason=told, starts_at=starts_at,
        ends_at=ends_at, set_by=actor,
    )  # fmt: skip
    restriction.overriders.set(overriders)
    write(
        "restriction.set", at=at, subject=restriction, actor=actor, program=program, kind=kind, place=place.pk,
        starts_at=starts_at.isoformat(), ends_at=ends_at.isoformat(),
        overriders=sorted(person.pk for person in overriders),
    )  # fmt: skip
    return restriction


def _must_be_possible(program: Program, kind: str, place: Page) -> None:
    if kind not in Restriction.Kind.values:
        raise Invalid(_("A restriction is a quiet period or an embargoed topic."), code="unknown_kind")
    if Program.objects.of_page(place) != program:
        raise Invalid(_("This page does not belong to the program."), code="outside_the_program")


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
    for line in lines:
        if line.count("*") > MOST_STARS or ("*" in line and len(re.findall(r"[^\W_]", line)) < FEWEST_LETTERS):
            told = {"line": line, "stars": MOST_STARS}
            raise Invalid(
                _("“%(line)s” is too wide: two letters at least, and at most %(stars)s “*”.") % told, code="wide"
            )
    return "\n".join(lines)


def must_override(stopping: Collection[Restriction], *, actor: User | None, advocate_id: int, reason: str) -> str:
    """Whether the actor may set all of these aside for one act of this advocate; answers the reason as it is kept.

    Refuses for oneself, whoever a restriction does not name or who manages no more (403), and no reason (422).
    """
    if actor is None or actor.pk == advocate_id:
        raise Forbidden(_("Nobody overrides a restriction for themselves."), code="to_oneself")
    for restriction in stopping:
        if not restriction.overriders.filter(pk=actor.pk).exists() or not manages(actor, restriction.program):
            raise Forbidden(_("Only those whom the restriction names may override it."), code="not_named")
    return reason_of(reason, MOST_REASON, _("Say why this may be said despite the restriction."))


def override(
    stopping: Collection[Restriction], *, exercise: Exercise, advocate: User, actor: User, reason: str, at: datetime
) -> None:
    """Keep what `must_override` allowed, beside the use of the grant that it was for; in the caller's transaction."""
    for restriction in stopping:
        Override.objects.create(
            restriction=restriction, exercise=exercise, advocate=advocate, by=actor, reason=reason, at=at
        )
        write(
            "restriction.overridden", at=at, subject=restriction, actor=actor, program=restriction.program,
            grant=Grant(pk=exercise.grant_id), advocate=advocate.pk, exercise=exercise.pk,
        )  # fmt: skip
