"""What post, reply and comment refuse, and what the database refuses whatever code asks it."""

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import connections
from advocates.models import Exercise
from advocates.rights import NotAllowed
from cms.actions import messages
from cms.models import Message
from cms.pictures import StoredPicture
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cms.conftest import Cast, a_comment, a_post, another_advocate
from tests.factories import BrandPageFactory, HaltFactory, UserFactory


@pytest.mark.parametrize("kind", ["post", "reply"])
def test_without_a_grant_nobody_posts_or_replies(cast: Cast, kind: str) -> None:
    asked = a_comment(cast)
    fields = {"title": "Mine"} if kind == "post" else {"answers": asked}
    with pytest.raises(NotAllowed) as refusal:
        getattr(messages, kind)(cast.page, author=cast.member, body="Hello", at=cast.at, **fields)
    assert refusal.value.code == "enrolled"
    assert list(Message.objects.all()) == [asked]


def test_a_refused_message_uses_no_quota(cast: Cast) -> None:
    asked = a_comment(cast)
    messages.lock(asked, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        messages.reply(cast.page, author=cast.advocate, body="Late", at=cast.at, answers=asked)
    assert not Exercise.objects.exists()
    assert not Entry.objects.filter(verb="right.exercised").exists()


def test_the_quota_of_a_day_ends_the_posts_of_that_day(cast: Cast) -> None:
    for _use in range(cast.may_post.per_day):
        a_post(cast)
    with pytest.raises(NotAllowed) as refusal:
        a_post(cast)
    assert refusal.value.code == "within_quota"


def test_a_halt_stops_posts_but_not_comments(cast: Cast) -> None:
    HaltFactory(program=cast.program)
    with pytest.raises(NotAllowed) as refusal:
        a_post(cast)
    assert refusal.value.code == "halted"
    assert a_comment(cast).state == "published"


def test_a_grant_does_not_reach_a_page_beside_its_scope(cast: Cast) -> None:
    other = BrandPageFactory(parent=cast.program.root_page)
    advocate = another_advocate(cast, "reply")
    asked, elsewhere = a_comment(cast), messages.comment(other, author=cast.member, body="Rust?", at=cast.at)
    with pytest.raises(NotAllowed):
        messages.reply(other, author=advocate, body="Hello", at=cast.at, answers=elsewhere)
    assert messages.reply(cast.page, author=advocate, body="Hello", at=cast.at, answers=asked).state == "published"


def test_an_official_reply_without_a_message_to_answer_is_refused_and_uses_nothing(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        messages.reply(cast.page, author=cast.advocate, body="Hello", at=cast.at)
    assert refusal.value.code == "answers_nothing"
    assert not Exercise.objects.exists()


def test_the_database_itself_refuses_a_reply_that_answers_nothing(cast: Cast) -> None:
    """Without the constraint `a_reply_answers_a_message` this fails."""
    used = Exercise.objects.create(grant=cast.may_reply, right="reply", place_id=cast.page.pk, at=cast.at)
    row = {"program": cast.program, "page": cast.page, "author": cast.advocate, "written_at": cast.at, "body": "x"}
    with pytest.raises(IntegrityError, match="a_reply_answers_a_message"), transaction.atomic():
        Message.objects.create(
            kind="reply", state="published", disclosure="x", disclosure_short="x", exercise=used, **row
        )


def test_the_database_itself_refuses_a_post_without_an_exercise(cast: Cast) -> None:
    """I1. Without the constraint `a_post_or_reply_rests_on_an_exercise` this fails."""
    row = {"program": cast.program, "page": cast.page, "author": cast.advocate, "written_at": cast.at, "body": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind="post", state="published", disclosure="x", disclosure_short="x", **row)


def test_the_database_refuses_an_exercise_of_somebody_else(cast: Cast) -> None:
    """I1. Without the trigger `message_rests_on_its_right` this fails."""
    used = a_post(cast).exercise
    free = Exercise.objects.create(grant=used.grant, right="post", place_id=cast.page.pk, at=cast.at)
    row = {"program": cast.program, "page": cast.page, "author": cast.member, "written_at": cast.at, "body": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(
            kind="post", state="published", disclosure="x", disclosure_short="x", exercise=free, **row
        )


def test_a_member_without_a_verified_address_does_not_comment(cast: Cast) -> None:
    with pytest.raises(Forbidden) as refusal:
        a_comment(cast, author=UserFactory(verified=False))
    assert refusal.value.code == "unverified"


def test_a_member_who_is_switched_off_does_not_comment(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        a_comment(cast, author=UserFactory(is_active=False))


def test_what_is_not_published_takes_no_answer(cast: Cast) -> None:
    asked = a_comment(cast)
    messages.hide(asked, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict) as refusal:
        a_comment(cast, answers=asked)
    assert refusal.value.code == "gone"


def test_a_locked_top_closes_its_whole_branch(cast: Cast) -> None:
    top = a_comment(cast)
    answer = a_comment(cast, answers=top)
    messages.lock(top, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict) as refusal:
        a_comment(cast, answers=answer)
    assert refusal.value.code == "locked"


def test_a_closed_conversation_takes_nothing(cast: Cast) -> None:
    messages.lock_thread(cast.page, actor=cast.manager, at=cast.at)
    with pytest.raises(Conflict):
        a_comment(cast)
    with pytest.raises(Conflict):
        a_post(cast)


def test_an_answer_hangs_on_its_own_page_only(cast: Cast) -> None:
    other = BrandPageFactory(parent=cast.program.root_page)
    with pytest.raises(NotFound):
        messages.comment(other, author=cast.member, body="x", at=cast.at, answers=a_comment(cast))


def test_a_page_that_is_not_live_takes_nothing(cast: Cast) -> None:
    cast.page.unpublish()
    with pytest.raises(NotFound):
        a_comment(cast)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": ""}, "no_title"),
        ({"title": "\u200b \u202e"}, "no_title"),
        ({"title": "x" * 141}, "too_long"),
        ({"body": ""}, "empty"),
        ({"body": "<script>alert(1)</script>"}, "empty"),
        ({"body": "<p>\u2063\u00ad</p>"}, "empty"),
        ({"body": "x" * 20_001}, "too_long"),
        ({"pictures": [StoredPicture("a", "b", 1, 1, "alt")] * 5}, "too_many_pictures"),
    ],
)
def test_a_post_is_refused_with_a_reason(cast: Cast, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        a_post(cast, **fields)
    assert refusal.value.code == code
    assert not Exercise.objects.exists()


def test_no_delegated_message_is_stored_without_both_forms_of_its_disclosure(cast: Cast) -> None:
    """Guards: `a_delegated_message_discloses` and `a_delegated_message_discloses_in_its_byline`."""
    said = a_post(cast)
    for field in ("disclosure", "disclosure_short"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=said.pk).update(**{field: ""})


def test_a_message_tells_what_ties_its_author_to_the_brand_as_it_was_when_it_was_sent(cast: Cast) -> None:
    made = connections.declare(cast.program, kind="pay", actor=cast.advocate, at=cast.at)
    paid = a_post(cast)
    connections.end(made, actor=cast.advocate, at=cast.at)
    assert (paid.disclosure, paid.disclosure_short) == (
        f"{cast.program.disclosure} {cast.program} pays me.",
        "paid by the brand",
    )
    assert a_post(cast, title="Again", body="<p>Another thing altogether.</p>").disclosure == cast.program.disclosure
