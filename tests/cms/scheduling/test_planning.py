"""What an author plans, changes and cancels, and what is refused at once."""

from datetime import timedelta
from typing import Any

import pytest

from cms.actions import scheduling
from cms.models import Message, Scheduled
from tests.cms.conftest import Cast, another_advocate
from tests.cms.scheduling.planning import plan, quiet, sent
from tests.factories import UserFactory
from tests.refusing import refusal

pytestmark = pytest.mark.django_db


def test_its_author_changes_it_and_what_was_held_waits_again(cast: Cast) -> None:
    post = plan(cast)
    quiet(cast, ends_at=cast.later(hours=5))
    assert sent(cast).state == "held"
    change = {"title": "Later", "body": "<p>y</p>", "actor": cast.advocate, "at": cast.later(hours=3)}
    assert refusal(lambda: scheduling.change(post, due_at=cast.later(hours=4), **change)) == "unrestricted"
    changed = scheduling.change(post, due_at=cast.later(hours=6), **change)
    assert (changed.state, changed.title, changed.hold_why, changed.owner) == ("waiting", "Later", "", None)
    assert sent(cast, cast.later(hours=6)).state == "sent"


def test_what_is_cancelled_is_never_said(cast: Cast) -> None:
    post = plan(cast)
    scheduling.cancel(post, actor=cast.advocate, at=cast.at)
    assert sent(cast).state == "cancelled"
    assert not Message.objects.exists()
    assert refusal(lambda: scheduling.cancel(post, actor=cast.advocate, at=cast.at)) == "already_cancelled"


def test_what_is_said_is_neither_changed_nor_cancelled(cast: Cast) -> None:
    post = plan(cast)
    sent(cast)
    about: dict[str, Any] = {"actor": cast.advocate, "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.cancel(post, **about)) == "already_sent"
    words = {"title": "x", "body": "<p>x</p>", "due_at": cast.later(hours=9)}
    assert refusal(lambda: scheduling.change(post, **words, **about)) == "already_sent"


def test_somebody_elses_is_unknown(cast: Cast) -> None:
    post = plan(cast)
    other = another_advocate(cast, "post")
    assert refusal(lambda: scheduling.cancel(post, actor=other, at=cast.at)) == "not_found"
    words = {"title": "x", "body": "<p>x</p>", "due_at": cast.later(hours=9)}
    assert refusal(lambda: scheduling.change(post, **words, actor=other, at=cast.at)) == "not_found"


def test_what_is_known_to_be_refused_then_is_refused_now(cast: Cast) -> None:
    quiet(cast, starts_at=cast.later(hours=1))
    assert refusal(lambda: plan(cast)) == "unrestricted"
    assert plan(cast, due_at=cast.later(days=2)).state == "waiting"
    assert refusal(lambda: plan(cast, due_at=cast.later(days=170))) in ("granted", "enrolled")
    assert refusal(lambda: plan(cast, author=UserFactory())) == "enrolled"


@pytest.mark.parametrize("ahead", [timedelta(seconds=-1), timedelta(seconds=59), timedelta(days=181)])
def test_the_time_lies_ahead_and_not_too_far(cast: Cast, ahead: timedelta) -> None:
    assert refusal(lambda: plan(cast, due_at=cast.at + ahead)) == "due_at"


def test_pressing_twice_schedules_once(cast: Cast) -> None:
    assert plan(cast, key="k").pk == plan(cast, key="k").pk
    assert Scheduled.objects.count() == 1


def test_fifty_posts_wait_at_most(cast: Cast) -> None:
    made = plan(cast)
    rows = [Scheduled(program=cast.program, page=cast.page, author=cast.advocate, title="x", body="x",
                      due_at=made.due_at, made_at=cast.at) for _number in range(49)]  # fmt: skip
    Scheduled.objects.bulk_create(rows)
    assert refusal(lambda: plan(cast)) == "too_many"
