"""Nobody but managers learns who goes by a pseudonym or the handle: every page, feed, export, letter and API answer."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import profiles
from accounts.actions.tokens import make
from accounts.models import Scope, User
from advocates.actions import grants, naming
from advocates.actions.naming import Wish
from advocates.models import Grant, Program
from advocates.queries.naming import newest_attestation
from record.keys import known_keys
from record.offline import GRANT, read_token
from record.tasks import settle
from sitewide.memory import forget_everything
from sitewide.models import Letter
from tests.access.matrix import MATRIX
from tests.access.test_matrix import asked, at
from tests.access.world import World, world
from tests.stage import signed_in

__all__ = ["world"]
pytestmark = pytest.mark.django_db
CANARY = re.compile(rb"quillon|canarysmith|q-canary", re.IGNORECASE)
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
OUTSIDE = ("/admin/", "/accounts/logout", "/static/", "/media/")
MOST_PAGES = 100
STARTS = (
    "/", "/people/", "/people/?all=1", "/register/", "/register/?words=quillon", "/register/?words=canary",
    "/register/?person=q-canary", "/register/?person=Quillon+Canarysmith", "/people/q-canary/", "/decisions/", "/record/",
    "/go/search/?q=quillon", "/kitchen/cookware/", "/sitemap.xml", "/desk/", "/portal/", "/people/leaders/",
)  # fmt: skip


@pytest.fixture
def hidden(world: World) -> Iterator[User]:
    """Ines, who posts, replies and moderates nothing, and Tomasz, who moderates, go by a pseudonym from now on."""
    with transaction.atomic():
        for kind, shown in (("advocate", "Grey Wagtail"), ("moderator", "Night Heron")):
            _hide(world.people[kind], shown)
        settle()
        cache.clear()
        forget_everything()
        yield User.objects.get(pk=world.people["advocate"].pk)
        transaction.set_rollback(True)
    cache.clear()
    forget_everything()


def _hide(person: User, shown: str) -> None:
    now = timezone.now()
    program = Program.objects.get(slug="kestrel-rowe")
    handle = f"q-canary-{person.pk}"
    profiles.change(
        person, name="Quillon Canarysmith", handle=handle, about="", time_zone="", actor=person, at=now
    )  # fmt: skip
    signed = newest_attestation(person, program)
    assert signed is not None
    naming.choose(signed, Wish("pseudonym", shown), actor=person, at=now)


def unhide_reader(world: World, kind: str) -> None:
    """Who reads sees the own name and handle in the own portal: so a moderator who reads goes by them."""
    if kind == "moderator":
        about = {"name": "Tomasz", "handle": "tomasz", "named_by": "name", "pseudonym": "", "pseudonym_skeleton": ""}
        User.objects.filter(pk=world.people[kind].pk).update(**about)


def crawl(client: Client) -> tuple[int, list[str]]:
    """How many addresses were read, and which of them tell who it is."""
    waiting, seen, leaks = list(STARTS), set(STARTS), []
    while waiting and len(seen) - len(waiting) < MOST_PAGES:
        path = waiting.pop(0)
        cache.clear()
        answer = client.get(path)
        if _tells(answer, path):
            leaks.append(path)
        for found in LINK.findall(_text(answer)):
            link = found.replace("&amp;", "&")
            if link not in seen and not link.startswith(OUTSIDE) and link.count("?") < 2:
                seen.add(link)
                waiting.append(link)
    return len(seen) - len(waiting), leaks


def _body(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _text(answer: HttpResponse) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


def _tells(answer: HttpResponse, path: str) -> bool:
    """What a reader typed may stand in the answer: only what the page adds to it tells anything."""
    typed = "quillon" in path.lower() or "canary" in path.lower()
    body = _body(answer) + answer.get("Location", "").encode()
    if not typed:
        return CANARY.search(body) is not None
    return b"Grey Wagtail" in body or b"Night Heron" in body


@pytest.mark.parametrize("kind", ["anonymous", "member", "moderator"])
def test_no_page_or_feed_that_links_lead_to_tells(world: World, hidden: User, kind: str):
    """Guard: `User.__str__` and `address`; with the name in either every kind of reader finds it."""
    unhide_reader(world, kind)
    read, leaks = crawl(asked(world, kind))
    assert leaks == []
    assert read > 60, read


@pytest.mark.parametrize("kind", ["anonymous", "member", "applicant", "moderator"])
def test_no_address_of_the_matrix_tells(world: World, hidden: User, kind: str):
    unhide_reader(world, kind)
    client, leaks = asked(world, kind), []
    for name, (_arguments, read, _write) in MATRIX.items():
        if read.startswith("405"):
            continue
        cache.clear()
        path = at(world, name)
        if CANARY.search(_body(client.get(path))):
            leaks.append(path)
    assert leaks == []


@pytest.mark.parametrize("kind", ["member", "moderator"])
def test_no_answer_of_the_api_tells_or_finds(world: World, hidden: User, kind: str):
    """Guard: `shown_at` in advocates.api.rights; a filter by the hidden handle would tell whose it is."""
    unhide_reader(world, kind)
    owner = world.people[kind]
    _token, secret = make(owner, name="all", scopes=Scope.values, days=1, at=timezone.now())
    page, found = world.numbers["page"], 0
    paths = (
        "/register/grants", f"/register/grants?person={hidden.pk}", f"/pages/{page}/messages", "/moderation/queue",
        "/balance", "/statement", "/halts", f"/rights/examine?right=post&page_id={page}",
    )  # fmt: skip
    for path in paths:
        cache.clear()
        answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"})
        assert not CANARY.search(answer.content), path
        found += answer.status_code == 200
    assert found >= 4
    asked_for = Client().get(
        f"/api/v1/register/grants?person={hidden.handle}", headers={"Authorization": f"Bearer {secret}"}
    )
    assert asked_for.json()["items"] == []


def test_what_is_carried_away_says_the_pseudonym_and_that_it_is_one(hidden: User):
    grant = Grant.objects.filter(advocate=hidden, state=Grant.State.LIVE).latest("pk")
    client = Client()
    holder = read_token(client.get(reverse("grant_token", args=[grant.pk])).content.decode(), known_keys(), typ=GRANT)
    assert holder["holder"] == {"name": "Grey Wagtail", "handle": None, "named_by": "pseudonym"}
    told = client.get("/register/grants.json", {"person": hidden.pk}).json()["grants"][0]["person"]
    assert told["name"] == "Grey Wagtail"
    assert (told["handle"], told["named_by"]) == (None, "pseudonym")
    assert told["url"].endswith(f"/people/{hidden.pk}/")
    sheet = _body(client.get("/register/grants.csv")).decode()
    assert '"Grey Wagtail","","pseudonym"' in sheet
    assert not CANARY.search(sheet.encode())


def test_only_the_number_leads_to_the_page_of_who_goes_by_a_pseudonym(hidden: User):
    assert Client().get(f"/people/{hidden.handle}/").status_code == 404
    page = Client().get(f"/people/{hidden.pk}/")
    assert page.status_code == 200
    assert "pseudonym</span>" in page.content.decode()


def test_letters_to_others_do_not_tell(world: World, hidden: User):
    """Guard: `get_short_name` and `__str__`; also managers get the pseudonym by mail, which may be read by others."""
    before = Letter.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    grant = Grant.objects.filter(advocate=hidden, state=Grant.State.LIVE).latest("pk")
    grants.resign(grant, actor=hidden, reason="No time.", at=timezone.now() + timedelta(seconds=1))
    others = Letter.objects.filter(pk__gt=before).exclude(member=hidden)
    assert others.exists()
    for letter in others:
        assert not CANARY.search(f"{letter.subject}{letter.text}{letter.html}".encode())


def test_managers_see_in_the_workbench_who_it_is(world: World, hidden: User):
    client = signed_in(world.people["manager"])
    for path in ("/admin/rights/advocates/", "/admin/rights/grants/"):
        body = client.get(path, {"q": "Quillon"}).content.decode()
        assert "Quillon Canarysmith (pseudonym: Grey Wagtail)" in body, path
