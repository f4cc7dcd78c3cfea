"""Posts for later: planned by their author, said when they are due under a right examined then, else held, never dropped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from advocates.actions import grants, halts, restrictions
from advocates.models import Exercise, Override
from advocates.rights import Origin
from cms.actions import messages, scheduling
from cms.models import Message, Scheduled
from cms.tasks import send_scheduled
from record.models import Entry
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.cms.conftest import Cast, another_advocate
from tests.factories import UserFactory, manager_of

pytestmark = pytest.mark.django_db


def plan(cast: Cast, **fields: Any) -> Scheduled:
    """A post of the advocate for in two hours."""
    known = {"author": cast.advocate, "title": "Season it", "body": "<p>Oil, then heat.</p>", "at": cast.at}
    return scheduling.schedule(cast.page, **known | {"due_at": cast.later(hours=2)} | fields)


def refusal(act: Callable[[], Any]) -> str:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert Entry.objects.count() == before
    return refused.value.code


def sent(cast: Cast, at: datetime | None = None) -> Scheduled:
    """The only scheduled post after a sweep at that moment, three hours later unless said otherwise."""
    scheduling.send_due(at=at or cast.later(hours=3))
    return Scheduled.objects.get()


def quiet(cast: Cast, **fields: Any) -> None:
    known = {"kind": "quiet", "place": cast.page, "reason": "The recall.", "actor": cast.manager, "at": cast.at}
    known |= {"starts_at": cast.at, "ends_at": cast.later(days=1)}
    restrictions.restrict(cast.program, **known | fields)


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


def test_the_proof_is_judged_as_it_stood_when_it_was_scheduled(cast: Cast) -> None:
    """Guard: `moved`; with the proof taken as it is, every post for later on the whole program would be held."""
    cast.program.proof_for_wide_scope = True
    cast.program.save()
    assert refusal(lambda: plan(cast)) == "secured"
    old = Origin(known=True, proved_at=cast.later(hours=-5))
    assert refusal(lambda: plan(cast, origin=old)) == "secured"
    plan(cast, origin=Origin(known=True, proved_at=cast.at))
    assert sent(cast).state == "sent"


def held_in_quiet(cast: Cast, *named: User) -> Scheduled:
    plan(cast)
    quiet(cast, overriders=named)
    return sent(cast)


def test_a_manager_whom_the_restriction_names_has_it_said_with_a_reason(cast: Cast) -> None:
    post = held_in_quiet(cast, cast.manager)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.release(post, **about)) == "no_reason"
    done = scheduling.release(post, reason="It is about the recall.", **about)
    assert done.state == "sent"
    assert done.message is not None
    assert Override.objects.get().exercise == done.message.exercise
    assert Entry.objects.filter(verb="restriction.overridden").count() == 1


def test_no_other_manager_has_it_said_in_the_quiet_period(cast: Cast) -> None:
    """Guard: `must_override` in `release`; without it every manager speaks despite every restriction."""
    post = held_in_quiet(cast)
    act = {"actor": cast.manager, "reason": "Please."}
    assert refusal(lambda: scheduling.release(post, at=cast.later(hours=4), **act)) == "not_named"
    assert scheduling.release(post, at=cast.later(days=2), **act).state == "sent"
    assert not Override.objects.exists()


def test_an_override_sets_nothing_else_aside(cast: Cast) -> None:
    """Guard: `exercise` inside `release`: a halt stops it, whoever overrides the quiet period."""
    post = held_in_quiet(cast, cast.manager)
    halts.halt(cast.program, level="program", actor=cast.manager, at=cast.at)
    act = {"actor": cast.manager, "reason": "Please.", "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.release(post, **act)) == "halted"
    assert not Override.objects.exists()


def test_nobody_releases_their_own_or_what_is_not_held(cast: Cast) -> None:
    post = plan(cast)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=1), "reason": "x"}
    assert refusal(lambda: scheduling.release(post, **about)) == "not_held"
    assert refusal(lambda: scheduling.release(post, **about | {"actor": cast.advocate})) == "not_a_manager"
    cast.program.managers.create(member=cast.advocate, since=cast.at)
    assert refusal(lambda: scheduling.release(post, **about | {"actor": cast.advocate})) == "own"


def test_a_manager_gives_it_back_and_says_why(cast: Cast) -> None:
    post = held_in_quiet(cast)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.give_back(post, reason=" ", **about)) == "no_reason"
    back = scheduling.give_back(post, reason="Not before Monday.", **about)
    assert (back.state, back.owner, back.hold_why) == ("held", cast.advocate, "Not before Monday.")


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


def test_the_list_costs_the_same_however_long_it_is(
    cast: Cast, client: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(25):
        plan(cast)
    client.force_login(cast.advocate)
    client.get("/portal/scheduled/")
    with django_assert_max_num_queries(9):
        text = client.get("/portal/scheduled/").content.decode()
    assert text.count("Season it") == 20
    assert "?before=" in text


def test_a_post_is_scheduled_changed_and_cancelled_on_the_screens_in_the_authors_zone(cast: Cast, client: Any) -> None:
    cast.advocate.time_zone = "Asia/Tokyo"
    cast.advocate.save()
    client.force_login(cast.advocate)
    day = (timezone.now() + timedelta(days=3)).date()
    write = {"as": "post", "act": "schedule", "title": "Season it", "body": "Oil.", "key": "k", "due": f"{day}T09:30"}
    address = f"/portal/write/{cast.page.pk}/"
    assert client.post(address, write | {"due": ""}).status_code == 422
    assert client.post(address, write).url == "/portal/scheduled/"
    post = Scheduled.objects.get()
    assert post.due_at.isoformat() == f"{day}T00:30:00+00:00"
    one = client.get(f"/portal/scheduled/{post.pk}/").content.decode()
    assert f'value="{day}T09:30"' in one
    assert "Asia/Tokyo" in one
    assert "1 post for later" in client.get("/portal/write/").content.decode()
    changed = client.post(f"/portal/scheduled/{post.pk}/", {"title": "New", "body": "x", "due": f"{day}T10:00"})
    assert changed.url == "/portal/scheduled/"
    listed = client.get("/portal/scheduled/").content.decode()
    assert "New" in listed
    assert "10:00 JST" in listed
    assert client.post(f"/portal/scheduled/{post.pk}/cancel/").url == "/portal/scheduled/"
    assert Scheduled.objects.get().state == "cancelled"


def test_a_time_that_the_clocks_leave_out_is_no_time(cast: Cast, client: Any) -> None:
    cast.advocate.time_zone = "Europe/Berlin"
    cast.advocate.save()
    client.force_login(cast.advocate)
    sent_form = {"as": "post", "act": "schedule", "title": "x", "body": "x", "due": "2027-03-28T02:30"}
    answer = client.post(f"/portal/write/{cast.page.pk}/", sent_form)
    assert answer.status_code == 422
    assert "no such time" in answer.content.decode()
