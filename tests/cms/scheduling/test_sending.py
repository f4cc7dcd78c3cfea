"""Posts for later are said once, under a right examined when they are due, else held and never dropped."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import grants, halts
from advocates.models import Exercise
from advocates.rights import Origin
from cms.actions import messages, scheduling
from cms.models import Message, Scheduled
from cms.tasks import send_scheduled
from record.models import Entry
from sitewide.models import Letter
from tests.cms.conftest import Cast
from tests.cms.scheduling.planning import plan, quiet, sent
from tests.factories import manager_of
from tests.refusing import refusal

pytestmark = pytest.mark.django_db


def test_nothing_is_used_before_it_is_due(cast: Cast) -> None:
    plan(cast)
    assert scheduling.send_due(at=cast.later(minutes=119)) == 0
    assert not Exercise.objects.exists()
    assert not Message.objects.exists()


def test_it_is_said_once_when_it_is_due_under_the_right_of_that_moment(cast: Cast) -> None:
    """Guard: `state=WAITING` in `send`; without it the second sweep says it again."""
    post = plan(cast)
    assert scheduling.send_due(at=cast.later(hours=3)) == 1
    assert scheduling.send_due(at=cast.later(hours=4)) == 0
    assert not scheduling.send(post.pk, at=cast.later(hours=4))
    said = Message.objects.get()
    post.refresh_from_db()
    assert (post.state, post.message) == ("sent", said)
    assert (said.title, said.state, said.written_at) == ("Season it", "published", cast.later(hours=3))
    assert said.exercise is not None
    assert (said.exercise.grant, said.exercise.at) == (cast.may_post, cast.later(hours=3))
    assert Entry.objects.get(verb="post.sent").data["message"] == said.pk


def test_the_task_of_beat_says_what_is_due(cast: Cast) -> None:
    plan(cast, at=cast.later(hours=-3), due_at=cast.later(hours=-2))
    assert send_scheduled() == 1
    assert send_scheduled() == 0
    assert Message.objects.count() == 1


def stop_by_revoking(cast: Cast) -> None:
    grants.revoke(cast.may_post, reason="Enough.", actor=cast.manager, at=cast.at)


def stop_by_halting(cast: Cast) -> None:
    halts.halt(cast.program, level="person", person=cast.advocate, actor=cast.manager, at=cast.at)


def stop_by_quiet(cast: Cast) -> None:
    quiet(cast)


def stop_by_embargo(cast: Cast) -> None:
    quiet(cast, kind="embargo", words="heat*")


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        (stop_by_revoking, "granted"), (stop_by_halting, "halted"), (stop_by_quiet, "unrestricted"),
        (stop_by_embargo, "unrestricted"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_then_is_held_with_the_reason_and_an_owner(cast: Cast, stop: Any, code: str) -> None:
    """I3. Guard: `exercise` inside `post` at the moment of sending; a post that was allowed when planned is not said."""
    plan(cast)
    manager_of(cast.program)
    stop(cast)
    post = sent(cast)
    assert (post.state, post.hold_code) == ("held", code)
    assert post.hold_why
    assert post.owner in (cast.manager, cast.may_post.granted_by)
    assert not Message.objects.exists()
    assert not Exercise.objects.exists()
    told = set(Letter.objects.filter(about="scheduled_held").values_list("member_id", flat=True))
    assert told == {cast.advocate.pk, post.owner and post.owner.pk}
    assert scheduling.send_due(at=cast.later(days=3)) == 0, "it waits for its owner"


def test_a_quota_that_is_used_up_holds_it_for_its_author(cast: Cast) -> None:
    grants.narrow(cast.may_post, reason="Less.", per_day=1, actor=cast.manager, at=cast.at)
    plan(cast, due_at=cast.later(minutes=1))
    messages.post(cast.page, author=cast.advocate, title="First", body="<p>x</p>", at=cast.later(seconds=30))
    post = sent(cast, cast.later(minutes=1))
    assert (post.state, post.hold_code, post.owner) == ("held", "within_quota", cast.advocate)


def test_a_conversation_that_was_closed_holds_it_for_its_author(cast: Cast) -> None:
    plan(cast)
    messages.lock_thread(cast.page, actor=cast.manager, at=cast.at)
    post = sent(cast)
    assert (post.state, post.hold_code, post.owner) == ("held", "locked", cast.advocate)
    assert not Exercise.objects.exists(), "the refusal left nothing of the post behind"


def test_one_that_fails_keeps_no_other_from_being_said(cast: Cast) -> None:
    """Guard: the `except` in `send_due`; without it the first row stops the sweep."""
    broken, fine = plan(cast, due_at=cast.later(hours=1)), plan(cast)
    Scheduled.objects.filter(pk=broken.pk).update(known=True, proved_at=datetime(9999, 12, 31, 23, tzinfo=UTC))
    assert scheduling.send_due(at=cast.later(hours=3)) == 1
    states = dict(Scheduled.objects.values_list("pk", "state"))
    assert states == {broken.pk: "waiting", fine.pk: "sent"}


def test_the_proof_is_judged_as_it_stood_when_it_was_scheduled(cast: Cast) -> None:
    """Guard: `moved`; with the proof taken as it is, every post for later on the whole program would be held."""
    cast.program.proof_for_wide_scope = True
    cast.program.save()
    assert refusal(lambda: plan(cast)) == "secured"
    old = Origin(known=True, proved_at=cast.later(hours=-5))
    assert refusal(lambda: plan(cast, origin=old)) == "secured"
    plan(cast, origin=Origin(known=True, proved_at=cast.at))
    assert sent(cast).state == "sent"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"state": "sent"}, "a_scheduled_post_is_sent_with_its_message"),
        ({"state": "held"}, "a_held_post_has_a_reason_and_an_owner"),
    ],
)
def test_the_database_keeps_no_post_that_is_sent_or_held_for_nothing(cast: Cast, fields: Any, name: str) -> None:
    plan(cast)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Scheduled.objects.update(**fields)
