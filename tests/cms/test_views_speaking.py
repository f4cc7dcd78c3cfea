"""Writing through the screens: what is shown before sending, what a refusal keeps, what htmx gets."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cms.actions import messages
from cms.models import Message
from tests.cms.conftest import Cast, another_advocate
from tests.cms.writing import a_picture, write
from tests.factories import BrandPageFactory, HaltFactory, ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db


HTMX = {"HX-Request": "true"}


def test_before_sending_one_sees_checks_what_is_left_and_what_readers_are_told(cast: Cast, as_: Any) -> None:
    answer = as_(cast.advocate).get(f"/portal/write/{cast.page.pk}/?as=post")
    text = answer.content.decode()
    assert "I get points for this." in text
    assert "5 of 5 left" in text
    known = {"halted", "enrolled", "granted", "attested", "secured", "within_quota", "unrestricted"}
    assert known <= {check.code for check in answer.context["checks"]}
    assert all(str(check.sentence) in unescape(text) for check in answer.context["checks"])
    assert "check-code" not in text, "codes are for programs"


def test_what_cannot_be_sent_now_says_that_a_refusal_keeps_the_words_and_it_does(cast: Cast, as_: Any) -> None:
    """Guard: `form` in what the view shows after a refusal."""
    HaltFactory(program=cast.program)
    path = f"/portal/write/{cast.page.pk}/?as=post"
    assert "a refusal keeps what you wrote in this form" in as_(cast.advocate).get(path).content.decode()
    answer = as_(cast.advocate).post(path, write(cast, body="Long and dear words."))
    assert answer.status_code == 403
    assert "Long and dear words." in answer.content.decode()


def test_a_post_is_sent_and_stands_on_its_page(cast: Cast, as_: Any) -> None:
    answer = as_(cast.advocate).post(f"/portal/write/{cast.page.pk}/", write(cast))
    said = Message.objects.get()
    assert answer.url == f"{cast.page.url}#m-{said.pk}"
    assert said.body == "<p>Oil, <strong>then</strong> heat.</p>"
    page = as_(cast.advocate).get("/pans/").content.decode()
    assert f'href="/register/{cast.may_post.pk}/"' in page
    assert "community advocate" in page
    assert "I get points for this." in page


def test_pressing_twice_sends_once(cast: Cast, as_: Any) -> None:
    for _press in range(2):
        assert as_(cast.advocate).post(f"/portal/write/{cast.page.pk}/", write(cast)).status_code == 302
        assert as_(cast.advocate).post(f"/portal/say/{cast.page.pk}/", {"body": "x", "key": "c"}).status_code == 302
    assert Message.objects.count() == 2


def test_every_form_has_a_key_of_its_own(cast: Cast, as_: Any) -> None:
    address = f"/portal/say/{cast.page.pk}/"
    keys = [re.search(r'name="key" value="(\w{32})"', as_(cast.member).get(address).content.decode()) for _ in "ab"]
    assert len({key and key[1] for key in keys}) == 2


def test_a_refusal_keeps_the_text_and_the_words_of_pictures(cast: Cast, as_: Any) -> None:
    HaltFactory(program=cast.program)
    sent = write(cast, picture_1=a_picture(), alt_1="A red pan")
    answer = as_(cast.advocate).post(f"/portal/write/{cast.page.pk}/", sent)
    text = answer.content.decode()
    assert answer.status_code == 403
    for kept in ("Season it", "Oil, **then** heat.", "A red pan", 'role="alert"', "check-code"):
        assert kept in text
    assert not Message.objects.exists()


def test_a_preview_sends_nothing_and_shows_the_text_as_readers_would(cast: Cast, as_: Any) -> None:
    client = as_(cast.advocate)
    for headers in ({}, HTMX):
        answer = client.post(f"/portal/write/{cast.page.pk}/", write(cast, act="preview"), headers=headers)
        assert "<strong>then</strong>" in answer.content.decode()
        assert ("<html" in answer.content.decode()) is (not headers)
    assert not Message.objects.exists()


def test_a_reply_answers_its_message(cast: Cast, as_: Any) -> None:
    asked = messages.comment(cast.page, author=cast.member, body="Rust?", at=cast.at)
    address = f"/portal/write/{cast.page.pk}/"
    assert "Rust?" in as_(cast.advocate).get(f"{address}?as=reply&answers={asked.pk}").content.decode()
    sent = {"as": "reply", "act": "send", "body": "Oil it.", "answers": asked.pk, "key": "r"}
    assert as_(cast.advocate).post(address, sent).status_code == 302
    assert Message.objects.get(kind="reply").answers == asked
    assert "Official reply" in as_(cast.member).get("/pans/").content.decode()


def test_who_has_chosen_nothing_to_answer_is_sent_to_choose(cast: Cast, as_: Any) -> None:
    client, address = as_(cast.advocate), f"/portal/write/{cast.page.pk}/?as=reply"
    chosen = client.get(address, follow=True)
    assert chosen.redirect_chain[-1][0].endswith("/pans/#conversation")
    assert "Choose the message that you want to answer officially." in chosen.content.decode()


def test_a_reply_that_answers_nothing_is_refused_with_its_text(cast: Cast, as_: Any) -> None:
    """Nothing on the page leads there; the rule stands all the same."""
    answer = as_(cast.advocate).post(
        f"/portal/write/{cast.page.pk}/", {"as": "reply", "act": "send", "body": "Oil it."}
    )
    assert answer.status_code == 422
    assert "An official reply answers a message" in answer.content.decode()
    assert "Oil it." in answer.content.decode()
    assert not Message.objects.exists()


def test_somebody_without_a_right_sees_why_and_sends_nothing(cast: Cast, as_: Any) -> None:
    client = as_(cast.member)
    assert "There is no active enrolment" in client.get(f"/portal/write/{cast.page.pk}/").content.decode()
    assert client.post(f"/portal/write/{cast.page.pk}/", write(cast)).status_code == 403


def test_on_probation_the_author_sees_it_waiting_and_nobody_else_sees_it(cast: Cast, as_: Any) -> None:
    advocate = another_advocate(cast, "post", probation_uses=1)
    answer = as_(advocate).post(f"/portal/write/{cast.page.pk}/", write(cast), follow=True)
    assert "Waiting for approval" in answer.content.decode()
    assert "only you see this" in as_(advocate).get("/pans/").content.decode()
    said = Message.objects.get()
    for reader in (cast.member, UserFactory()):
        assert as_(reader).get(said.get_absolute_url()).status_code == 404
        assert "Season it" not in as_(reader).get("/pans/").content.decode()
    assert Client().get(said.get_absolute_url()).status_code == 404


def test_htmx_gets_the_comment_for_its_place_and_a_fresh_form(cast: Cast, as_: Any) -> None:
    sent = {"body": "Works.", "key": "h"}
    answer = as_(cast.member).post(f"/portal/say/{cast.page.pk}/", sent, headers=HTMX)
    text = answer.content.decode()
    assert 'hx-swap-oob="afterbegin:#thread"' in text
    assert "<p>Works.</p>" in text
    assert 'value="h"' not in text
    top = Message.objects.get()
    sent = {"body": "Mine, too.", "answers": top.pk, "key": "i"}
    text = as_(cast.member).post(f"/portal/say/{cast.page.pk}/", sent, headers=HTMX).content.decode()
    assert f'hx-swap-oob="beforeend:#answers-{top.pk}"' in text


def test_a_refused_comment_keeps_its_text(cast: Cast, as_: Any) -> None:
    client = as_(UserFactory(verified=False))
    for headers in ({}, HTMX):
        answer = client.post(f"/portal/say/{cast.page.pk}/", {"body": "Hello there"}, headers=headers)
        assert answer.status_code == 403
        assert "Hello there" in answer.content.decode()
        assert "Confirm your e-mail address" in answer.content.decode()


def test_strangers_are_asked_to_sign_in_and_pages_of_others_are_not_there(cast: Cast, as_: Any) -> None:
    other = BrandPageFactory(parent=ProgramFactory(hostname="other.example").root_page)
    for path in (f"/portal/write/{cast.page.pk}/", f"/portal/say/{cast.page.pk}/", "/portal/write/"):
        assert Client().get(path).url.startswith("/accounts/login/?next=")
    for path in (f"/portal/write/{other.pk}/", f"/portal/say/{other.pk}/", "/portal/say/999999999999999999/"):
        assert as_(cast.advocate).get(path).status_code == 404, path


@pytest.mark.parametrize("answers", ["0", "-1", "x", "99999999999999999999", "٣", "1' OR '1'='1"])
def test_an_answer_to_nothing_is_not_there(cast: Cast, as_: Any, answers: str) -> None:
    assert as_(cast.member).post(f"/portal/say/{cast.page.pk}/", {"body": "x", "answers": answers}).status_code == 404


def test_an_author_edits_in_their_own_words_and_readers_see_both(cast: Cast, as_: Any) -> None:
    said = messages.post(cast.page, author=cast.advocate, title="T", body="<p>Oil <em>it</em>.</p>", at=cast.at)
    address = f"/portal/said/{said.pk}/edit/"
    assert "Oil *it*." in as_(cast.advocate).get(address).content.decode()
    assert as_(cast.advocate).post(address, {"title": "T", "body": "Heat **it**."}).status_code == 302
    text = Client().get(said.get_absolute_url()).content.decode()
    assert "<p>Heat <strong>it</strong>.</p>" in text
    assert "<p>Oil <em>it</em>.</p>" in text
    assert as_(cast.member).get(address).status_code == 403


def test_withdrawing_asks_first_and_leaves_a_line_where_somebody_answered(cast: Cast, as_: Any) -> None:
    said = messages.comment(cast.page, author=cast.member, body="Regret.", at=cast.at)
    messages.comment(cast.page, author=cast.advocate, body="Why?", at=cast.at, answers=said)
    address = f"/portal/said/{said.pk}/withdraw/"
    assert "Withdraw what you said?" in as_(cast.member).get(address).content.decode()
    assert Message.objects.get(pk=said.pk).state == "published"
    as_(cast.member).post(address)
    text = Client().get("/pans/").content.decode()
    assert "Its author withdrew this message." in text
    assert "Regret." not in text


def test_a_removed_message_leaves_its_rule_only_where_somebody_answered(cast: Cast, as_: Any) -> None:
    alone = messages.comment(cast.page, author=cast.member, body="Alone.", at=cast.at)
    said = messages.comment(cast.page, author=cast.member, body="Bad.", at=cast.at)
    messages.comment(cast.page, author=cast.advocate, body="Tut.", at=cast.at, answers=said)
    for each in (alone, said):
        messages.remove(each, actor=cast.manager, at=cast.at, clause="Be <kind>")
    text = Client().get("/pans/").content.decode()
    assert text.count("A moderator removed this message.") == 1
    assert "Be &lt;kind&gt;" in text
    assert Client().get(said.get_absolute_url()).status_code == 404
    assert as_(cast.member).get(said.get_absolute_url()).status_code == 200


def test_staff_pins_locks_and_closes_and_others_do_not(cast: Cast, as_: Any) -> None:
    said = messages.comment(cast.page, author=cast.member, body="Good.", at=cast.at)
    paths = [f"/portal/said/{said.pk}/{act}/" for act in ("pin", "lock")] + [f"/portal/threads/{cast.page.pk}/lock/"]
    for path in paths:
        assert as_(cast.advocate).post(path).status_code == 403
        assert as_(cast.manager).get(path).status_code == 405
        assert as_(cast.manager).post(path).status_code == 302
    text = as_(cast.member).get("/pans/").content.decode()
    assert "Pinned by the team" in text
    assert "This conversation is closed." in text
