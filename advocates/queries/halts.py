"""Halts as the screens show them, and what one press may halt from an address of the program."""

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
    managers = _before(halt).filter(member__in=others).count() if halt.program else 0
    return managers, others.filter(is_superuser=True).count()


def may_be_second(halt: Halt, person: User) -> bool:
    """Whether the person managed the program when it was halted: nobody is appointed in order to confirm."""
    return _before(halt).filter(member=person).exists()


def _before(halt: Halt) -> QuerySet[CommunityManager]:
    return CommunityManager.objects.filter(program=halt.program, since__lte=halt.started_at)


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
