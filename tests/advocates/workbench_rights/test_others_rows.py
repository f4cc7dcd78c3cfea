"""A manager's forms tell nothing of people and pages outside their programs, whatever number is sent."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import BrandPageFactory, ProgramFactory, UserFactory
from tests.stage import Stage

pytestmark = pytest.mark.django_db
TITLE, NAME = "Launch in spring", "Zebulon Quist"


@pytest.fixture
def elsewhere() -> dict[str, int]:
    """The numbers of a page of another program and of a person who is in none."""
    page = BrandPageFactory(parent=ProgramFactory().root_page, title=TITLE, live=False)
    return {"page": page.pk, "person": UserFactory(name=NAME).pk}


FORMS = [
    ("grants:add", {"advocate": "person", "scope": "page"}),
    ("halts:add", {"person": "person", "place": "page"}),
    ("restrictions:add", {"place": "page"}),
    ("grant_templates:add", {"scope": "page"}),
]


@pytest.mark.parametrize(("address", "fields"), FORMS)
def test_a_number_of_elsewhere_is_no_row(
    on: Stage, manager: Client, elsewhere: dict[str, int], address: str, fields: dict[str, str]
) -> None:
    """Guard: `only_known`; choosers show whatever number they hold, also when the field refuses it."""
    sent = {"program": on.program.pk} | {field: elsewhere[of] for field, of in fields.items()}
    for page in (manager.get(reverse(address), sent), manager.post(reverse(address), sent)):
        assert page.status_code in (200, 422)
        assert TITLE not in page.content.decode()
        assert NAME not in page.content.decode()


def test_who_could_do_this_tells_no_title_of_elsewhere(on: Stage, manager: Client, elsewhere: dict[str, int]) -> None:
    page = manager.get(reverse("who_could:index"), {"right": "post", "page": elsewhere["page"]})
    assert TITLE not in page.content.decode()


def test_the_page_chooser_goes_where_one_manages(on: Stage, manager: Client, elsewhere: dict[str, int]) -> None:
    """Guard: `own_pages`."""
    assert manager.get(reverse("wagtailadmin_choose_page_child", args=[elsewhere["page"]])).status_code == 404
    found = manager.get(reverse("wagtailadmin_choose_page_search"), {"q": "spring"}).content.decode()
    assert TITLE not in found
    inside = manager.get(reverse("wagtailadmin_choose_page_child", args=[on.program.root_page_id]))
    assert inside.status_code == 200
    assert "The kitchen" in inside.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"per_day": "9" * 25}, {"in_total": "9" * 25}, {"probation_uses": "9" * 25}, {"per_day": "2147483648"},
        {"starts_at": "9999-12-31 23:59"}, {"ends_at": "9999-12-31 23:59"},
    ],
)  # fmt: skip
def test_no_number_and_no_day_is_too_much_for_the_form(on: Stage, manager: Client, fields: dict[str, str]) -> None:
    offer = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "post", "scope": on.kitchen.pk}
    page = manager.post(reverse("grants:add"), offer | {"per_day": "3", "reason": "Knows pans."} | fields)
    assert page.status_code == 422
    assert "Knows pans." in page.content.decode()
    grant = on.grant()
    narrowed = {f"narrow-{name}": value for name, value in fields.items()}
    page = manager.post(reverse("grants:edit", args=[grant.pk]), {"act": "narrow", "narrow-reason": "Less."} | narrowed)
    assert page.status_code in (302, 409, 422)
