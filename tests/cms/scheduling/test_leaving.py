"""Whoever is no advocate any more says nothing later: what they had planned is cancelled."""

from datetime import timedelta

import pytest

from advocates.actions import enrolments
from advocates.models import Enrolment
from cms.actions import scheduling
from cms.models import Message, Scheduled
from record.models import Entry
from record.tasks import settle
from tests.cms.conftest import Cast, another_advocate
from tests.cms.scheduling.planning import held_in_quiet, plan
from tests.stage import signed_in

pytestmark = pytest.mark.django_db


def leave(cast: Cast) -> None:
    term = Enrolment.objects.get(member=cast.advocate)
    enrolments.leave(term, actor=cast.advocate, at=cast.later(hours=4))
    settle()


def test_leaving_cancels_what_waits_and_what_is_held_and_nobody_elses(cast: Cast) -> None:
    """Guard: the consumer `cms.leaving`; without it the posts wait for a right that will never come."""
    held = held_in_quiet(cast)
    waits = plan(cast, due_at=cast.later(hours=30))
    others = plan(cast, author=another_advocate(cast, "post"), due_at=cast.later(hours=30))
    leave(cast)
    states = dict(Scheduled.objects.values_list("pk", "state"))
    assert states == {held.pk: "cancelled", waits.pk: "cancelled", others.pk: "waiting"}
    entries = Entry.objects.filter(verb="post.cancelled")
    assert [(entry.actor_id, entry.data["code"]) for entry in entries] == [(None, "enrolled")] * 2
    page = signed_in(cast.advocate).get("/portal/scheduled/").content.decode()
    assert "Cancel it" not in page
    scheduling.send_due(at=cast.later(hours=31))
    assert not Message.objects.filter(author=cast.advocate).exists()


def test_what_was_said_stays_and_reading_the_entry_again_changes_nothing(cast: Cast) -> None:
    plan(cast)
    scheduling.send_due(at=cast.later(hours=3))
    leave(cast)
    assert Scheduled.objects.get().state == "sent"
    again = scheduling.cancel_all(cast.program.pk, cast.advocate.pk, until=cast.later(hours=4), at=cast.later(hours=5))
    assert again == 0


def test_what_is_planned_in_a_later_term_is_not_touched(cast: Cast) -> None:
    """Guard: `made_at__lte` in `cancel_all`; the record is read some time after the end."""
    post = plan(cast)
    early = post.made_at - timedelta(seconds=1)
    assert scheduling.cancel_all(cast.program.pk, cast.advocate.pk, until=early, at=cast.later(hours=1)) == 0
    assert scheduling.cancel_all(cast.program.pk, cast.advocate.pk, until=post.made_at, at=cast.later(hours=1)) == 1


def test_the_page_of_leaving_says_so(cast: Cast) -> None:
    page = signed_in(cast.advocate).get("/portal/leave/").content.decode()
    assert "Posts for later that have not been said are cancelled." in page
