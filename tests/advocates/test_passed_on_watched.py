"""What was passed on, where the record watches: narrowed, held and ended with the grant that it comes from."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from advocates.actions import access
from advocates.actions.watching import narrow_if_due
from advocates.models import Grant, Program, ReviewedGrant
from advocates.rights import examine
from tests.advocates.passing import allowed, taken
from tests.advocates.probation import remove, say
from tests.kept import kept
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


@pytest.fixture
def greta(on: Stage) -> User:
    return enrolled(on, name="Greta")


def ruled(on: Stage, how: str) -> None:
    Program.objects.update(narrow_after=1, narrow_how=how)


def removed_once(on: Stage, grant: Grant) -> Any:
    remove(on, say(on))
    return narrow_if_due(grant, at=on.now)


def test_the_programs_rule_narrows_what_was_passed_on_too(on: Stage, greta: User) -> None:
    """Guard: `narrow_passed_on` in `_narrowed`; without it a trigger refuses, and the rule does nothing at all."""
    ruled(on, "quota")
    grant = allowed(on, right="post", per_day=10)
    child = taken(on, grant, greta, per_day=8)
    assert removed_once(on, grant)
    child.refresh_from_db()
    assert (Grant.objects.get(pk=grant.pk).per_day, child.per_day) == (5, 5)


def test_back_on_probation_holds_what_was_passed_on_too(on: Stage, greta: User) -> None:
    """Guard: the probation of the grant above in `FACTS`; without it the piece speaks where the whole may not."""
    ruled(on, "hold")
    grant = allowed(on, right="post", per_day=10)
    taken(on, grant, greta, per_day=8)
    place = on.place(on.pans)
    assert not examine(greta, "post", place, at=on.now).held
    assert removed_once(on, grant)
    assert examine(greta, "post", place, at=on.now).held


def test_an_unconfirmed_grant_ends_with_what_was_passed_on(on: Stage, greta: User) -> None:
    """Guard: `end_passed_on` in `closing`; without it a trigger refuses, and the sweep ends nothing."""
    grant = allowed(on)
    child = taken(on, grant, greta, per_day=1)
    review = access.open_review(on.program, actor=on.manager, at=on.now)
    assert ReviewedGrant.objects.get(grant=child).reviewer == on.manager
    access.close_due(at=review.due_at + timedelta(minutes=1))
    child.refresh_from_db()
    assert (Grant.objects.get(pk=grant.pk).state, child.state) == ("expired", "expired")
    assert set(review.items.values_list("answer", flat=True)) <= {"unconfirmed", "over"}
    review.refresh_from_db()
    assert review.closed_at or access.close_due(at=review.due_at + timedelta(minutes=2)) == 0
