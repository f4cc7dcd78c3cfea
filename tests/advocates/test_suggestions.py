"""What an access review suggests, from the figures of the record."""

from datetime import timedelta
from typing import Any

import pytest

from advocates.models import Exercise, Grant, ReviewedGrant
from advocates.queries.suggestions import Figures, figures_of, sentence_of, suggestion_for
from cms.actions import messages
from moderation.models import Decision
from tests.advocates.probation import remove, say
from tests.factories import BrandPageFactory
from tests.kept import kept
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def used(on: Stage, grant: Grant, *, days_ago: float = 0, page: Any = None) -> Exercise:
    at = on.later(days=-days_ago)
    return Exercise.objects.create(grant=grant, right=grant.right, place=page or on.kitchen, at=at)


def figures(on: Stage, grant: Grant) -> Figures:
    return figures_of([Grant.objects.select_related("scope").get(pk=grant.pk)], on.program, since=on.later(days=-90))[
        grant.pk
    ]


@pytest.mark.parametrize(
    ("known", "per_day", "days_held", "expected"),
    [
        ({}, 5, 61, ("unused", "end", None)),
        ({"last_used": 61}, 5, 200, ("unused", "end", None)),
        ({}, 5, 3, ("new", "keep", None)),
        ({}, 5, 30, ("resting", "keep", None)),
        ({"uses": 9, "last_used": 1, "busiest_day": 4, "pages": 2, "pages_in_all": 4}, 5, 200, ("in_use", "keep", None)),
        ({"uses": 9, "last_used": 1, "busiest_day": 2, "pages": 4, "pages_in_all": 4}, 5, 200, ("few_a_day", "narrow", 2)),
        ({"uses": 9, "last_used": 1, "busiest_day": 2, "pages": 2, "pages_in_all": 40}, 9, 200, ("few_pages", "narrow", 2)),
        ({"uses": 9, "last_used": 1, "busiest_day": 5, "pages": 2, "pages_in_all": 40}, 5, 200, ("few_pages", "keep", None)),
        ({"uses": 9, "last_used": 1, "removals": 2, "busiest_day": 9}, 9, 200, ("removals", "narrow", 4)),
        ({"uses": 9, "last_used": 1, "removals": 1, "busiest_day": 1}, 1, 200, ("removals", "keep", None)),
    ],
)  # fmt: skip
def test_the_gravest_that_fits_is_suggested_and_never_more_than_there_is(
    on: Stage, known: dict[str, Any], per_day: int, days_held: int, expected: tuple[Any, ...]
) -> None:
    grant = Grant(per_day=per_day, starts_at=on.later(days=-days_held))
    last = known.pop("last_used", None)
    made = suggestion_for(grant, Figures(**known, last_used=on.later(days=-last) if last else None), on.now)
    assert (made.code, made.answer, made.per_day) == expected


def test_uses_are_counted_since_the_last_round_and_the_last_one_ever(on: Stage) -> None:
    grant = on.grant(offered_at=on.later(days=-200), starts_at=on.later(days=-200), ends_at=on.later(days=90))
    used(on, grant, days_ago=120)
    assert figures(on, grant).uses == 0
    assert figures(on, grant).last_used == on.later(days=-120)
    for days, page in ((3, on.kitchen), (3, on.pans), (2, on.pans)):
        used(on, grant, days_ago=days, page=page)
    found = figures(on, grant)
    assert (found.uses, found.busiest_day, found.pages) == (3, 2, 2)


def test_pages_are_those_of_the_scope_on_which_something_can_be_said(on: Stage) -> None:
    whole, narrow = on.grant(scope=on.program.root_page), on.grant(scope=on.pans, advocate=enrolled(on))
    for number in range(3):
        BrandPageFactory(parent=on.kitchen, title=f"Page {number}")
    places = {grant: figures(on, grant).pages_in_all for grant in (whole, narrow)}
    assert places[narrow] == 1
    assert places[whole] >= 5


def test_removals_and_overturned_decisions_count_and_what_came_back_does_not(on: Stage) -> None:
    grant = on.grant(right="post", per_day=9)
    first, _second = (remove(on, say(on)) for _one in range(2))
    assert figures(on, grant).removals == 2
    messages.restore(first, actor=on.manager, at=on.now)
    assert figures(on, grant).removals == 1
    moderating = on.grant(right="moderate")
    assert figures(on, moderating).removals == 0
    assert Decision.objects.count() == 0


def test_many_grants_cost_as_many_queries_as_one(on: Stage, django_assert_num_queries: Any) -> None:
    grants = [on.grant(advocate=enrolled(on)) for _one in range(6)]
    for grant in grants:
        used(on, grant)
    rows = list(Grant.objects.select_related("scope"))
    figures_of(rows[:1], on.program, since=on.now - timedelta(days=90))
    with django_assert_num_queries(5):
        figures_of(rows[:1], on.program, since=on.now - timedelta(days=90))
    with django_assert_num_queries(5):
        assert len(figures_of(rows, on.program, since=on.now - timedelta(days=90))) == 6


@pytest.mark.parametrize("code", ["removals", "unused", "new", "few_pages", "few_a_day", "in_use", "resting"])
def test_every_suggestion_has_its_sentence(code: str) -> None:
    item = ReviewedGrant(suggestion=code, removals=2, pages=2, pages_in_all=40, busiest_day=3)
    assert "%" not in sentence_of(item)
    assert sentence_of(item).endswith(".")
