"""A message in the record: what everybody may check, and what stays inside."""

from typing import Any

from django.test import Client
from django.urls import reverse

from cms.actions import messages
from cms.models import Message
from cms.queries.said import is_open, kept_of
from record.actions import seal, sign_head
from record.keys import known_keys
from record.offline import check_message, check_text
from tests.cms.conftest import Cast, a_comment, a_post


def sealed_and_signed(cast: Cast) -> None:
    seal(at=cast.at)
    sign_head(at=cast.at, issuer="https://tabard.example")


def told(message: Message) -> dict[str, Any]:
    return Client().get(reverse("message_record_json", args=[message.pk])).json()


def test_a_post_can_be_checked_offline_with_its_text(cast: Cast):
    said = a_post(cast)
    messages.edit(said, title="Season it", body="<p>Heat, then oil.</p>", actor=cast.advocate, at=cast.later(hours=1))
    sealed_and_signed(cast)
    plain = told(said)
    assert len(check_message(plain, known_keys())) == 2
    assert check_text(plain) is True
    assert check_text(plain | {"text": "Season it\n<p>Oil, then heat.</p>"}) is False


def test_what_others_decided_is_sealed_and_not_shown(cast: Cast):
    said = a_post(cast)
    messages.hide(said, clause="H2", actor=cast.manager, at=cast.later(hours=1), grant=None)
    messages.restore(said, actor=cast.manager, at=cast.later(hours=2), grant=None)
    sealed_and_signed(cast)
    assert [step["entry"] is not None for step in told(said)["entries"]] == [True, False, False]
    assert str(cast.manager.pk) not in Client().get(reverse("message_record", args=[said.pk])).content.decode().split()


def test_what_a_browser_or_a_rule_told_stays_inside(cast: Cast):
    """Guard: `OPEN_DATA`."""
    said = a_post(cast)
    sealed_and_signed(cast)
    [kept] = kept_of(said)
    assert kept.shown
    entry = kept.included.entry
    for inside in ({"new_device": True}, {"hits": [[1, "x"]]}, {"reason": "breaker"}):
        entry.data = {"kind": "post"} | inside
        assert not is_open(entry, said)


def test_a_comment_binds_no_words_to_the_record(cast: Cast):
    said = a_comment(cast)
    sealed_and_signed(cast)
    plain = told(said)
    assert plain["text"] is None
    assert "text" not in plain["entries"][0]["entry"][8]


def test_a_message_that_readers_cannot_see_has_no_page_in_the_record(cast: Cast):
    said = a_post(cast)
    messages.withdraw(said, actor=cast.advocate, at=cast.later(hours=1))
    for name in ("message_record", "message_record_json"):
        assert Client().get(reverse(name, args=[said.pk])).status_code == 404


def test_an_entry_without_a_head_waits_for_the_next(cast: Cast):
    said = a_post(cast)
    assert told(said)["entries"] == []
    seal(at=cast.at)
    assert told(said)["entries"][0]["head"] is None
    assert "Waits for the next" in Client().get(reverse("message_record", args=[said.pk])).content.decode()


def test_the_page_needs_a_fixed_number_of_queries(cast: Cast, django_assert_max_num_queries):
    said = a_post(cast)
    for hour in range(1, 6):
        messages.edit(said, title="Season", body=f"<p>Oil {hour}.</p>", actor=cast.advocate, at=cast.later(hours=hour))
    sealed_and_signed(cast)
    address = reverse("message_record", args=[said.pk])
    Client().get(address)
    with django_assert_max_num_queries(9):
        Client().get(address)
