"""Post, reply and comment, as actions."""

from contextlib import suppress
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image

from advocates.models import Exercise
from advocates.rights import NotAllowed
from cms import screening
from cms.actions import messages
from cms.actions.messages.wording import MOST_IN_A_COMMENT, worded
from cms.models import Message, Thread
from cms.pictures import NewPicture, StoredPicture, stored
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from sitewide.images import reencode
from tests import corpora
from tests.cms.conftest import Cast, another_advocate
from tests.factories import BrandPageFactory, EnrolmentFactory, HaltFactory, UserFactory
from tests.sitewide.safety import assert_safe


def a_post(cast: Cast, **fields: object) -> Message:
    sent = {"author": cast.advocate, "title": "Season it", "body": "<p>Oil, then heat.</p>", "at": cast.at}
    return messages.post(cast.page, **sent | fields)


def a_comment(cast: Cast, **fields: object) -> Message:
    return messages.comment(cast.page, **{"author": cast.member, "body": "Mine sticks.", "at": cast.at} | fields)


def test_a_post_rests_on_an_exercise_and_tells_readers_what_the_advocate_gets(cast: Cast) -> None:
    said = a_post(cast)
    assert (said.kind, said.state, said.published_at) == ("post", "published", cast.at)
    assert said.exercise.grant == cast.may_post
    assert (said.relation, said.disclosure) == ("advocate", "I get points for this.")


def test_a_post_uses_the_quota_once_and_is_on_the_record(cast: Cast) -> None:
    said = a_post(cast)
    assert Exercise.objects.filter(grant=cast.may_post).count() == 1
    entry = Entry.objects.get(verb="message.published")
    assert (entry.subject_id, entry.grant_id, entry.actor_id) == (said.pk, cast.may_post.pk, cast.advocate.pk)
    assert entry.program_id == cast.program.pk
    assert entry.data == {
        "kind": "post", "page_id": cast.page.pk, "author_id": cast.advocate.pk, "answers_id": None, "hits": [],
    }  # fmt: skip


def test_a_reply_answers_in_the_branch_and_uses_the_right_to_reply(cast: Cast) -> None:
    asked = a_comment(cast)
    said = messages.reply(cast.page, author=cast.advocate, body="Use less heat.", at=cast.at, answers=asked)
    assert (said.root, said.answers, said.exercise.grant) == (asked, asked, cast.may_reply)
    further = a_comment(cast, answers=said)
    assert (further.root, further.answers) == (asked, said)


def test_a_comment_needs_no_right_and_says_nothing_about_gains(cast: Cast) -> None:
    said = a_comment(cast)
    assert (said.exercise, said.relation, said.disclosure) == (None, "member", "")
    assert said.body == "<p>Mine sticks.</p>"


def test_a_comment_by_an_advocate_discloses_and_one_by_staff_is_marked(cast: Cast) -> None:
    assert a_comment(cast, author=cast.advocate).disclosure == "I get points for this."
    assert a_comment(cast, author=cast.manager).relation == "team"


def test_readers_see_a_new_version_of_the_thread(cast: Cast) -> None:
    a_comment(cast)
    before = Thread.objects.get(page=cast.page).version
    a_comment(cast)
    assert Thread.objects.get(page=cast.page).version == before + 1


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
        Message.objects.create(kind="reply", state="published", disclosure="x", exercise=used, **row)


def test_the_database_itself_refuses_a_post_without_an_exercise(cast: Cast) -> None:
    """I1. Without the constraint `a_post_or_reply_rests_on_an_exercise` this fails."""
    row = {"program": cast.program, "page": cast.page, "author": cast.advocate, "written_at": cast.at, "body": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind="post", state="published", disclosure="x", **row)


def test_the_database_refuses_an_exercise_of_somebody_else(cast: Cast) -> None:
    """I1. Without the trigger `message_rests_on_its_right` this fails."""
    used = a_post(cast).exercise
    free = Exercise.objects.create(grant=used.grant, right="post", place_id=cast.page.pk, at=cast.at)
    row = {"program": cast.program, "page": cast.page, "author": cast.member, "written_at": cast.at, "body": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(kind="post", state="published", disclosure="x", exercise=free, **row)


def test_on_probation_a_message_waits_and_readers_see_nothing_new(cast: Cast) -> None:
    advocate = another_advocate(cast, "post", probation_uses=1)
    said = a_post(cast, author=advocate)
    assert (said.state, said.hold_reason, said.published_at) == ("held", "probation", None)
    assert Entry.objects.get(subject_id=said.pk, verb="message.held").data["reason"] == "probation"
    assert not Thread.objects.filter(page=cast.page).exists()
    assert a_post(cast, author=advocate).state == "published"


def test_a_screen_may_hold_a_message_and_its_hits_are_on_the_record(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts: list[screening.Draft] = []

    def screen(draft: screening.Draft) -> list[screening.Hit]:
        drafts.append(draft)
        return [screening.Hit(7, "pan", holds=True), screening.Hit(8, "oil", holds=False)]

    monkeypatch.setattr(screening, "_screens", [])
    screening.register(screen)
    screening.register(screen)
    said = a_post(cast)
    assert (said.state, said.hold_reason) == ("held", "rule")
    assert Entry.objects.get(verb="message.held").data["hits"] == [[7, "pan"], [8, "oil"]]
    assert [(draft.kind, draft.text, draft.message_id) for draft in drafts] == [
        ("post", "Season it\nOil, then heat.", None)
    ]


def test_a_hit_that_does_not_hold_publishes_with_its_hit(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "_screens", [lambda _draft: [screening.Hit(3, "link", holds=False)]])
    assert a_comment(cast).state == "published"
    assert Entry.objects.get(verb="message.published").data["hits"] == [[3, "link"]]


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
    with pytest.raises(Conflict):
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


def test_the_same_key_says_it_once(cast: Cast) -> None:
    first = a_post(cast, key="k1")
    assert a_post(cast, key="k1", title="Another") == first
    assert a_comment(cast, key="k1") != first, "the key is the author's own"
    assert Exercise.objects.count() == 1


def test_the_same_key_gives_back_the_first_also_when_the_quota_is_used_up(cast: Cast) -> None:
    first = a_post(cast, key="k1")
    for _use in range(cast.may_post.per_day - 1):
        a_post(cast)
    assert a_post(cast, key="k1") == first


def test_what_is_written_is_sanitised_before_it_is_stored(cast: Cast) -> None:
    """I11. Without `clean_rich` in `worded` this fails."""
    body = '<p onclick="x()">Hello <script>alert(1)</script><a href="javascript:x()">you</a></p>'
    assert Message.objects.get(pk=a_post(cast, body=body).pk).body == "<p>Hello you</p>"
    assert a_comment(cast, body="<b>x</b>").body == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


def test_no_payload_is_stored_as_markup(cast: Cast) -> None:
    """I11, I12. Every payload through the one place that both doors pass; the policy has tests of its own."""
    for payload in corpora.markup():
        for kind in ("post", "comment"):
            with suppress(Refused):
                assert_safe(worded(kind, "Title", payload[:MOST_IN_A_COMMENT]).body)


def picture(size: tuple[int, int] = (900, 600)) -> BytesIO:
    made = BytesIO()
    Image.new("RGB", size, "#a35").save(made, "JPEG", exif=b"Exif\x00\x00secret-place")
    made.seek(0)
    return made


def test_a_picture_is_stored_anew_with_a_small_one_and_its_words(cast: Cast) -> None:
    with stored([NewPicture(reencode(picture()), "A red pan")], at=cast.at) as kept:
        said = a_post(cast, pictures=kept)
    shown = said.pictures.get()
    assert (shown.alt, shown.width, shown.height) == ("A red pan", 900, 600)
    assert b"secret-place" not in shown.image.read()
    assert Image.open(shown.thumbnail).width == 720


def test_a_refusal_leaves_no_picture_in_the_storage(cast: Cast) -> None:
    names: list[str] = []
    with pytest.raises(NotAllowed), stored([NewPicture(reencode(picture()), "A pan")], at=cast.at) as kept:
        names += [kept[0].name, kept[0].small]
        a_post(cast, pictures=kept, author=cast.member)
    assert [default_storage.exists(name) for name in names] == [False, False]


def test_somebody_whose_term_is_over_comments_as_a_member(cast: Cast) -> None:
    ended = UserFactory()
    EnrolmentFactory(program=cast.program, member=ended, ended_at=cast.at, ended_by=cast.manager, end="left")
    assert a_comment(cast, author=ended).relation == "member"
    over = UserFactory()
    term = {"term_starts": cast.at - timedelta(days=9), "term_ends": cast.at - timedelta(days=1)}
    EnrolmentFactory(program=cast.program, member=over, **term)
    assert a_comment(cast, author=over).relation == "member"
