"""Who may read what: threads, message pages, search, home; another program's words never show."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from cms.actions import messages
from cms.models import BrandPage, Message
from cms.queries.threads import BRANCHES, page_number_of, thread_page
from tests.cms.conftest import Cast
from tests.factories import BrandPageFactory, EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db


def say(cast: Cast, body: str, **fields: Any) -> Message:
    return messages.comment(cast.page, **{"author": cast.member, "body": body, "at": cast.at} | fields)


def read(path: str = "/pans/", **get: str) -> str:
    return Client().get(path, get).content.decode()


def test_the_thread_has_pinned_branches_first_then_the_newest_and_answers_in_the_order_of_time(cast: Cast) -> None:
    first, second, third = (say(cast, f"Top {n}.", at=cast.later(seconds=n)) for n in range(3))
    late = say(cast, "Late.", answers=first, at=cast.later(hours=2))
    early = say(cast, "Early.", answers=first, at=cast.later(hours=1))
    messages.pin(second, actor=cast.manager, at=cast.at)
    branches = thread_page(cast.page.pk, 1).branches
    assert [branch.top for branch in branches] == [second, third, first]
    assert branches[2].answers == [early, late]


def test_a_long_thread_has_pages_and_a_message_knows_its_own(cast: Cast) -> None:
    tops = [say(cast, f"Top {n}.", at=cast.at + timedelta(seconds=n)) for n in range(BRANCHES + 3)]
    assert [page_number_of(tops[0]), page_number_of(tops[-1])] == [2, 1]
    assert (thread_page(cast.page.pk, 1).more, thread_page(cast.page.pk, 2).more) == (True, False)
    assert "Top 0." in read(thread="2")
    assert "Top 0." not in read()
    assert Client().get(f"/people/said/{tops[0].pk}/in-place/").url == f"{cast.page.url}?thread=2#m-{tops[0].pk}"


def test_a_page_of_a_thread_needs_the_same_queries_however_much_it_holds(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        say(cast, "More.", answers=say(cast, f"{number}"))
    with django_assert_num_queries(4):
        thread_page(cast.page.pk, 1)


def test_the_thread_is_made_once_for_each_version(cast: Cast, django_assert_num_queries: Any) -> None:
    said = say(cast, "Once.")
    read()
    with django_assert_num_queries(2):
        assert "Once." in read()
    say(cast, "Twice.")
    assert "Twice." in read()
    messages.hide(said, actor=cast.manager, at=cast.at)
    assert "Once." not in read()


def test_the_short_way_to_a_page_sees_at_once_what_changes(cast: Cast) -> None:
    """The remembered route is believed only while the row says the same."""
    assert "Pans" in read()
    page = BrandPage.objects.get(pk=cast.page.pk)
    page.title = "Woks"
    page.save()
    assert "Woks" in read()
    page.slug = "woks"
    page.save()
    assert Client().get("/pans/").status_code == 404
    assert Client().get("/woks/").status_code == 200
    page.unpublish()
    assert Client().get("/woks/").status_code == 404


def test_a_page_made_private_is_private_at_once_with_all_that_was_said_there(cast: Cast) -> None:
    said = say(cast, "Zucchini.")
    assert "Zucchini." in read()
    PageViewRestriction.objects.create(page=cast.program.root_page, restriction_type="login")
    assert Client().get("/pans/").url == "/_util/login/?next=/pans/"
    assert Client().get(said.get_absolute_url()).status_code == 404
    assert "Zucchini" not in read("/go/search/", q="zucchini").replace('value="zucchini"', "")
    client = Client()
    client.force_login(cast.member)
    assert client.get("/pans/").status_code == 200
    assert client.post(f"/portal/say/{cast.page.pk}/", {"body": "x"}).status_code == 404


def test_a_message_says_why_its_author_may_say_it(cast: Cast) -> None:
    said = messages.post(cast.page, author=cast.advocate, title="Oil", body="x", at=cast.at)
    text = read(said.get_absolute_url())
    for words in (
        cast.may_post.reason,
        str(cast.may_post.granted_by),
        f"/register/{cast.may_post.pk}/",
        "5 times a day",
    ):
        assert words in text
    assert "works for Kestrel" in read(say(cast, "x", author=cast.manager).get_absolute_url())
    assert "speaks for nobody else" in read(say(cast, "x").get_absolute_url())


@pytest.fixture
def other(cast: Cast) -> Message:
    """What was said in another program."""
    program = ProgramFactory(hostname="other.example", name="Other", disclosure="Gets canaries.")
    page = BrandPageFactory(parent=program.root_page, title="Canary page", slug="canary")
    author = UserFactory(name="Canary Author")
    EnrolmentFactory(program=program, member=author)
    GrantFactory(program=program, advocate=author, right="post", scope=page)
    return messages.post(page, author=author, title="Canary title", body="Canary words", at=cast.at)


def test_another_programs_words_are_nowhere(cast: Cast, other: Message) -> None:
    """I13. Without `program=` in `said_to` or `messages_found` this fails."""
    messages.post(cast.page, author=cast.advocate, title="Ours", body="words", at=cast.at)
    client = Client()
    client.force_login(cast.manager)
    for path in ("/", "/pans/", "/go/search/?q=words", "/go/search/?q=title", "/portal/write/"):
        assert "Canary" not in client.get(path).content.decode(), path
    for path in (other.get_absolute_url(), other.place_url, f"/portal/said/{other.pk}/edit/"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/portal/said/{other.pk}/pin/").status_code == 404
    assert client.post(f"/portal/threads/{other.page_id}/lock/").status_code == 404
    assert client.get("/canary/").status_code == 404


def test_search_finds_pages_and_published_messages_only(cast: Cast) -> None:
    shown = say(cast, "My skillet rusts.")
    hidden = say(cast, "A skillet of spam.")
    messages.hide(hidden, actor=cast.manager, at=cast.at)
    held = say(cast, "This skillet waits.")
    messages.hold(held, reason="rule", actor=None, at=cast.at)
    text = read("/go/search/", q="skillet")
    assert f"/people/said/{shown.pk}/in-place/" in text
    assert "spam" not in text
    assert "waits" not in text
    assert 'href="/pans/"' in read("/go/search/", q="pans")


def test_search_goes_on_to_further_pages(cast: Cast) -> None:
    for number in range(23):
        say(cast, f"Skillet number {number}.", at=cast.later(seconds=number))
    assert "number 22." in read("/go/search/", q="skillet")
    cache.clear()
    text = read("/go/search/", q="skillet", page="2")
    assert "number 0." in text
    assert "number 22." not in text


@pytest.mark.parametrize(
    "q", ['"', '"pan', "pan's", "pan AND (", "NEAR(", "-pan", "*", "%", "a:b", "\\", "\x00", "'--", "🍳"]
)
def test_no_sign_in_a_search_is_an_error(cast: Cast, q: str) -> None:
    """Without `asked` a quotation mark is a 500 on SQLite."""
    assert Client().get("/go/search/", {"q": q}).status_code == 200


def test_the_home_page_tells_who_speaks_what_was_said_and_how_to_join(cast: Cast) -> None:
    messages.post(cast.page, author=cast.advocate, title="Season it", body="x", at=cast.at)
    text = read("/")
    for words in ("Season it", "Ada Advocate", "Become an advocate", "/pans/"):
        assert words in text


@pytest.mark.parametrize("method", ["get", "post"])
def test_private_pages_send_people_to_the_one_sign_in(cast: Cast, method: str) -> None:
    """Wagtail's own form would let people with a second factor in by password alone."""
    answer = getattr(Client(), method)("/_util/login/?next=/pans/")
    assert answer.url.startswith("/accounts/login/?")
    assert "next=/pans/" in answer.url
