"""Post, reply and comment, as actions."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from advocates.models import Exercise
from advocates.rights import NotAllowed
from cms import screening
from cms.actions import messages
from cms.actions.messages.wording import MOST_IN_A_COMMENT, worded
from cms.models import Message, Thread
from cms.pictures import NewPicture, stored
from record.models import Entry
from sitewide.errors import Refused
from sitewide.images import reencode
from tests import corpora
from tests.cms.conftest import Cast, a_comment, a_post, another_advocate
from tests.factories import EnrolmentFactory, UserFactory
from tests.sitewide.safety import assert_safe


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
        "text": sha256(f"{said.title}\n{said.body}".encode()).hexdigest(),
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


def test_on_probation_a_message_waits_and_readers_see_nothing_new(cast: Cast) -> None:
    advocate = another_advocate(cast, "post", probation_uses=1)
    said = a_post(cast, author=advocate)
    assert (said.state, said.hold_reason, said.published_at) == ("held", "probation", None)
    assert Entry.objects.get(subject_id=said.pk, verb="message.held").data["reason"] == "probation"
    assert not Thread.objects.filter(page=cast.page).exists()
    assert a_post(cast, author=advocate).state == "held", "however many: only a person ends probation"


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
