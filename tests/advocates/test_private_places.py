"""Pages that not everybody may see are offered to nobody, given on to nobody, and named nowhere."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from accounts.actions.tokens import make
from accounts.models import Scope
from advocates.actions import grants
from advocates.queries.places import pages_of, places_of, spoken_on
from cms.actions.reading import note_reads
from cms.models import PageReader
from sitewide.errors import Invalid
from tests.advocates.giving import issue
from tests.advocates.passing import allowed, pass_on
from tests.advocates.saying import said
from tests.stage import Stage, enrolled, signed_in, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Stage:
    """The pans are behind a password."""
    made = stage()
    PageViewRestriction.objects.create(page=made.pans, restriction_type=PageViewRestriction.PASSWORD, password="pan")
    return made


def test_a_private_page_and_what_is_below_it_is_no_place_of_the_program(on: Stage) -> None:
    """Guard: `behind_no_restriction` in `pages_of`."""
    assert on.kitchen in pages_of(on.program)
    assert on.pans not in pages_of(on.program)
    assert on.pans not in places_of(on.program)
    assert list(spoken_on(on.program, on.kitchen.path)) == [on.kitchen]


def test_no_right_is_given_or_passed_on_there(on: Stage) -> None:
    """Guard: `must_be_spoken_on`; the register would name the page to everybody."""
    with pytest.raises(Invalid) as refused:
        issue(on, scope=on.pans)
    assert refused.value.code == "not_spoken_on"
    with pytest.raises(Invalid) as refused:
        pass_on(on, allowed(on), enrolled(on))
    assert refused.value.code == "not_spoken_on"


def test_no_right_is_given_where_nothing_is_ever_said(on: Stage) -> None:
    lesson = on.program.root_page.add_child(instance=Page(title="Reading room", slug="reading"))
    with pytest.raises(Invalid) as refused:
        issue(on, scope=lesson)
    assert refused.value.code == "not_spoken_on"


@pytest.mark.parametrize("path", ["/portal/write/", "/portal/why/", "/portal/rights/{grant}/pass-on/", "/register/"])
def test_no_list_of_places_names_it(on: Stage, path: str) -> None:
    grant = allowed(on)
    page = signed_in(on.advocate).get(path.format(grant=grant.pk))
    assert page.status_code == 200
    assert "Pans" not in page.content.decode()


def test_what_was_said_there_before_is_named_to_nobody(on: Stage) -> None:
    """Guard: `readable` in `latest_of` and `uses_of`; the message itself is no more than 404 to strangers."""
    grant = on.grant(right="post")
    said(on, "post", title="Behind the door", page=on.pans.specific)
    for path in (on.advocate.get_absolute_url(), grant.get_absolute_url()):
        page = Client().get(path)
        assert page.status_code == 200
        assert "Behind the door" not in page.content.decode()
        assert "Pans" not in page.content.decode()
    PageViewRestriction.objects.all().delete()
    for path in (on.advocate.get_absolute_url(), grant.get_absolute_url()):
        assert "Behind the door" in Client().get(path).content.decode()


def test_for_tokens_it_does_not_exist(on: Stage) -> None:
    on.grant()
    _token, secret = make(on.advocate, name="t", scopes=Scope.values, days=1, at=on.now)
    asked: dict[str, Any] = {"right": "reply", "page_id": on.pans.pk}
    answer = Client().get("/api/v1/rights/examine", asked, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 404


def test_who_is_asked_for_the_password_has_read_nothing(on: Stage) -> None:
    paths = [Page.objects.get(pk=page.pk).get_url_parts()[2] for page in (on.kitchen, on.pans)]
    note_reads({("testserver", path): {b"somebody"} for path in paths}, at=on.now)
    assert set(PageReader.objects.values_list("page", "day")) == {(on.kitchen.pk, on.now.date())}
    assert isinstance(on.now.date(), date)


def test_what_was_given_there_before_can_still_be_ended(on: Stage) -> None:
    grant = on.grant(scope=on.pans)
    grants.revoke(grant, actor=on.manager, at=on.now, reason="The page is private now.")
    assert grant.pk
