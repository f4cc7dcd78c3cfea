"""Letters that one can do without: chosen on a page, ended from the letter itself, and all others always written."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from record.models import Entry
from sitewide.letters import KINDS
from sitewide.mail import deliver, write_letter
from sitewide.models import Letter, UnwantedLetter
from tests.factories import UserFactory
from tests.stage import signed_in

pytestmark = pytest.mark.django_db


def written(member, about="statement_ready") -> Letter | None:
    statement = {"month": date(2026, 10, 1), "opening": 1, "closing": 2, "sums": []}
    context = {"reader": member, "statement": statement, "old": "x"}
    return write_letter(to=member.email, about=about, context=context, at=timezone.now(), member=member)


def told(member) -> list[tuple[str, str]]:
    found = Entry.objects.filter(verb__startswith="letters.", subject_id=member.pk).order_by("pk")
    return [(entry.verb, entry.data["kind"]) for entry in found]


def test_a_letter_is_ended_from_itself_with_one_press_and_signed_out() -> None:
    """RFC 8058. Guards: `is_wanted` in `write_letter`; the signature of the address; GET, which scanners of mail open."""
    member = UserFactory()
    letter = written(member)
    assert letter is not None
    deliver(letter_id=letter.pk, at=letter.due_at + timedelta(seconds=1))
    [sent] = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = sent.extra_headers["List-Unsubscribe"].strip("<>")
    path = address.removeprefix("http://testserver") if "://testserver" in address else "/" + address.split("/", 3)[3]
    assert path.partition(":")[0] in sent.body
    assert "Send me no more of them" in sent.alternatives[0][0]
    browser = Client(enforce_csrf_checks=True)
    assert (browser.get(path).status_code, UnwantedLetter.objects.count()) == (200, 0)
    press = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
    assert [browser.post(path, **press).status_code for _twice in range(2)] == [200, 200]
    assert (written(member), told(member)) == (None, [("letters.unwanted", "statement")])
    assert written(UserFactory()) is not None
    for wrong in (path[:-2] + "x/", path.replace("/letters/", "/letters/x")):
        assert browser.post(wrong, **press).status_code == 404


def test_whoever_chooses_gets_what_they_chose_and_what_is_decided_about_them_always() -> None:
    member = UserFactory()
    browser = signed_in(member)
    page = browser.get("/portal/letters/").content.decode()
    assert page.count(" checked") == len(KINDS)
    for wanted, letters in (({"ideas": "on"}, [None, True]), (dict.fromkeys(KINDS, "on"), [True, True])):
        assert browser.post("/portal/letters/", wanted).status_code == 302
        assert [written(member, about) and True for about in ("statement_ready", "name_released")] == letters
    unwanted = [("letters.unwanted", kind) for kind in KINDS if kind != "ideas"]
    assert told(member) == unwanted + [("letters.wanted", kind) for _verb, kind in unwanted]
    released = Letter.objects.filter(about="name_released").latest("pk")
    deliver(letter_id=released.pk, at=released.due_at)
    assert "List-Unsubscribe" not in mail.outbox[-1].extra_headers
