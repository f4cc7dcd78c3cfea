"""Halts as the screens show them, and what one press may halt from an address of the program."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.naming import shown_at
from advocates.halting import Target, seen_at
from advocates.models import CommunityManager, Grant, Halt, Program, Right
from advocates.rights.words import LABELS

LEVEL = Halt.Level
RELATED = (
    "program", "place", "person", "grant__advocate", "grant__scope", "started_by", "lift_proposed_by", "lifted_by",
)  # fmt: skip
LONGEST = 300
NEWCOMERS_WAIT = timedelta(days=1)


def halts_of(program: Program) -> QuerySet[Halt]:
    """Those of the program and those of everything: active ones first, then the newest."""
    rows = Halt.objects.filter(Q(program=program) | Q(program=None)).select_related(*RELATED)
    return rows.order_by(F("lifted_at").desc(nulls_first=True), "-pk")


def targets(program: Program, path: str, *, operator: bool) -> list[Target]:
    """What may be halted from this address, the narrowest first; then each right, the program and, for whoever runs
    the installation, everything."""
    path = path if path.startswith("/") and len(path) <= LONGEST else "/"
    rights = [Target(LEVEL.RIGHT, _told_right(right), {"right": right}) for right in Right.values]
    wide = [Target(LEVEL.PROGRAM, _("All rights in %(program)s") % {"program": program}, {})]
    if operator:
        wide.append(Target(LEVEL.EVERYTHING, _("Everything, in every program"), {}))
    return [*_of_people(program, path), *seen_at(program, path), *rights, *wide]


def seconds_of(halt: Halt, proposer: User) -> tuple[int, int]:
    """How many other managers, and how many others who run the installation, could confirm the lift."""
    others = User.objects.filter(is_active=True).exclude(pk=proposer.pk)
    managers = CommunityManager.objects.filter(program=halt.program, member__in=others) if halt.program else None
    return managers.count() if managers is not None else 0, others.filter(is_superuser=True).count()


def may_be_second(halt: Halt, person: User, at: datetime) -> bool:
    """Whether the person managed the program when it was halted, or does for a day: nobody is appointed in a hurry in
    order to confirm, and the others, who read of it by mail, have time to object."""
    known = Q(since__lte=halt.started_at) | Q(since__lte=at - NEWCOMERS_WAIT)
    return CommunityManager.objects.filter(known, program=halt.program, member=person).exists()


def _told_right(right: str) -> str:
    return _("“%(right)s”, for everybody") % {"right": LABELS[right]}


def _of_people(program: Program, path: str) -> list[Target]:
    """The grant of a page of the register with its holder; the person of a page about them."""
    try:
        named = resolve(path).kwargs
    except Resolver404:
        return []
    grants = Grant.objects.filter(program=program).select_related("advocate")
    if "grant_id" in named:
        found = grants.filter(pk=named["grant_id"])
        return [target for grant in found for target in (_grant(grant), _person(grant.advocate))]
    if "handle" in named:
        people = User.objects.filter(shown_at(named["handle"]))
        return [_person(grant.advocate) for grant in grants.filter(advocate__in=people)[:1]]
    return []


def _grant(grant: Grant) -> Target:
    return Target(LEVEL.GRANT, _("this grant: %(grant)s") % {"grant": grant}, {"grant": grant.pk})


def _person(person: User) -> Target:
    return Target(LEVEL.PERSON, _("every right of %(person)s") % {"person": person}, {"person": person.pk})
