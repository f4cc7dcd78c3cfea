"""Posts for later on the author's screens."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.models import Scheduled
from tests.cms.conftest import Cast
from tests.cms.scheduling.planning import plan

pytestmark = pytest.mark.django_db


def test_the_list_costs_the_same_however_long_it_is(
    cast: Cast, client: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(25):
        plan(cast)
    client.force_login(cast.advocate)
    client.get("/portal/scheduled/")
    with django_assert_max_num_queries(9):
        text = client.get("/portal/scheduled/").content.decode()
    assert text.count("Season it") == 20
    assert "?before=" in text


def test_a_post_is_scheduled_changed_and_cancelled_on_the_screens_in_the_authors_zone(cast: Cast, client: Any) -> None:
    cast.advocate.time_zone = "Asia/Tokyo"
    cast.advocate.save()
    client.force_login(cast.advocate)
    day = (timezone.now() + timedelta(days=3)).date()
    write = {"as": "post", "act": "schedule", "title": "Season it", "body": "Oil.", "key": "k", "due": f"{day}T09:30"}
    address = f"/portal/write/{cast.page.pk}/"
    assert client.post(address, write | {"due": ""}).status_code == 422
    assert client.post(address, write).url == "/portal/scheduled/"
    post = Scheduled.objects.get()
    assert post.due_at.isoformat() == f"{day}T00:30:00+00:00"
    one = client.get(f"/portal/scheduled/{post.pk}/").content.decode()
    assert f'value="{day}T09:30"' in one
    assert "Asia/Tokyo" in one
    assert "1 post for later" in client.get("/portal/write/").content.decode()
    changed = client.post(f"/portal/scheduled/{post.pk}/", {"title": "New", "body": "x", "due": f"{day}T10:00"})
    assert changed.url == "/portal/scheduled/"
    listed = client.get("/portal/scheduled/").content.decode()
    assert "New" in listed
    assert "10:00 JST" in listed
    assert client.post(f"/portal/scheduled/{post.pk}/cancel/").url == "/portal/scheduled/"
    assert Scheduled.objects.get().state == "cancelled"


def test_a_time_that_the_clocks_leave_out_is_no_time(cast: Cast, client: Any) -> None:
    cast.advocate.time_zone = "Europe/Berlin"
    cast.advocate.save()
    client.force_login(cast.advocate)
    sent_form = {"as": "post", "act": "schedule", "title": "x", "body": "x", "due": "2027-03-28T02:30"}
    answer = client.post(f"/portal/write/{cast.page.pk}/", sent_form)
    assert answer.status_code == 422
    assert "no such time" in answer.content.decode()
    for odd in ("0001-01-01T00:00", "9999-12-31T23:59", "soon"):
        answer = client.post(f"/portal/write/{cast.page.pk}/", sent_form | {"due": odd})
        assert answer.status_code == 422, odd
