"""Pages as readers and members see them."""

import re

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from advocates.models import Program
from cms.actions import messages
from cms.fragments import pieces_of
from cms.queries.places import shown_page
from cms.views.pages import personal
from sitewide.memory import forget_everything
from tests.cms.conftest import Cast

pytestmark = pytest.mark.django_db


def signed_in(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def fifty(cast: Cast) -> None:
    """Fifty comments two deep with official replies among them."""
    top = None
    for number in range(50):
        starts = number % 5 in (0, 3)
        said = messages.comment(
            cast.page, author=cast.member, body=f"Comment {number}.", at=cast.later(seconds=number),
            answers=None if starts else top,
        )  # fmt: skip
        top = said if starts else top


def test_a_brand_page_shows_its_thread_to_everybody(cast: Cast, client: Client) -> None:
    fifty(cast)
    page = client.get("/pans/")
    assert page.status_code == 200
    text = page.content.decode()
    assert all(f"<p>Comment {number}.</p>" in text for number in range(50))
    assert "Sign in to comment" in text
    assert not page.cookies


@pytest.mark.parametrize("who", ["member", "advocate", "manager"])
def test_a_signed_in_brand_page_of_fifty_comments_needs_few_queries(
    cast: Cast, client: Client, who: str, django_assert_max_num_queries: object
) -> None:
    fifty(cast)
    signed_in(client, getattr(cast, who)).get("/pans/")
    with django_assert_max_num_queries(6) as asked:  # type: ignore[operator]
        assert client.get("/pans/").status_code == 200
    statements = [query["sql"] for query in asked.captured_queries]
    assert len(set(statements)) == len(statements)


def test_a_first_visit_with_nothing_kept_needs_at_most_twice_as_many(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    fifty(cast)
    signed_in(client, cast.member)
    cache.clear()
    forget_everything()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/pans/")


def test_home_standard_and_search_pages_are_shown(cast: Cast, client: Client) -> None:
    for path in ("/", "/go/search/", "/go/search/?q=pans"):
        assert client.get(path).status_code == 200, path


def test_a_page_that_signed_in_readers_share_holds_nothing_of_one_of_them(cast: Cast) -> None:
    """Guard: what is personal stands in `cms/personal.html`. The person menu put into the shared page fails here."""
    fifty(cast)
    manager, member = Client(), Client()
    first = signed_in(manager, cast.manager).get("/pans/").content.decode()
    page = signed_in(member, cast.member).get("/pans/").content.decode()
    for own in (cast.manager.name, cast.manager.email, f'data-me="{cast.manager.pk}"', "/admin/", "/portal/halt/"):
        assert own in first, own
        assert own not in page.replace("Comment", ""), own
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text) for text in (first, page)]
    assert all(tokens)
    assert not set(tokens[0]) & set(tokens[1])
    assert not re.search(r"<!--[0-9a-f]{24}-->", first + page)


@pytest.mark.parametrize("who", ["member", "advocate", "manager"])
def test_the_shared_page_is_the_page_made_in_one_piece(cast: Cast, client: Client, who: str) -> None:
    """Guard: the marks stand in the order of `cms/personal.html`. Two of them swapped, the pieces change places."""
    fifty(cast)
    person = getattr(cast, who)
    shared = signed_in(client, person).get("/pans/").content.decode()
    request = RequestFactory().get("/pans/")
    request.user, request.session, request.htmx = person, client.session, False  # type: ignore[attr-defined]
    request._messages = []  # type: ignore[attr-defined]
    program = Program.objects.get()
    page = shown_page(cast.page.pk, person.pk)
    assert page is not None
    known = {"page": page, "program": program, "number": 1, "empty": False, "closed": False}
    context = pieces_of(known) | personal(request, person, page, program)
    whole = render_to_string("cms/brand_page.html", context, request)
    assert words(shared) == words(whole)


def words(html: str) -> list[str]:
    """Everything but blanks and what is new each time."""
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="\w+"', "", html).split()
