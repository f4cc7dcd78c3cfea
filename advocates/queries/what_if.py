"""What a grant would change, before it is given: the rule of rights asked with and without it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wagtail.models import Page

from accounts.models import User
from advocates.models import Program
from advocates.queries.blast import families
from advocates.queries.places import places_of
from advocates.reach import people_at, readers_a_day
from advocates.rights import Facts, Place, RightsAnswer, answer, facts_of
from advocates.rights.facts import GrantFacts

ACTIVE_DAYS = 30
NAMED = 6


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What one more grant would add.

    `pages` is how many pages are new to them, `named` the titles of the first; `known` how many of its pages they
    could reach already. `a_day` and `a_day_now` are uses of this right with and without it, wherever. `people` are the
    distinct authors of what was published on the new pages in `ACTIVE_DAYS` days and `readers` how many people read
    these pages on an average day (None: not counted). `obstacles` are the sentences of the checks that would stop them
    all the same.
    """

    right: str
    pages: int
    named: list[str]
    known: int
    a_day_now: int
    a_day: int
    people: int | None
    readers: int | None
    obstacles: list[str]
    active_days: int = ACTIVE_DAYS

    @property
    def unnamed(self) -> int:
        return self.pages - len(self.named)


def what_if(
    program: Program,
    *,
    advocate: User,
    right: str,
    scope: Page,
    per_day: int,
    at: datetime,
    in_total: int | None = None,
) -> WhatIf:
    """The difference that this grant would make, had it begun already; one query for the person, two for the pages."""
    now = facts_of(advocate, program, at=at)
    imagined = GrantFacts(
        id=0, right=right, path=scope.path, live=True, starts_at=at, ends_at=at + timedelta(days=1), per_day=per_day,
        in_total=in_total, probation_uses=0, used_today=0, used=0, wide=scope.pk == program.root_page_id,
    )  # fmt: skip
    then = replace(now, grants=(*now.grants, imagined))
    pages = list(places_of(program).filter(path__startswith=scope.path).only("pk", "path", "title"))
    fresh = [page for page in pages if not _granted(_asked(now, right, page))]
    numbers = [page.pk for page in fresh]
    return WhatIf(
        right=right, pages=len(fresh), named=[page.title for page in fresh[:NAMED]], known=len(pages) - len(fresh),
        a_day_now=_a_day(now, right), a_day=_a_day(then, right),
        people=people_at(numbers, at - timedelta(days=ACTIVE_DAYS)), readers=readers_a_day(numbers, at.date()),
        obstacles=_obstacles(_asked(then, right, page) for page in fresh),
    )  # fmt: skip


def _asked(facts: Facts, right: str, page: Page) -> RightsAnswer:
    return answer(facts, right, Place.on(page, facts.program))


def _granted(asked: RightsAnswer) -> bool:
    return any(check.code == "granted" and check.passed for check in asked.checks)


def _a_day(facts: Facts, right: str) -> int:
    """Uses of a whole day: pieces of one grant share its quota, and no day has more than what is left in total."""
    live = [grant for grant in facts.grants if grant.right == right and grant.live]
    begun = [grant for grant in live if grant.starts_at <= facts.at < grant.ends_at]
    return sum(_of_family(family) for family in families(begun))


def _of_family(family: list[GrantFacts]) -> int:
    each = sum(_at_most(grant.per_day, grant.left_total) for grant in family)
    given = family[0].passed_from
    if given is None:
        return each
    left = None if given.in_total is None else given.in_total - (family[0].family or 0)
    return min(each, _at_most(given.per_day, left))


def _at_most(a_day: int, left: int | None) -> int:
    return a_day if left is None else max(min(a_day, left), 0)


def _obstacles(answers: Iterable[RightsAnswer]) -> list[str]:
    """The sentences of what fails, each once, in the order of the checks."""
    found = {check.sentence: None for asked in answers for check in asked.checks if not check.passed}
    return list(found)
