"""Programs see what readers and moderators see, and decide on nothing else."""

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.actions import messages
from cms.models import BrandPage
from record.tasks import settle
from tests.factories import UserFactory
from tests.stage import enrolled, signed_in

pytestmark = pytest.mark.django_db


def test_what_readers_cannot_see_does_not_exist_for_tokens(on, api):
    """Guards: `brand_page` and `readable`; without them the API reads and answers what Wagtail keeps private."""
    member = api(UserFactory())
    page = BrandPage.objects.get(pk=on.kitchen.pk)
    said = messages.comment(page, author=UserFactory(), body="Hello", at=on.now)
    flagged = {"clause": on.policy.clauses.first().code}
    asked = [
        lambda: member.get(f"/pages/{page.pk}/messages"),
        lambda: member.post(f"/pages/{page.pk}/comments", {"body": "Me, too"}),
        lambda: member.post(f"/messages/{said.pk}/flags", flagged),
    ]
    assert asked[0]().status_code == 200
    private = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert [ask().status_code for ask in asked] == [404, 404, 404]
    private.delete()
    BrandPage.objects.filter(pk=page.pk).update(live=False)
    assert [ask().status_code for ask in asked] == [404, 404, 404]
    assert signed_in(UserFactory()).get(f"/portal/flag/{said.pk}/").status_code == 404


def test_a_text_edited_since_the_case_was_read_is_not_decided(on, api):
    """Guard: `read_at` of a decision; without it a moderator publishes words that they never saw."""
    on.grant(right="moderate", advocate=(judge := enrolled(on)))
    on.grant(right="post", probation_uses=3)
    page = BrandPage.objects.get(pk=on.kitchen.pk)
    held = messages.post(page, author=on.advocate, title="Pans", body="<p>Oil.</p>", at=timezone.now())
    settle()
    moderator = api(judge)
    case = moderator.post(f"/cases/{held.cases.get().pk}/claim").json()
    messages.edit(held, title="Pans", body="<p>Buy now.</p>", actor=on.advocate, at=timezone.now())
    about = {"act": "approve", "version": case["version"]}
    for read_at, status in ((case["read_at"], 409), ("2999-01-01T00:00:00Z", 422), ("2026-01-01T00:00:00", 422)):
        answer = moderator.post(f"/cases/{case['id']}/decisions", about | {"read_at": read_at})
        assert answer.status_code == status
    again = moderator.post(f"/cases/{case['id']}/claim").json()
    about = {"act": "approve", "version": again["version"], "read_at": again["read_at"]}
    assert moderator.post(f"/cases/{case['id']}/decisions", about).status_code == 201
