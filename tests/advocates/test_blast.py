"""The blast radius of an account: what the rule of rights would let it do in the next hour, and what stops it already."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.actions import tokens
from accounts.models import User
from advocates.actions import grants, halts, restrictions
from advocates.models import Enrolment, Halt
from advocates.queries.blast import Blast, Radius, blast_of
from advocates.rights import exercise
from cms.actions import scheduling
from cms.models import BrandPage
from tests.kept import kept
from tests.stage import Stage, at_work, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def radius(on: Stage, right: str = "reply", person: User | None = None, at: datetime | None = None) -> Radius:
    return next(one for one in blast(on, person, at).rights if one.right == right)


def blast(on: Stage, person: User | None = None, at: datetime | None = None) -> Blast:
    return blast_of(person or on.advocate, on.program, at=at or on.now)


def midday(on: Stage) -> datetime:
    """A moment far from every midnight, tomorrow."""
    return (on.now + timedelta(days=1)).replace(hour=12, minute=0)


def use(on: Stage, at: datetime) -> None:
    with transaction.atomic():
        exercise(on.advocate, "reply", on.place(), at=at)


def test_without_a_grant_nothing_could_be_done(on: Stage) -> None:
    found = blast(on)
    assert found.uses == 0
    assert [(one.places, one.uses, one.stopped) for one in found.rights] == [(0, 0, [])] * 3


def test_places_and_what_is_left_of_the_day_are_counted(on: Stage) -> None:
    at = midday(on)
    on.grant(per_day=5)
    on.grant(per_day=3, scope=on.pans)
    use(on, at)
    found = radius(on, at=at)
    assert (found.places, found.named, found.uses) == (2, ["The kitchen", "Pans"], 7)
    assert radius(on, "post", at=at).uses == 0


def test_over_midnight_both_days_count_and_the_total_caps_them(on: Stage) -> None:
    """Guard: `_uses` sums the days; and `left_total` caps."""
    at = midday(on).replace(hour=23, minute=30)
    on.grant(per_day=5)
    use(on, at)
    assert radius(on, at=at).uses == 4 + 5
    assert radius(on, at=at - timedelta(hours=2)).uses == 4
    on.grant(right="post", per_day=5, in_total=7)
    assert radius(on, "post", at=at).uses == 7


def test_a_halt_leaves_nothing_and_is_named(on: Stage) -> None:
    """Guard: the rule of rights is asked, not the grants counted."""
    grant = on.grant()
    halts.halt(on.program, level="person", person=on.advocate, actor=on.manager, at=on.now)
    found = radius(on)
    assert (found.places, found.uses) == (0, 0)
    assert [(one.grant_id, one.place, one.sentence) for one in found.stopped] == [
        (grant.pk, "The kitchen", "This person's rights are halted.")
    ]


def test_a_halted_place_takes_away_only_that_place(on: Stage) -> None:
    on.grant(per_day=5)
    halts.halt(on.program, level="place", place=on.pans, actor=on.manager, at=on.now)
    found = radius(on)
    assert (found.places, found.named, found.stopped) == (1, ["The kitchen"], [])


def test_a_quiet_period_that_ends_within_the_hour_stops_nothing_for_the_hour(on: Stage) -> None:
    """Guard: the rule is asked for the end of the hour, too."""
    at = midday(on)
    on.grant(per_day=5)
    quiet: dict[str, Any] = {
        "kind": "quiet",
        "place": on.kitchen,
        "reason": "Quiet.",
        "actor": on.manager,
        "at": on.now,
    }
    restrictions.restrict(on.program, starts_at=at - timedelta(hours=1), ends_at=at + timedelta(minutes=30), **quiet)
    assert radius(on, at=at).uses == 5
    assert radius(on, at=at - timedelta(minutes=40)).uses == 0


def test_those_who_share_a_quota_do_not_count_it_twice(on: Stage) -> None:
    """Guard: `_capped`; two pieces of a quota of four are no six uses."""
    greta = enrolled(on)
    grant = on.grant(per_day=4, may_be_passed_on=True)
    for scope in (on.pans, on.kitchen):
        piece = grants.pass_on(
            grant, to=greta, scope=scope, per_day=3, reason="Because", actor=on.advocate, at=on.now
        )  # fmt: skip
        grants.accept(piece, actor=greta, at=on.now)
    at = midday(on)
    assert radius(on, person=greta, at=at).uses == 4


def test_posts_that_are_due_within_the_hour_are_listed_with_what_stops_them(on: Stage) -> None:
    on.grant(right="post")
    page = BrandPage.objects.get(pk=on.kitchen.pk)
    for minutes, title in ((30, "Soon"), (90, "Later")):
        scheduling.schedule(
            page, author=on.advocate, title=title, body="Hello", due_at=on.later(minutes=minutes), at=on.now
        )  # fmt: skip
    found = blast(on).scheduled
    assert [(each.what, each.refused) for each in found] == [("Soon (The kitchen)", "")]
    halts.halt(on.program, actor=on.manager, at=on.now)
    assert "halted" in blast(on).scheduled[0].refused


def test_tokens_that_act_under_rights_are_counted(on: Stage) -> None:
    tokens.make(on.advocate, name="Bot", scopes=["post", "balance"], days=30, at=on.now)
    tokens.make(on.advocate, name="Reader", scopes=["register"], days=30, at=on.now)
    gone, _secret = tokens.make(on.advocate, name="Old", scopes=["decide"], days=30, at=on.now)
    tokens.revoke(gone, actor=on.advocate, at=on.now)
    found = blast(on).tokens
    assert (found.count, found.scopes) == (1, ["send posts"])


def test_the_workbench_shows_it_with_one_press_that_halts_the_person(on: Stage) -> None:
    on.grant(per_day=5)
    enrolment = Enrolment.objects.get(member=on.advocate)
    manager = at_work(on.manager)
    page = manager.get(reverse("enrolments:edit", args=[enrolment.pk])).content.decode()
    assert "What could this account do in the next hour?" in page
    assert "Halt this person's rights now" in page.replace("&#x27;", "'")
    manager.post(reverse("halts:press"), {"program": on.program.pk, "person": on.advocate.pk})
    assert Halt.objects.get().person == on.advocate
    page = manager.get(reverse("enrolments:edit", args=[enrolment.pk])).content.decode().replace("&#x27;", "'")
    assert "This person's rights are halted." in page
    assert "At most 0 uses" in page
