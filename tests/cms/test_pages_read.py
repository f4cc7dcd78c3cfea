"""Pages as readers and members see them."""

import pytest
from django.core.cache import cache
from django.test import Client

from cms.actions import messages
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
