"""Every address for every kind of person, generated from the resolver."""

import re

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from advocates.models import Program
from moderation.models import Case
from tests.access.matrix import FRAMEWORK, MATRIX, OURS_TRIED_ELSEWHERE
from tests.access.resolver import addresses, ours
from tests.access.world import KINDS, World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db
UNSAFE = [name for name, (_arguments, _get, post) in MATRIX.items() if not post.startswith("405")]


def test_every_address_of_ours_is_in_the_matrix():
    """Guard: the matrix itself; an address that nobody listed fails here."""
    known = set(MATRIX) | OURS_TRIED_ELSEWHERE
    assert {name for name in ours() if not name.startswith(FRAMEWORK)} - known == set()
    assert set(MATRIX) - ours() == set()


@pytest.mark.parametrize("name", MATRIX)
def test_reading(world: World, name: str):
    _arguments, wanted, _post = MATRIX[name]
    assert told(name, wanted, [asked(world, kind).get(at(world, name)) for kind in KINDS]) == ""


@pytest.mark.parametrize("name", [name for name, row in MATRIX.items() if row[2]])
def test_writing(world: World, name: str):
    answers = []
    for kind in KINDS:
        with transaction.atomic():
            answers.append(asked(world, kind).post(at(world, name), {}))
            transaction.set_rollback(True)
    assert told(name, MATRIX[name][2], answers) == ""


@pytest.mark.parametrize("name", [name for name in UNSAFE if not name.startswith("api:")])
def test_a_form_without_the_token_changes_nothing(world: World, name: str):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["manager"])
    assert client.post(at(world, name), {}).status_code in {401, 403, 404}


def test_who_is_sent_to_sign_in_comes_back_to_where_they_were(world: World):
    answer = Client().get(at(world, "my_rights"))
    assert answer["Location"] == "/accounts/login/?next=/portal/rights/"


@pytest.mark.parametrize("kind", ["anonymous", "member", "advocate", "moderator"])
def test_the_workbench_lets_only_staff_in(world: World, kind: str):
    """Every address of both admins that needs no argument."""
    client = asked(world, kind)
    for name, path in addresses():
        if path.startswith("admin/") and not set("<(^") & set(path) and "/log" not in path:
            answer = client.get(f"/{path}")
            assert answer.status_code in {302, 403, 404} or path in OPEN_IN_ADMIN, (
                f"{kind} {name} {path}: {answer.status_code}"
            )


OPEN_IN_ADMIN = {"admin/jsi18n/", "admin/sprite/", "admin/icons/"}


PUBLIC_LISTS = (
    "/register/",
    "/register/grants.json",
    "/register/grants.atom",
    "/people/",
    "/decisions/",
    "/go/search/?q=pan",
)


class TestAnotherProgram:
    """The manager of another program sees nothing of this one in the workbench, and their site nothing of its pages."""

    @pytest.fixture
    def outsider(self, world: World) -> Client:
        return asked(world, "outsider")

    def test_its_site_shows_none_of_our_people_grants_or_decisions(self, outsider: Client):
        for path in PUBLIC_LISTS:
            body = outsider.get(path, headers={"host": "other.example"}).content.decode()
            for canary in ("Ines", "Tomasz", "Kestrel &amp; Rowe", "hedge"):
                assert canary not in body, f"{path} tells {canary}"

    def test_the_workbench_shows_them_none_of_ours_wherever_its_menu_leads(self, outsider: Client):
        """Guards: each list's programs; for Wagtail's own report on page types `_for_operators`."""
        seen, ahead = {""}, ["/admin/", "/admin/reports/page-types-usage/", "/admin/pages/"]
        while ahead and len(seen) < 150:
            seen.add(path := ahead.pop(0))
            body = outsider.get(path, headers={"host": "other.example"}).content.decode(errors="replace")
            for canary in ("Ines", "Tomasz", "Kestrel &amp; Rowe", "hedge"):
                assert canary not in body, f"{path} tells {canary}"
            found = re.findall(r"[\"'](/admin/[a-z/_-]+/)[\"'?]", body)
            ahead += [one for one in dict.fromkeys(found) if "logout" not in one and one not in {*seen, *ahead}]
        assert {"/admin/rights/grants/", "/admin/reports/site-history/"} <= seen

    @pytest.mark.parametrize(
        "name",
        [
            "register_grant",
            "message",
            "case",
            "appeal",
            "decision",
            "redeem",
            "compose",
            "flag",
            "mission",
            "submission",
        ],
    )
    def test_our_numbers_are_unknown_there(self, world: World, outsider: Client, name: str):
        answer = outsider.get(at(world, name), headers={"host": "other.example"})
        assert answer.status_code == 404, answer.status_code


def test_a_moderator_without_the_scope_is_told_of_no_case(world: World):
    """Tomasz moderates the kitchen and care; a case on recipes does not exist for him."""
    case = Case.objects.filter(message__page__slug="recipes").first()
    assert case is None
    moved = Case.objects.get(pk=world.numbers["case"])
    with transaction.atomic():
        Case.objects.filter(pk=moved.pk).update(path=Program.objects.get(slug="kestrel-rowe").root_page.path)
        assert asked(world, "moderator").get(at(world, "case")).status_code == 404
        transaction.set_rollback(True)


def asked(world: World, kind: str) -> Client:
    """A browser of that kind of person: signed in when the world was built."""
    client = Client()
    if kind != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[kind]
    return client


def at(world: World, name: str) -> str:
    arguments = {
        key: value[1:] if value.startswith("=") else world.numbers[value] for key, value in MATRIX[name][0].items()
    }
    return reverse(name, kwargs=arguments)


def told(name: str, wanted: str, answers: list[HttpResponse]) -> str:
    """What differs, as a text; empty where nothing does."""
    pairs = zip(KINDS, wanted.split(), answers, strict=True)
    return ", ".join(f"{name} for {kind}: {a.status_code}, not {w}" for kind, w, a in pairs if str(a.status_code) != w)


@pytest.mark.parametrize("path", ["/", "/nope/", "/health/live", "/api/v1/balance", "/accounts/password/reset/"])
def test_a_foreign_host_is_told_in_a_page_that_it_is_wrong(settings, path: str):
    """Guard: `handler400`, which looks at nothing of the request; a page of the frame would ask for the host again."""
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client().get(path, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("anonymous", "/decisions/?before="),
        ("member", "/portal/decisions/?before="),
        ("member", "/portal/rights/?before="),
    ],
)
def test_an_endless_number_is_no_number(world: World, kind: str, path: str):
    """Python refuses to read more than 4,300 digits. Guard: `number_of` in advocates.queries.keyset."""
    assert asked(world, kind).get(path + "9" * 5_000).status_code == 200


def test_an_endless_number_in_the_desks_forms_is_no_number(world: World):
    with transaction.atomic():
        client = asked(world, "moderator")
        assert client.post("/desk/next/", {"skip": "9" * 5_000}).status_code == 302
        assert client.post(at(world, "decide_case"), {"clause": "9" * 5_000, "act": "hide"}).status_code == 422
        transaction.set_rollback(True)
