"""What a grant would change, shown before it is given; nothing is given by looking."""

from typing import Any

import pytest
from django.urls import reverse

from advocates.actions import halts
from advocates.models import Grant
from advocates.queries.what_if import WhatIf, what_if
from cms.actions import messages as speak
from cms.models import BrandPage
from record.models import Entry
from tests.factories import BrandPageFactory, EnrolmentFactory, ProgramFactory, UserFactory
from tests.kept import kept
from tests.stage import Stage, at_work, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def asked(on: Stage, **fields: Any) -> WhatIf:
    known = {"advocate": on.advocate, "right": "reply", "scope": on.kitchen, "per_day": 5}
    return what_if(on.program, **known | {"at": on.now} | fields)


def comment(on: Stage, page: Any, *, author: Any = None, days_ago: float = 1) -> None:
    place = BrandPage.objects.get(pk=page.pk)
    speak.comment(place, author=author or UserFactory(), body="Hello", at=on.later(days=-days_ago))


def test_pages_that_are_new_are_counted_and_named(on: Stage) -> None:
    found = asked(on)
    assert (found.pages, found.known, found.named) == (2, 0, ["The kitchen", "Pans"])
    assert (found.a_day_now, found.a_day) == (0, 5)


def test_pages_that_a_live_grant_covers_are_not_new(on: Stage) -> None:
    """Guard: `what_if` asks the rule without the new grant first."""
    on.grant(scope=on.pans, per_day=3)
    on.grant(right="post", scope=on.kitchen)
    on.grant(state="revoked", ended_at=on.now, scope=on.kitchen)
    found = asked(on)
    assert (found.pages, found.known, found.named) == (1, 1, ["The kitchen"])
    assert (found.a_day_now, found.a_day) == (3, 8)
    assert asked(on, scope=on.pans).pages == 0


def test_at_most_six_pages_are_named(on: Stage) -> None:
    for number in range(8):
        BrandPageFactory(parent=on.pans, title=f"Page {number}")
    found = asked(on)
    assert (found.pages, len(found.named), found.unnamed) == (10, 6, 4)


def test_people_are_the_distinct_authors_of_the_last_thirty_days_on_the_new_pages(on: Stage) -> None:
    """Guards: `distinct`, `published_at__gte` and the new pages only in `people_at`."""
    twice = UserFactory()
    for page in (on.kitchen, on.pans):
        comment(on, page, author=twice)
    comment(on, on.kitchen)
    comment(on, on.kitchen, days_ago=31)
    assert asked(on).people == 2
    on.grant(scope=on.pans)
    assert asked(on).people == 2
    on.grant(scope=on.kitchen)
    assert asked(on).people == 0


def test_what_would_stop_them_all_the_same_is_said(on: Stage) -> None:
    assert asked(on).obstacles == []
    halts.halt(on.program, level="place", place=on.pans, actor=on.manager, at=on.now)
    assert asked(on).obstacles == ["This place is halted."]
    assert "no active enrolment" in " ".join(asked(on, advocate=UserFactory()).obstacles)


def test_looking_needs_no_script_gives_nothing_and_keeps_the_form(on: Stage) -> None:
    """Guard: the branch for `preview` in `form_valid`; without it looking is giving."""
    comment(on, on.pans)
    before = Entry.objects.count()
    offer = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    data = offer | {"reason": "A long story.", "per_day": 5, "preview": "1"}
    answer = at_work(on.manager).post(reverse("grants:add"), data)
    page = answer.content.decode()
    for words in ("The kitchen, Pans", "now 0,", "in the last 30 days", "A long story.", "Nothing was given."):
        assert words in page
    assert answer.status_code == 200
    assert (Grant.objects.count(), Entry.objects.count()) == (0, before)


def test_one_may_look_before_one_knows_the_reason(on: Stage) -> None:
    offer = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    manager = at_work(on.manager)
    assert manager.post(reverse("grants:add"), offer | {"per_day": 5, "preview": "1"}).context["what_if"].pages == 2
    assert manager.post(reverse("grants:add"), offer | {"per_day": 5}).context["what_if"] is None
    assert not Grant.objects.exists()


def test_what_cannot_be_understood_is_refused_before_looking(on: Stage) -> None:
    page = at_work(on.manager).post(reverse("grants:add"), {"program": on.program.pk, "preview": "1"})
    assert page.status_code == 422
    assert page.context["what_if"] is None
    assert "This field is required" in page.content.decode()


def test_pieces_of_one_grant_share_its_quota_and_a_total_ends_a_day(on: Stage) -> None:
    """Guards: `families` and `_at_most`; counted one by one they would promise what the rule of rights refuses."""
    giver = enrolled(on)
    above = on.grant(advocate=giver, per_day=3, may_be_passed_on=True)
    for place in (on.kitchen, on.pans):
        on.grant(passed_from=above, granted_by=giver, per_day=2, scope=place, ends_at=above.ends_at)
    on.grant(per_day=2)
    assert asked(on, per_day=1).a_day_now == 5
    assert asked(on, per_day=50, in_total=1).a_day == 6


@pytest.mark.parametrize("wrong", ["oneself", "elsewhere", "too long"])
def test_what_would_be_refused_is_refused_before_looking(on: Stage, wrong: str) -> None:
    fields = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    changed: dict[str, dict[str, Any]] = {
        "oneself": {"advocate": EnrolmentFactory(program=on.program, member=on.manager).member.pk},
        "elsewhere": {"scope": ProgramFactory().root_page_id},
        "too long": {"ends_at": "2150-01-01 00:00"},
    }
    sent = fields | {"per_day": 3, "preview": "1"} | changed[wrong]
    page = at_work(on.manager).post(reverse("grants:add"), sent)
    assert page.status_code in (403, 422)
    assert page.context["what_if"] is None
