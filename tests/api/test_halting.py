"""Halts by the API: at every level, by managers alone."""

import pytest

from accounts.models import User
from advocates.models import Halt
from cms.actions import messages
from tests.api.test_operations import page_of
from tests.factories import ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db

HALT = {
    "id", "level", "right", "page_id", "person", "grant_id", "message_id", "reason", "is_drill", "started_at",
    "started_by", "lift_proposed_by", "lifted_at", "lift_reason",
}  # fmt: skip


def test_a_managers_token_halts_at_every_level(on, api):
    grant = on.grant(right="reply")
    User.objects.filter(pk=on.advocate.pk).update(handle="ada")
    said = messages.comment(page_of(on), author=UserFactory(), body="Hello", at=on.now)
    named = {
        "message": {"message_id": said.pk}, "grant": {"grant_id": grant.pk}, "person": {"person": "ada"},
        "place": {"page_id": on.kitchen.pk}, "right": {"right": "reply"}, "program": {},
    }  # fmt: skip
    manager = api(on.manager)
    for level, fields in named.items():
        made = manager.post("/halts", {"level": level, "reason": "A leak."} | fields)
        assert (made.status_code, set(made.json()), made.json()["level"]) == (201, HALT, level)
    assert manager.post("/halts", {"level": "everything"}).json()["code"] == "not_an_operator"
    assert api(UserFactory(is_superuser=True)).post("/halts", {"level": "everything"}).status_code == 201
    listed = manager.get("/halts", active="true").json()["items"]
    assert [item["level"] for item in listed] == ["everything", *reversed(named)]
    refused = api(on.advocate).post(f"/pages/{on.kitchen.pk}/posts", {"title": "Hello", "body": "Hello"})
    assert refused.json()["code"] == "halted"


def test_only_a_manager_halts_or_reads_halts_and_only_what_is_there(on, api):
    """I13. Guard: the rows of the program in `_rows`; without it another program's grant is halted."""
    there = ProgramFactory(hostname="other.example")
    assert api(on.advocate).post("/halts", {"level": "program"}).json()["code"] == "not_a_manager"
    assert api(on.advocate).get("/halts").json()["code"] == "not_a_manager"
    assert api(on.manager, "post").post("/halts", {"level": "program"}).status_code == 403
    wrong = [{"level": "grant", "grant_id": 1}, {"level": "person", "person": "nobody"}, {"level": "message"}]
    for named in [*wrong, {"level": "place", "page_id": there.root_page_id}]:
        assert api(on.manager).post("/halts", named).json()["code"] == "nothing_to_halt"
    assert not Halt.objects.exists()
