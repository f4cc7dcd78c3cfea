"""Where one stands in the portal, the tier on the public page, and the workbench."""

import pytest

from campaigns.models import Achievement, Award, Recognition, Season, Tier
from record.tasks import settle
from tests.campaigns.test_workbench import into_the_workbench
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


def test_the_portal_says_why_and_the_member_chooses_what_others_see(stand, cast, client):
    stand.counts(25)
    settle()
    stand.given()
    public = f"/people/{cast.advocate.address}/"
    assert "Bronze" not in client.get(public).content.decode()
    client.force_login(cast.advocate)
    page = client.get("/portal/recognition/").content.decode()
    for said in (
        "You are Bronze",
        "25 more and you are Silver",
        "An event × 1",
        "You would be in place 1",
        "Good hand",
    ):
        assert said in page, said
    client.post("/portal/recognition/", {"shows_tier": "on"})
    row = Recognition.objects.get(member=cast.advocate)
    assert (row.shows_tier, row.on_leaderboard) == (True, False)
    assert "Bronze" in client.get(public).content.decode()
    client.force_login(cast.member)
    assert client.get("/portal/recognition/").status_code == 200


def test_managers_set_tiers_badges_and_seasons_and_give_badges(stand, cast, client):
    desk = into_the_workbench(client, cast.manager)
    gold = {"name": "Gold", "slug": "gold", "threshold": 200, "perks": "Tea"}
    assert desk.post("/admin/recognition/tiers/new/", gold).status_code == 302
    assert desk.post("/admin/recognition/tiers/new/", gold | {"name": "Au"}).status_code == 422
    assert Tier.objects.get(slug="gold").perks == "Tea"
    season = {"name": "Far off", "first": "2041-01-01", "last": "2041-03-31", "repeats": "on"}
    assert desk.post("/admin/recognition/seasons/new/", season).status_code == 302
    far = Season.objects.get(name="Far off")
    assert desk.post(f"/admin/recognition/seasons/edit/{far.pk}/", season | {"name": "Later"}).status_code == 302
    badge = {"name": "Host", "description": "Hosts.", "criteria": "Host one.", "rule": "hand", "active": "on"}
    assert desk.post("/admin/recognition/badges/new/", badge | {"rule": "tier"}).status_code == 422
    assert desk.post("/admin/recognition/badges/new/", badge).status_code == 302
    made = Achievement.objects.get(name="Host")
    held = f"/admin/recognition/badges/{made.pk}/held/"
    given = {"act": "award", "award-member": cast.advocate.pk, "award-reason": "The evening in May."}
    assert desk.post(held, given).status_code == 302
    award = Award.objects.get(achievement=made)
    assert "The evening in May." in desk.get(held).content.decode()
    assert desk.post(held, {"act": "revoke", "revoke-award": award.pk, "revoke-reason": "Not so."}).status_code == 302
    award.refresh_from_db()
    assert award.revoked_by == cast.manager


def test_the_workbench_shows_nothing_of_other_programs(stand, cast, client):
    badge = stand.badge()
    desk = into_the_workbench(client, manager_of(ProgramFactory(name="Elsewhere", hostname="other.example")))
    for name, row in (("badges", badge), ("tiers", stand.bronze), ("seasons", stand.season)):
        assert row.name not in desk.get(f"/admin/recognition/{name}/").content.decode()
        assert desk.get(f"/admin/recognition/{name}/edit/{row.pk}/").status_code == 404
    assert desk.get(f"/admin/recognition/badges/{badge.pk}/held/").status_code == 404
    assert desk.get(f"/admin/recognition/seasons/{stand.season.pk}/over/").status_code == 404


def test_a_season_that_is_over_is_closed_from_the_workbench(stand, cast, client):
    stand.counts(25)
    settle()
    desk = into_the_workbench(client, cast.manager)
    over = f"/admin/recognition/seasons/{stand.season.pk}/over/"
    assert "Close the season now" not in desk.get(over).content.decode()
    Season.objects.update(starts_at="2020-01-01T00:00Z", ends_at="2020-02-01T00:00Z", repeats=False)
    assert desk.get(f"/admin/recognition/seasons/edit/{stand.season.pk}/").status_code == 302
    assert desk.post(over, {"act": "close"}).status_code == 302
    assert desk.post(over, {"act": "close"}).status_code == 409
    assert Recognition.objects.get(member=cast.advocate).tier is None
