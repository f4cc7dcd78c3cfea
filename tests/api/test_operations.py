"""Every operation does what the portal does, under the same rules, and says no more than its golden fields."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F

from accounts.actions.naming import name_by
from advocates.actions import halts
from cms.actions import messages
from cms.models import BrandPage, Message
from moderation.actions.playbook.scenarios import save_scenario
from moderation.models import Case, Decision, Flag, Scenario
from record.tasks import settle
from sitewide.models import SentRequest
from sitewide.tasks import forget_requests
from tests.corpora import naughty
from tests.factories import BrandPageFactory, ProgramFactory, UserFactory, manager_of
from tests.stage import enrolled

pytestmark = pytest.mark.django_db

MESSAGE = {
    "id", "page_id", "kind", "state", "author", "relation", "disclosure", "grant_id", "answers_id", "title",
    "body_html", "written_at", "published_at", "edited_at", "url",
}  # fmt: skip
GRANT = {
    "id", "advocate", "right", "place_id", "place", "reason", "granted_by", "per_day", "in_total", "on_probation",
    "starts_at", "ends_at", "state", "ended_at", "end_reason", "passed_on_from", "rests_on",
}  # fmt: skip
CASE = {
    "id", "message_id", "kind", "title", "body_html", "state", "urgency", "causes", "opened_at", "due_at",
    "claimed_until", "version", "read_at", "language", "flags", "scenario",
}  # fmt: skip


def page_of(on) -> BrandPage:
    return BrandPage.objects.get(pk=on.kitchen.pk)


def test_examine_shows_every_check(on, api):
    on.grant(per_day=3)
    told = api(on.advocate).get("/rights/examine", right="reply", page_id=on.kitchen.pk).json()
    assert told["allowed"]
    assert told["left_today"] == 3
    assert len(told["checks"]) == 9
    refused = api(on.advocate).get("/rights/examine", right="moderate", page_id=on.kitchen.pk).json()
    assert not refused["allowed"]
    assert [check["code"] for check in refused["checks"] if not check["passed"]] == ["granted", "within_quota"]


def test_only_a_manager_examines_somebody_else(on, api):
    on.grant()
    asked = {"right": "reply", "page_id": on.kitchen.pk, "person": on.advocate.handle}
    assert api(enrolled(on)).get("/rights/examine", **asked).status_code == 403
    assert api(on.manager).get("/rights/examine", **asked).json()["allowed"]


def test_a_post_a_reply_and_a_comment_carry_their_grant_and_disclosure(on, api):
    post, reply = on.grant(right="post"), on.grant(right="reply")
    caller, page = api(on.advocate), on.kitchen.pk
    said = caller.post(f"/pages/{page}/posts", {"title": "Rust", "body": "It is a **Saturday**."})
    assert said.status_code == 201
    assert set(said.json()) == MESSAGE
    assert (said.json()["grant_id"], said.json()["body_html"]) == (post.pk, "<p>It is a <strong>Saturday</strong>.</p>")
    answered = caller.post(f"/pages/{page}/replies", {"body": "Yes.", "answers_id": said.json()["id"]}).json()
    assert (answered["grant_id"], answered["kind"]) == (reply.pk, "reply")
    assert answered["disclosure"] == on.program.disclosure
    commented = api(UserFactory()).post(f"/pages/{page}/comments", {"body": "Thanks <b>all</b>"}).json()
    assert (commented["grant_id"], commented["relation"]) == (None, "member")
    assert "<b>" not in commented["body_html"]
    listed = caller.get(f"/pages/{page}/messages").json()
    assert [item["id"] for item in listed["items"]] == [commented["id"], answered["id"], said.json()["id"]]


def a_question(on):
    """What a reply to a fresh question names."""
    return {"answers_id": messages.comment(page_of(on), author=UserFactory(), body="Why?", at=on.now).pk}


def test_a_token_never_does_more_than_its_owner_could(on, api):
    on.grant(right="reply", per_day=1)
    caller, path, asked = api(on.advocate), f"/pages/{on.kitchen.pk}/replies", a_question(on)
    assert caller.post(path, asked | {"body": "one"}).status_code == 201
    second = caller.post(path, asked | {"body": "two"})
    assert (second.status_code, second.json()["code"]) == (403, "within_quota")
    assert len(second.json()["checks"]) == 9
    halts.halt(on.program, actor=on.manager, at=on.later(minutes=1))
    assert caller.post(path, asked | {"body": "three"}).json()["code"] == "halted"
    assert Message.objects.filter(kind="reply").count() == 1


@pytest.mark.parametrize("sent", [{}, {"answers_id": None}])
def test_a_reply_names_the_message_that_it_answers(on, api, sent):
    on.grant(right="reply")
    refused = api(on.advocate).post(f"/pages/{on.kitchen.pk}/replies", {"body": "one"} | sent)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert "answers_id" in refused.json()["errors"][0]["field"]
    assert not Message.objects.exists()


def test_the_same_key_says_it_once_and_another_body_is_refused(on, api):
    """Guard: `idempotent` in sitewide.api; without it the second call says it again."""
    on.grant(right="reply")
    caller, path, asked = api(on.advocate), f"/pages/{on.kitchen.pk}/replies", a_question(on)
    first = caller.post(path, asked | {"body": "one"}, key="k1")
    again = caller.post(path, asked | {"body": "one"}, key="k1")
    assert (again.status_code, again.json(), again["Idempotent-Replayed"]) == (201, first.json(), "true")
    other = caller.post(path, asked | {"body": "two"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert caller.post(path, asked | {"body": "one"}, key=None).json()["code"] == "idempotency_key_missing"
    assert Message.objects.filter(kind="reply").count() == 1


def test_answers_are_kept_for_two_days_and_no_longer(on, api):
    """Guard: the task; without it every answer an API ever gave stays in the table."""
    api(on.advocate).post(f"/pages/{on.kitchen.pk}/comments", {"body": "one"})
    assert forget_requests() == 0
    SentRequest.objects.update(at=F("at") - timedelta(days=2))
    assert forget_requests() == 1


def test_a_refusal_is_not_remembered(on, api):
    """Nor is what no database can keep, which `Written` refuses before anything is looked up by it."""
    caller, path, asked = api(on.advocate), f"/pages/{on.kitchen.pk}/replies", a_question(on)
    for answer in (
        *(caller.post(path, asked | {"body": text}) for text in ("Pan\0", "\ud800")),
        caller.get("/register/grants", person="\0"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "unwritable")
    assert caller.post(path, asked | {"body": "one"}, key="k1").status_code == 403
    assert not SentRequest.objects.exists()
    on.grant(right="reply")
    assert caller.post(path, asked | {"body": "one"}, key="k1").status_code == 201


def test_flag_queue_claim_and_decide(on, api):
    on.grant(right="moderate")
    author = UserFactory()
    said = messages.comment(page_of(on), author=author, body="Buy here", at=on.now)
    flagger = api(UserFactory())
    assert flagger.post(f"/messages/{said.pk}/flags", {"clause": "99"}).json()["code"] == "no_clause"
    assert flagger.post(f"/messages/{said.pk}/flags", {"clause": "1", "note": "spam"}).status_code == 201
    assert Flag.objects.count() == 1
    settle()
    known = Scenario(program=on.program, name="Selling", state="active", acts=["hide"], clause="1")
    version = save_scenario(known, actor=on.manager, at=on.now).versions.get()
    moderator = api(on.advocate)
    waiting = moderator.get("/queue").json()["items"]
    assert [set(case) for case in waiting] == [CASE]
    assert waiting[0]["flags"] == [{"clause": "1", "note": "spam"}]
    assert (waiting[0]["scenario"]["name"], waiting[0]["scenario"]["version"]) == ("Selling", version.pk)
    assert moderator.get("/queue", after="not ours").json()["code"] == "bad_cursor"
    claimed = moderator.post("/queue/claim-next").json()["case"]
    assert claimed["id"] == waiting[0]["id"]
    seen = {"version": claimed["version"], "read_at": claimed["read_at"]}
    wrong = moderator.post(f"/cases/{claimed['id']}/decisions", {"act": "hide"} | seen)
    assert wrong.status_code == 422
    ruling = {"act": "hide", "clause": "1", "reason": "It advertises."} | seen
    assert moderator.post(f"/cases/{claimed['id']}/decisions", ruling | {"version": 99}).status_code == 409
    path, ruling = f"/cases/{claimed['id']}/decisions", ruling | {"scenario": claimed["scenario"]["version"]}
    assert moderator.post(path, ruling | {"scenario": version.pk + 1}).json()["code"] == "scenario"
    assert moderator.post(path, ruling).json()["scenario"] == version.pk
    decided = Decision.objects.get()
    assert (decided.exercise is not None, decided.scenario) == (True, version)
    assert Message.objects.get(pk=said.pk).state == "hidden"


def test_a_case_outside_the_scope_does_not_exist(on, api):
    """I13. Guard: `visible` in moderation.queries.queue."""
    other = BrandPageFactory(parent=on.program.root_page)
    on.grant(right="moderate")
    said = messages.comment(other, author=UserFactory(), body="canary", at=on.now)
    api(UserFactory()).post(f"/messages/{said.pk}/flags", {"clause": "1"})
    settle()
    case = Case.objects.get()
    moderator = api(on.advocate)
    assert moderator.get("/queue").json()["items"] == []
    assert moderator.post(f"/cases/{case.pk}/claim").status_code == 404
    assert (
        moderator.post(
            f"/cases/{case.pk}/decisions", {"act": "dismiss", "version": 1, "read_at": on.now.isoformat()}
        ).status_code
        == 404
    )
    assert moderator.post("/queue/claim-next").json() == {"case": None}


def test_the_register_is_paged_and_filtered(on, api):
    for _number in range(55):
        on.grant(right="reply")
    on.grant(right="post")
    caller = api(UserFactory(), "register")
    first = caller.get("/register/grants").json()
    assert len(first["items"]) == 50
    assert set(first["items"][0]) == GRANT
    second = caller.get("/register/grants", after=first["next"]).json()
    assert (len(second["items"]), second["next"]) == (6, "")
    assert not {item["id"] for item in first["items"]} & {item["id"] for item in second["items"]}
    assert len(caller.get("/register/grants", right="post").json()["items"]) == 1
    offered = on.grant(right="moderate", state="offered", answered_at=None)
    found = caller.get("/register/grants", right="moderate").json()["items"]
    assert [(one["id"], one["state"]) for one in found] == [(offered.pk, "offered")], "as the register shows it"


def test_another_program_is_another_world(on, api):
    there = BrandPageFactory(parent=ProgramFactory(hostname="other.example").root_page)
    on.grant(right="reply")
    caller = api(on.advocate)
    assert caller.post(f"/pages/{there.pk}/comments", {"body": "canary"}).status_code == 404
    assert caller.get(f"/pages/{there.pk}/messages").status_code == 404
    assert caller.get("/rights/examine", right="reply", page_id=there.pk).status_code == 404


def test_balance_and_statement(on, api):
    caller = api(on.advocate)
    assert caller.get("/balance").json() == {"points": 0}
    assert caller.get("/balance/statement").json() == {"items": [], "next": ""}


def test_the_openapi_document_and_its_page_name_every_operation(client):
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.")
    page = client.get("/api/v1/").content.decode()
    for path in schema["paths"]:
        assert path in page


def test_no_naughty_string_breaks_a_field(on, api):
    """`blns/dev` in every field of the API: never a 5xx."""
    on.grant(right="post", per_day=10_000)
    on.grant(right="reply", per_day=10_000)
    caller, page = api(on.advocate), on.kitchen.pk
    for text in naughty()[::4]:
        cache.clear()  # what was sent before counts: a refusal for its number would prove nothing
        for answer in (
            caller.post(f"/pages/{page}/posts", {"title": text, "body": text}),
            caller.post(f"/pages/{page}/comments", {"body": text}),
            caller.post("/messages/1/flags", {"clause": text, "note": text}),
            caller.get("/register/grants", person=text, state=text, after=text),
            caller.get("/rights/examine", right=text, page_id=text),
        ):
            assert answer.status_code < 500, text
            assert answer.status_code != 429, text


def test_the_number_halts_and_asks_about_who_goes_by_a_pseudonym_and_the_hidden_handle_does_not(on, api):
    """Guards: `meant_here` in both; `address` in `told`, which else answers the hidden handle."""
    on.grant(right="reply")
    name_by(on.advocate, kind="pseudonym", pseudonym="Night Heron")
    manager, number, handle = api(on.manager), str(on.advocate.pk), on.advocate.handle
    asked = {"right": "reply", "page_id": on.kitchen.pk}
    assert manager.get("/rights/examine", **asked, person=handle).status_code == 404
    assert manager.get("/rights/examine", **asked, person=number).json()["allowed"]
    assert api(on.advocate).get("/rights/examine", **asked, person=number).json()["allowed"]
    assert manager.post("/halts", {"level": "person", "person": handle}).json()["code"] == "nothing_to_halt"
    made = manager.post("/halts", {"level": "person", "person": number})
    assert (made.status_code, made.json()["person"]) == (201, number)
    assert [item["person"] for item in manager.get("/halts").json()["items"]] == [number]


def test_a_manager_learns_nothing_about_who_is_not_of_the_program(on, api):
    """I13. Guard: the people of the program in `meant_here`; without it every handle of the installation can be probed."""
    stranger, elsewhere = UserFactory(handle="stranger"), manager_of(ProgramFactory(hostname="other.example"))
    asked, manager = {"right": "reply", "page_id": on.kitchen.pk}, api(on.manager)
    answers = {manager.get("/rights/examine", **asked, person=name).content for name in (
        "nobody", stranger.handle, str(stranger.pk), elsewhere.handle, "9" * 30, "0",
    )}  # fmt: skip
    assert len(answers) == 1
    assert b"not_found" in answers.pop()
    second = manager_of(on.program)
    assert manager.get("/rights/examine", **asked, person=second.handle).status_code == 200
