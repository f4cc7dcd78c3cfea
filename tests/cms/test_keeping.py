"""What rests on a page: no move widens a right or slips out of a stop, and what is kept is not deleted with its page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advocates.actions import halts, restrictions
from advocates.models import Grant
from cms.keeping import must_be_free, must_keep_its_rights
from cms.models import BrandPage
from record.models import Entry
from sitewide.errors import Conflict
from tests.cms.conftest import Cast, a_post
from tests.factories import BrandPageFactory, GrantFactory, ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


@pytest.fixture
def knives(cast: Cast) -> BrandPage:
    """A page beside the one about pans, on which alone the advocate may post; nothing covers the whole program."""
    Grant.objects.update(state="revoked", ended_at=cast.at)
    page: BrandPage = BrandPageFactory(parent=cast.program.root_page, title="Knives")
    GrantFactory(program=cast.program, advocate=cast.advocate, right="post", scope=page)
    return page


def moved(page: BrandPage, to: Any, cast: Cast) -> str:
    """The code of the refusal, by the rule and by Wagtail's own move alike; empty where it was moved."""
    page.refresh_from_db()
    try:
        must_keep_its_rights(page, to, at=cast.at)
    except Conflict as refused:
        with pytest.raises(Conflict):
            page.move(to, pos="last-child")
        return refused.code
    page.move(to, pos="last-child")
    return ""


def test_no_move_brings_a_page_below_a_grant(cast: Cast, knives: BrandPage) -> None:
    """I4. Guard: `must_keep_its_rights` at Wagtail's signal; without it an editor widens what a manager gave."""
    assert moved(cast.page, knives, cast) == "widens"
    Grant.objects.update(state="revoked", ended_at=cast.at)
    assert moved(cast.page, knives, cast) == ""


def test_a_page_leaves_the_scope_of_a_grant_freely(cast: Cast, knives: BrandPage) -> None:
    below = BrandPageFactory(parent=knives)
    assert moved(below, cast.page, cast) == ""


def test_no_move_slips_out_of_a_halt_or_a_restriction(cast: Cast, knives: BrandPage) -> None:
    below = BrandPageFactory(parent=cast.page)
    other = BrandPageFactory(parent=cast.program.root_page)
    halt = halts.halt(cast.program, level="place", place=cast.page, actor=cast.manager, at=cast.at)
    assert moved(below, other, cast) == "halted"
    halts.lift(halt, reason="All clear.", actor=cast.manager, at=cast.at)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.at}
    stop = restrictions.restrict(
        cast.program, kind="quiet", place=cast.page, reason="Recall.", starts_at=cast.later(days=1),
        ends_at=cast.later(days=2), **about,
    )  # fmt: skip
    assert moved(below, other, cast) == "restricted"
    restrictions.lift(stop, **about)
    assert moved(below, other, cast) == ""


def test_what_belongs_to_a_program_stays_in_it(cast: Cast) -> None:
    there = ProgramFactory(hostname="other.example")
    a_post(cast)
    assert moved(cast.page, there.root_page, cast) == "other_program"
    assert moved(BrandPageFactory(parent=cast.page), there.root_page, cast) == ""


def test_the_editor_is_told_and_the_record_knows_who_moved_what(cast: Cast, knives: BrandPage, editor: Client) -> None:
    address = reverse("wagtailadmin_pages:move_confirm", args=[cast.page.pk, knives.pk])
    refused = editor.post(address, follow=True)
    assert "1 grant would cover it" in refused.content.decode()
    assert not Entry.objects.filter(verb="page.moved").exists()
    Grant.objects.update(state="revoked", ended_at=cast.at)
    assert editor.post(address).status_code == 302
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    other: BrandPage = BrandPageFactory(parent=cast.program.root_page)
    assert editor.post(f"{bulk}?id={other.pk}", {"chooser": knives.pk}).status_code == 302
    entries = Entry.objects.filter(verb="page.moved").order_by("id")
    assert [(one.subject_id, one.program_id, one.data) for one in entries] == [
        (page.pk, cast.program.pk, {"below": knives.pk}) for page in (cast.page, other)
    ]


def test_a_page_with_messages_or_grants_is_not_deleted_but_an_empty_one_is(cast: Cast, editor: Client) -> None:
    """Guard: the hook before the deletion; without it the database refuses, and the editor sees an error 500."""
    a_post(cast)
    below = BrandPageFactory(parent=cast.page)
    for page in (cast.page, cast.program.root_page):
        for method in (editor.get, editor.post):
            told = method(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True).content.decode()
            assert "unpublish it instead" in told
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert "unpublish it instead" in editor.post(f"{bulk}?id={cast.page.pk}", follow=True).content.decode()
    with pytest.raises(Conflict, match="Messages rest on this page"):
        must_be_free(BrandPage.objects.get(pk=cast.page.pk))
    assert editor.post(reverse("wagtailadmin_pages:delete", args=[below.pk])).status_code == 302
    assert list(BrandPage.objects.values_list("pk", flat=True)) == [cast.page.pk]
