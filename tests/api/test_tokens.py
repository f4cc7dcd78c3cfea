"""Who gets in with which token, and how everything that goes wrong is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import MOST_TOKENS, hash_of, live_token, make, revoke
from accounts.models import ApiToken, Scope, User
from record.models import Entry
from sitewide.errors import Invalid, NotFound
from sitewide.models import Letter
from tests.api.conftest import ApiClient
from tests.factories import UserFactory
from tests.factories.people import PASSWORD
from tests.stage import Stage
from tests.stage import signed_in as at_the_door

pytestmark = pytest.mark.django_db


def test_only_the_hash_of_a_token_is_kept():
    token, secret = make(UserFactory(), name="bot", scopes=["post"], days=3, at=timezone.now())
    assert secret.startswith("tbd_")
    assert token.sha256 == hash_of(secret)
    assert secret not in str(ApiToken.objects.values().get())
    assert secret not in str(list(Entry.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "bad_token"),
        ({"scopes": []}, "bad_token"),
        ({"scopes": ["everything"]}, "bad_token"),
        ({"days": 0}, "bad_token_days"),
        ({"days": 366}, "bad_token_days"),
    ],
)
def test_a_token_without_name_scope_or_end_is_refused(fields, code):
    with pytest.raises(Invalid) as refused:
        make(UserFactory(), **{"name": "bot", "scopes": ["post"], "days": 3, "at": timezone.now()} | fields)
    assert refused.value.code == code


def test_a_new_password_ends_every_token_and_an_upgraded_hash_none():
    """Guard: `EndsTokens` among the password validators; without it whoever stole a session keeps a way in."""
    owner, other = UserFactory(), UserFactory()
    made = [make(one, name="bot", scopes=["post"], days=3, at=timezone.now())[1] for one in (owner, owner, other)]
    owner.set_password(PASSWORD)
    owner._password = None  # as Django does it for a hash that is upgraded when somebody signs in
    owner.save()
    assert live_token(made[0], at=timezone.now())
    owner.set_password("another long passphrase")
    owner.save()
    assert [live_token(secret, at=timezone.now()) is not None for secret in made] == [False, False, True]
    assert Entry.objects.filter(verb="token.revoked").count() == 2


def test_its_owner_is_told_of_a_new_token():
    token, secret = make(UserFactory(), name="bot", scopes=["post"], days=3, at=timezone.now())
    letter = Letter.objects.get(about="token_made")
    assert letter.to == token.owner.email
    assert "bot" in letter.text
    assert secret not in letter.text


def test_a_person_has_at_most_twenty_live_tokens():
    owner = UserFactory()
    for _number in range(MOST_TOKENS):
        token, _secret = make(owner, name="bot", scopes=["post"], days=3, at=timezone.now())
    with pytest.raises(Invalid, match="twenty"):
        make(owner, name="bot", scopes=["post"], days=3, at=timezone.now())
    revoke(token, actor=owner, at=timezone.now())
    make(owner, name="bot", scopes=["post"], days=3, at=timezone.now())


def test_a_live_token_can_be_ended_however_many_newer_ones_are_over(client: Client):
    """Guard: `-live` in the order of the page; without it the forty newest hide it, and it works for a year."""
    owner, at = UserFactory(), timezone.now()
    live, _secret = make(owner, name="bot", scopes=["post"], days=365, at=at - timedelta(days=9))
    rows = [ApiToken(owner=owner, name="old", sha256=str(n), made_at=at, ends_at=at) for n in range(2 * MOST_TOKENS)]
    ApiToken.objects.bulk_create(rows)
    client.force_login(owner)
    page = client.get("/portal/tokens/").content.decode()
    assert f'action="/portal/tokens/{live.pk}/end/"' in page
    assert page.count("/end/") == 1


def test_nobody_ends_the_token_of_somebody_else():
    token, secret = make(UserFactory(), name="bot", scopes=["post"], days=3, at=timezone.now())
    with pytest.raises(NotFound):
        revoke(token, actor=UserFactory(), at=timezone.now())
    assert live_token(secret, at=timezone.now())


def test_a_token_that_is_ended_run_out_or_of_a_closed_account_opens_nothing(on, api):
    caller = api(on.advocate)
    assert caller.get("/balance").status_code == 200
    ApiToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert caller.get("/balance").status_code == 401
    caller = api(on.advocate)
    revoke(caller.token, actor=on.advocate, at=timezone.now())
    assert caller.get("/balance").status_code == 401
    caller = api(on.advocate)
    type(on.advocate).objects.filter(pk=on.advocate.pk).update(is_active=False)
    assert caller.get("/balance").status_code == 401


@pytest.mark.parametrize("scope", Scope.values)
def test_a_token_reaches_only_what_its_scope_says(on, api, scope):
    """Guard: the scope check of `accounts.api.Token`."""
    caller = api(on.advocate, scope)
    page = on.kitchen.pk
    asked = {
        "examine": caller.get("/rights/examine", right="reply", page_id=page),
        "post": caller.post(f"/pages/{page}/posts", {"title": "x", "body": "y"}),
        "reply": caller.post(f"/pages/{page}/replies", {"body": "y", "answers_id": 1}),
        "comment": caller.post(f"/pages/{page}/comments", {"body": "y"}),
        "flag": caller.post("/messages/1/flags", {"clause": "1"}),
        "queue": caller.get("/queue"),
        "claim": caller.post("/queue/claim-next"),
        "decide": caller.post("/cases/1/decisions", {"act": "approve", "version": 1}),
        "balance": caller.get("/balance"),
        "register": caller.get("/register/grants"),
        "halt": caller.post("/halts", {"level": "program"}),
    }
    refused = {name for name, answer in asked.items() if answer.status_code == 403 and answer.json()["code"] == "scope"}
    assert refused == set(Scope.values) - {scope}


def test_what_a_token_says_counts_under_the_limits_of_the_portal(on, api):
    """Guard: `count` in the operations; without it a token is the way around what the portal allows in a minute."""
    caller, path = api(on.advocate), f"/pages/{on.kitchen.pk}/comments"
    first = caller.post(path, {"body": "The first"}, key="first").json()
    told = [caller.post(path, {"body": f"And {number}"}).status_code for number in range(10)]
    assert told == [201] * 9 + [429]
    assert at_the_door(on.advocate).post(f"/portal/say/{on.kitchen.pk}/", {"body": "Here, too"}).status_code == 429
    assert caller.post(path, {"body": "The first"}, key="first").json() == first


def test_what_goes_wrong_is_a_problem_of_rfc_9457(on, api):
    caller = api(on.advocate)
    for answer, status, code in (
        (Client().get("/api/v1/balance"), 401, "unauthenticated"),
        (caller.get("/rights/examine", right="reply", page_id=0), 404, "not_found"),
        (caller.get("/rights/examine", right="fly", page_id=1), 422, "invalid"),
        (caller.post(f"/pages/{on.kitchen.pk}/comments", "{not json"), 400, "unreadable"),
        (caller.get("/register/grants", after="forged"), 422, "bad_cursor"),
        (caller.get("/nothing"), 404, "not_found"),
        (caller.get("/register"), 404, "not_found"),
        (caller.get("/register/grants", person="a\0"), 422, "unwritable"),
        (caller.client.delete("/api/v1/balance"), 405, "method"),
    ):
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        told = answer.json()
        assert (told["status"], told["code"]) == (status, code)
        assert told["title"]
    assert Client().get("/api/v1/balance")["WWW-Authenticate"] == "Bearer"


def test_a_field_of_the_wrong_shape_is_named_as_the_sender_knows_it(on: Stage):
    """Guard: `_field`; without it the field is called `sent.body`."""
    on.grant(right="post")
    caller = ApiClient(on.advocate)
    told = caller.post(f"/pages/{on.kitchen.pk}/posts", {"title": "x", "body": 7}).json()
    assert [one["field"] for one in told["errors"]] == ["body"]
    told = caller.get("/rights/examine", right="post", page_id="zz").json()
    assert [one["field"] for one in told["errors"]] == ["page_id"]


def test_the_portal_shows_a_new_token_once(client):
    owner = signed_in(client)
    answer = client.post("/portal/tokens/", {"name": "bot", "scopes": ["flag", "comment"], "days": 30})
    token = ApiToken.objects.get(owner=owner)
    assert token.scopes == ["comment", "flag"]
    assert token.start in answer.content.decode()
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert secret not in client.get("/portal/tokens/").content.decode()
    assert client.post(f"/portal/tokens/{token.pk}/end/").status_code == 302
    assert live_token(secret, at=timezone.now()) is None


def test_only_scopes_that_the_person_could_use_now_are_offered(on: Stage):
    """Guard: `usable`; without it everybody is offered a halt as a manager."""

    def offered(person: User) -> set[str]:
        form = at_the_door(person).get("/portal/tokens/").context["form"]
        return {value for value, _label in form.fields["scopes"].choices}

    everybody = {"examine", "comment", "flag", "balance", "register"}
    assert offered(UserFactory()) == everybody
    on.grant(right="reply")
    on.grant(right="post", state="offered")
    on.grant(right="moderate", state="revoked", ended_at=on.now)
    assert offered(on.advocate) == everybody | {"reply"}
    assert offered(on.manager) == everybody | {"queue", "claim", "decide", "halt"}
    wrong = at_the_door(on.advocate).post("/portal/tokens/", {"name": "x", "scopes": ["halt"], "days": 3})
    assert wrong.status_code == 422
    assert not ApiToken.objects.exists()


def test_a_wrong_form_keeps_what_was_typed(client):
    signed_in(client)
    answer = client.post("/portal/tokens/", {"name": "my bot", "days": 30})
    assert answer.status_code == 422
    assert "my bot" in answer.content.decode()


def signed_in(client: Client) -> User:
    """A member who has just signed in by password."""
    owner: User = UserFactory()
    answer = client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert answer.status_code == 302
    return owner
