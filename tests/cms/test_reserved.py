"""No page takes an address of the product itself: tried through Wagtail's own screens and by code."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms.models import BrandPage, StandardPage
from cms.reserved import RESERVED, SlugReserved
from tests.cms.conftest import Cast
from tests.factories import BrandPageFactory, UserFactory

pytestmark = pytest.mark.django_db
SENTENCE = "belongs to the product itself"


@pytest.fixture
def editor(client: Client) -> Client:
    """A superuser in the workbench."""
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


def form(slug: str, title: str = "A page") -> dict[str, Any]:
    empty = {"body-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return {"title": title, "slug": slug, "intro": "", "seo_title": "", "search_description": "", **empty}


def add(editor: Client, parent: Page, slug: str, **more: str) -> Any:
    address = reverse("wagtailadmin_pages:add", args=["cms", "standardpage", parent.pk])
    return editor.post(address, form(slug) | more)


def test_every_address_of_ours_stands_under_a_reserved_prefix() -> None:
    """`config/urls.py` and `cms.reserved` agree; a new prefix fails here until it is reserved."""
    own = set()
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "name", "") == "page":
            continue
        text = str(pattern.pattern)
        nested = getattr(pattern, "url_patterns", [])
        firsts = [text] if text.strip("^$") else [str(inner.pattern) for inner in nested]
        own |= {first.lstrip("^").split("/")[0].split("\\")[0] for first in firsts}
    own -= {".well-known"}
    own.discard("robots.txt")  # no page can be called so: a slug has no dot
    wagtail_pages = {"", "((?:[", "_util"}
    assert {name for name in own if name not in wagtail_pages} <= set(RESERVED)


@pytest.mark.parametrize("slug", [*RESERVED, "Portal"])
def test_the_editor_says_why_a_reserved_slug_is_refused(cast: Cast, editor: Client, slug: str) -> None:
    answer = add(editor, cast.program.root_page, slug)
    assert SENTENCE in answer.content.decode()
    assert not StandardPage.objects.exists()


def test_a_reserved_slug_is_refused_when_publishing_and_when_editing(cast: Cast, editor: Client) -> None:
    assert SENTENCE in add(editor, cast.program.root_page, "portal", **{"action-publish": "1"}).content.decode()
    address = reverse("wagtailadmin_pages:edit", args=[cast.page.pk])
    assert SENTENCE in editor.post(address, form("desk")).content.decode()
    assert BrandPage.objects.get(pk=cast.page.pk).slug == "pans"


def test_deeper_in_the_tree_the_word_is_free(cast: Cast, editor: Client) -> None:
    assert add(editor, cast.page, "portal").status_code == 302
    assert StandardPage.objects.get().slug == "portal"


def test_moving_a_page_to_a_reserved_place_is_refused_on_the_screen(cast: Cast, editor: Client) -> None:
    inner = BrandPageFactory(parent=cast.page, slug="portal")
    address = reverse("wagtailadmin_pages:move_confirm", args=[inner.pk, cast.program.root_page_id])
    assert SENTENCE in editor.post(address, follow=True).content.decode()
    assert BrandPage.objects.get(pk=inner.pk).get_parent().pk == cast.page.pk


def test_moving_by_code_is_refused(cast: Cast) -> None:
    inner = BrandPageFactory(parent=cast.page, slug="portal")
    with pytest.raises(SlugReserved):
        inner.move(cast.program.root_page, pos="last-child")


@pytest.mark.parametrize("alias", ["", "on"])
def test_a_copy_or_alias_to_a_reserved_place_is_refused(cast: Cast, editor: Client, alias: str) -> None:
    address = reverse("wagtailadmin_pages:copy", args=[cast.page.pk])
    sent = {"new_title": "Copy", "new_slug": "join", "new_parent_page": str(cast.program.root_page_id), "alias": alias}
    assert SENTENCE in editor.post(address, {name: value for name, value in sent.items() if value}).content.decode()
    assert BrandPage.objects.count() == 1


def test_an_alias_or_copy_or_draft_by_code_is_refused(cast: Cast) -> None:
    """Translations are made by the same copy; without the refusal in `ContentPage.save` this fails."""
    root = cast.program.root_page
    with pytest.raises(SlugReserved):
        CreatePageAliasAction(cast.page, parent=root, update_slug="desk").execute(skip_permission_checks=True)
    with pytest.raises(SlugReserved):
        cast.page.copy(to=root, update_attrs={"slug": "people"})
    with pytest.raises(SlugReserved):
        root.add_child(instance=StandardPage(title="x", slug="api", live=False))
    cast.page.slug = "media"
    with pytest.raises(ValidationError):
        cast.page.full_clean()


def test_a_preview_of_each_kind_of_page_works(cast: Cast, editor: Client) -> None:
    for page in (cast.page, cast.program.root_page.specific):
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        posted = editor.post(address, form(page.slug, page.title))
        assert posted.json()["is_valid"], posted.json()
        assert page.title in editor.get(address).content.decode()
    for kind in ("standardpage", "brandpage"):
        address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", kind, cast.program.root_page_id])
        assert editor.post(address, form("new", "Quite new")).json()["is_valid"]
        assert "Quite new" in editor.get(address).content.decode()


def test_only_videos_of_the_two_providers_are_taken() -> None:
    block = BrandPage._meta.get_field("body").stream_block.child_blocks["video"]
    for address in ("https://evil.example/watch?v=abcdefghijk", "https://youtube.com.evil.example/watch?v=abcdefghijk"):
        with pytest.raises(ValidationError):
            block.clean({"address": address, "title": "x", "text": ""})
    value = block.clean(block.to_python({"address": "https://youtu.be/abcdefghijk?t=3", "title": "<i>x", "text": ""}))
    shown = block.render(value)
    assert "https://www.youtube.com/watch?v=abcdefghijk" in shown
    assert "&lt;i&gt;x" in shown
    assert "<iframe" not in shown


def test_every_block_is_shown(cast: Cast, client: Client) -> None:
    cast.page.body = [
        ("text", RichText("<h2>About</h2>")),
        ("quote", {"text": "Lasts <ever>.", "by": "Ida", "role": "smith"}),
        ("product_facts", {"heading": "Pan", "facts": [{"name": "Weight", "value": "1.4 kg"}]}),
        (
            "call_to_action",
            {"heading": "You, too?", "text": "", "button": "Join", "page": None, "address": "https://a.example"},
        ),
        ("people", {"heading": "Who", "people": [{"name": "Rowan", "role": "smith", "image": None, "text": ""}]}),
        ("faq", {"heading": "Asked", "questions": [{"question": "Rust?", "answer": RichText("<p>Oil it.</p>")}]}),
        ("video", {"address": "https://vimeo.com/123456789", "title": "Seasoning", "text": ""}),
    ]
    cast.page.save()
    text = client.get("/pans/").content.decode()
    for words in (
        "About",
        "Lasts &lt;ever&gt;.",
        "1.4 kg",
        "You, too?",
        "Rowan",
        "Oil it.",
        "https://vimeo.com/123456789",
    ):
        assert words in text
