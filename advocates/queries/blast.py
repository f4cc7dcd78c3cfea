"""The blast radius of an account: everything that it could still do under rights in the next hour."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wagtail.models import Page

from accounts.models import ApiToken, Scope, User
from advocates.models import Program, Right
from advocates.queries.places import places_of
from advocates.reach import Underway, underway
from advocates.rights import Facts, Place, answer, facts_of, midnight
from advocates.rights.facts import GrantFacts
from advocates.rights.words import LABELS

HOUR = timedelta(hours=1)
NAMED = 4
DELEGATED = (Scope.POST, Scope.REPLY, Scope.CLAIM, Scope.DECIDE)
"""What a token does under rights."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A grant that allows nothing in this hour, and the sentence of the first check that fails on its own page."""

    grant_id: int
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Radius:
    """One right: on how many places, the first of them, how many uses at most within the hour, and what is stopped."""

    right: str
    places: int
    named: list[str]
    uses: int
    stopped: list[Stopped]

    @property
    def label(self) -> str:
        return str(LABELS[self.right])


@dataclass(frozen=True, slots=True)
class Tokens:
    """The live API tokens that act under rights: how many, and the words of what they may do."""

    count: int
    scopes: list[str]


@dataclass(frozen=True, slots=True)
class Blast:
    """`uses` is over all rights. `scheduled` goes out by itself within the hour; `claims` are cases held claimed."""

    until: datetime
    rights: list[Radius]
    scheduled: list[Underway]
    claims: list[Underway]
    tokens: Tokens

    @property
    def uses(self) -> int:
        return sum(one.uses for one in self.rights)


def blast_of(person: User, program: Program, *, at: datetime) -> Blast:
    """Ask the rule of rights now and in an hour, as if whoever holds the account could prove who they are.

    What is allowed at either moment counts. Where midnight lies between, the quotas of both days do.
    """
    until = at + HOUR
    moments = [facts_of(person, program, at=at), facts_of(person, program, at=until)]
    pages = list(places_of(program).only("pk", "path", "title"))
    titles = dict(
        Page.objects.filter(path__in={g.path for f in moments for g in f.grants}).values_list("path", "title")
    )
    more = underway(person, program, at, until)
    return Blast(
        until, [_radius(moments, right, pages, titles) for right in Right.values], more.get("scheduled", []),
        more.get("claims", []), _tokens(person, at),
    )  # fmt: skip


def _radius(moments: list[Facts], right: str, pages: list[Page], titles: dict[str, str]) -> Radius:
    usable = {f.at: [g for g in f.grants if g.right == right and _usable(f, g, pages)] for f in moments}
    grants = {g.id: g for f in moments for g in f.grants if g.right == right}
    reached = [page for page in pages if any(answer(f, right, Place.on(page, f.program)).allowed for f in moments)]
    able = {g.id for found in usable.values() for g in found}
    stopped = [_stopped(moments[0], grant, titles) for grant in grants.values() if grant.id not in able]
    return Radius(right, len(reached), [page.title for page in reached[:NAMED]], _uses(moments, usable), stopped)


def _usable(facts: Facts, grant: GrantFacts, pages: list[Page]) -> bool:
    """Whether this grant alone allows anything anywhere."""
    alone = replace(facts, grants=(grant,))
    below = (page for page in pages if page.path.startswith(grant.path))
    return any(answer(alone, grant.right, Place.on(page, facts.program)).allowed for page in below)


def _stopped(facts: Facts, grant: GrantFacts, titles: dict[str, str]) -> Stopped:
    alone = replace(facts, grants=(grant,))
    refusal = answer(alone, grant.right, Place(0, grant.path, facts.program)).refusal
    return Stopped(grant.id, titles.get(grant.path, ""), refusal.sentence if refusal else "")


def _uses(moments: list[Facts], usable: dict[datetime, list[GrantFacts]]) -> int:
    """At most so many uses: of each day in the hour what is left of it, within what is left in total and shared."""
    days: dict[datetime, dict[int, GrantFacts]] = {}
    for facts in moments:
        days.setdefault(midnight(facts.program, facts.at), {}).update({g.id: g for g in usable[facts.at]})
    of_grant: dict[int, int] = {}
    for found in days.values():
        for grant in found.values():
            of_grant[grant.id] = of_grant.get(grant.id, 0) + grant.left_today
    known = {grant.id: grant for found in days.values() for grant in found.values()}
    return sum(_capped(group, of_grant, len(days)) for group in families(known.values()))


def families(grants: Iterable[GrantFacts]) -> list[list[GrantFacts]]:
    """Grants that were passed on from the same one share its quota."""
    found: dict[int, list[GrantFacts]] = {}
    for grant in grants:
        found.setdefault(grant.passed_from.id if grant.passed_from else grant.id, []).append(grant)
    return list(found.values())


def _capped(family: list[GrantFacts], of_grant: dict[int, int], days: int) -> int:
    each = [of_grant[g.id] if g.left_total is None else min(of_grant[g.id], g.left_total) for g in family]
    given = family[0].passed_from
    if given is None:
        return sum(each)
    shared = given.per_day * days - (family[0].family_today or 0)
    if given.in_total is not None:
        shared = min(shared, given.in_total - (family[0].family or 0))
    return min(sum(each), max(shared, 0))


def _tokens(person: User, at: datetime) -> Tokens:
    live = ApiToken.objects.filter(owner=person, revoked_at=None, ends_at__gt=at)
    acting = [token for token in live if set(token.scopes) & set(DELEGATED)]
    scopes = {scope for token in acting for scope in token.scopes} & set(DELEGATED)
    return Tokens(len(acting), [str(Scope(scope).label) for scope in Scope.values if scope in scopes])
