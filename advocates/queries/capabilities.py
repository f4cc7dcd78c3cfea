"""What one person could do everywhere, and who could do one thing in one place: the rule of rights asked many times."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from accounts.models import User
from advocates.models import Grant, Program, Right
from advocates.models.program import paths_down_to
from advocates.queries.places import places_of
from advocates.rights import Facts, Place, RightsAnswer, answer, facts_of

PAGES_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class Row:
    """One page with the answer for each right, in the order of `Right`."""

    page: Any
    answers: list[RightsAnswer]


def could_do(facts: Facts, *, after: str = "") -> tuple[list[Row], str]:
    """The first thirty pages whose tree path is after `after`, with the answers; and the path to go on from, or ""."""
    pages = list(places_of(facts.program).filter(path__gt=after)[: PAGES_AT_ONCE + 1])
    rows = [
        Row(page, [answer(facts, right, Place.on(page, facts.program)) for right in Right.values])
        for page in pages[:PAGES_AT_ONCE]
    ]
    return rows, pages[PAGES_AT_ONCE - 1].path if len(pages) > PAGES_AT_ONCE else ""


@dataclass(frozen=True, slots=True)
class Able:
    """One holder of a right that covers a page, and what the rule of rights says about them there now."""

    person: User
    answer: RightsAnswer


def holders_covering(program: Program, right: str, page: Page, *, at: datetime) -> QuerySet[User]:
    """Everybody with an accepted grant of the right on the page or above it, whether they could use it now or not."""
    covering = Grant.objects.filter(
        program=program, advocate=OuterRef("pk"), right=right, state=Grant.State.LIVE, ends_at__gt=at,
        scope__path__in=paths_down_to(page.path),
    )  # fmt: skip
    return User.objects.filter(Exists(covering))


def able(people: list[User], program: Program, right: str, page: Page, *, at: datetime) -> list[Able]:
    """The answer for each; one query a person, so give it one page of them."""
    place = Place.on(page, program)
    return [Able(person, answer(facts_of(person, program, at=at), right, place)) for person in people]
