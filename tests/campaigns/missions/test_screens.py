"""The way of a mission through its pages: offered, taken, proved, sent, judged."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from campaigns.models import Evidence, Mission, Submission
from campaigns.queries.missions.course import course_of_campaign, course_of_mission
from tests.campaigns.missions.conftest import picture

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def in_the_workbench(person) -> Client:
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return signed_in(person)


def test_from_the_offer_to_a_judgement(stage, cast):
    mission = stage.mission(
        ("visit", "Show that you were there.", {"host": "blog.example"}), ("picture", "Show it.", {})
    )
    visit, shown = mission.steps.all()
    advocate, manager = signed_in(cast.advocate), in_the_workbench(cast.manager)
    assert mission.name in advocate.get("/portal/missions/").content.decode()
    page = advocate.get(f"/portal/missions/{mission.pk}/").content.decode()
    assert "It is open to every advocate" in page
    assert "I agree, I take it" in page
    taken = advocate.post(f"/portal/missions/{mission.pk}/take/")
    row = Submission.objects.get()
    assert taken["Location"] == row.get_absolute_url()
    work = row.get_absolute_url()
    refused = advocate.post(f"{work}steps/{visit.pk}/link/", {"url": "https://elsewhere.example/1"})
    assert refused.status_code == 422
    assert "https://elsewhere.example/1" in refused.content.decode(), "what was typed is kept"
    advocate.post(f"{work}steps/{visit.pk}/link/", {"url": "https://blog.example/1"})
    upload = SimpleUploadedFile("p.jpg", picture(3).content, "image/jpeg")
    advocate.post(f"{work}steps/{shown.pk}/picture/", {"picture": upload, "alt": "A pan"})
    assert Evidence.objects.count() == 2
    kept = Evidence.objects.get(kind="picture")
    assert advocate.get(f"/portal/missions/evidence/{kept.pk}/")["Content-Type"] == "image/jpeg"
    assert signed_in(cast.moderator).get(f"/portal/missions/evidence/{kept.pk}/").status_code == 404
    assert "Send it in" in advocate.get(work).content.decode()
    advocate.post(f"{work}send/")
    row.refresh_from_db()
    assert row.state == Submission.State.CHECKING
    Submission.objects.filter(pk=row.pk).update(state=Submission.State.WAITING)
    _judged(manager, row)
    row.refresh_from_db()
    assert row.state == Submission.State.VERIFIED
    assert "Verified" in advocate.get(work).content.decode()
    _comes_along(advocate, manager, mission)


def _comes_along(advocate: Client, manager: Client, mission: Mission) -> None:
    """One place taken, sent and verified shows in the charts of the mission and of its campaign."""
    one, whole = (course_of_mission(mission, timezone.now()), course_of_campaign(mission.campaign, timezone.now()))
    assert [series.last for series in one.series] == [1, 1, 1]
    assert (one.rows[0][1], one.target, whole.series[0].last) == ((0, 0, 0), 10, mission.points)
    for page in (
        advocate.get(f"/portal/missions/{mission.pk}/"), manager.get(f"/admin/missions/missions/{mission.pk}/"),
        advocate.get(f"/portal/campaigns/{mission.campaign_id}/"),
        manager.get(f"/admin/campaigns/all/edit/{mission.campaign_id}/"),
    ):  # fmt: skip
        assert "By the end of" in page.content.decode()


def _judged(manager: Client, row: Submission) -> None:
    """First without a mark, then as it should be."""
    page = f"/admin/missions/submissions/edit/{row.pk}/"
    assert "https://blog.example/1" in manager.get(page).content.decode()
    assert row.mission.name in manager.get("/admin/missions/submissions/").content.decode()
    line = row.mission.criteria.get()
    said = {"act": "judge", "judge-outcome": "verify", "judge-words": "Well done."}
    assert manager.post(page, said).status_code == 422
    assert manager.post(page, said | {f"judge-marks_{line.pk}": "2"}).status_code == 302


def test_a_mission_is_made_in_the_workbench(stage, cast):
    manager = in_the_workbench(cast.manager)
    stamp = "%Y-%m-%d %H:%M"
    terms = {
        "campaign": stage.campaign.pk, "name": "A month with one pan", "why": "People want to know.", "points": 50,
        "capacity": 10, "per_person": 1, "per_week": 1, "days": 14, "tier": 0, "language": "",
        "starts_at": cast.at.strftime(stamp), "ends_at": (cast.at + timedelta(days=9)).strftime(stamp),
    }  # fmt: skip
    made = manager.post("/admin/missions/missions/new/", terms)
    mission = Mission.objects.get()
    whole = f"/admin/missions/missions/{mission.pk}/"
    assert made["Location"] == whole
    assert manager.post(whole, {"act": "step", "step-kind": "post"})["Location"] == f"{whole}steps/post/"
    assert manager.get(f"{whole}steps/post/").status_code == 200
    assert manager.post(f"{whole}steps/post/", {"text": ""}).status_code == 422
    manager.post(f"{whole}steps/post/", {"text": "Write.", "count": "2", "page": cast.page.pk})
    assert mission.steps.get().settings == {"count": 2, "page": cast.page.pk}
    assert manager.post(whole, {"act": "open"}).status_code == 409
    manager.post(whole, {"act": "criterion", "criterion-label": "Well", "criterion-most": "2", "criterion-needed": "1"})
    manager.post(whole, {"act": "open"})
    mission.refresh_from_db()
    assert mission.state == Mission.State.OPEN
    assert "Places taken" in manager.get(whole).content.decode()
    assert manager.post(whole, {"act": "drop_step", "drop_step-number": mission.steps.get().pk}).status_code == 409
    assert manager.post(whole, {"act": "close"}).status_code == 302
    assert mission.name in manager.get("/admin/missions/missions/").content.decode()


def test_what_one_wishes_is_kept_and_taken_back(stage, cast):
    advocate = signed_in(cast.advocate)
    assert advocate.post("/portal/missions/wishes/", {"languages": ["de", "en"], "a_week": "1"}).status_code == 302
    page = advocate.get("/portal/missions/wishes/").content.decode()
    assert page.count("checked") >= 3
    assert advocate.post("/portal/missions/wishes/", {"languages": ["xx"]}).status_code == 422
    for rubbish in ("9" * 30, "zz", "\x00"):
        assert advocate.post("/portal/missions/wishes/", {"interests": [rubbish]}).status_code == 422
    assert advocate.post("/portal/missions/wishes/", {}).status_code == 302
    mission = stage.mission(language="de")
    assert advocate.get(f"/portal/missions/{mission.pk}/").status_code == 404
    assert advocate.post(f"/portal/missions/{mission.pk}/decline/").status_code == 404
    other = stage.mission()
    assert advocate.post(f"/portal/missions/{other.pk}/decline/").status_code == 302
    assert "Nothing is offered" in advocate.get("/portal/missions/").content.decode()


def test_somebody_elses_mission_is_nowhere(stage, cast, client):
    """Guard: the member in `_of`, and `visible_mission`; without them the number is enough."""
    foreign = stage.waiting()
    assert signed_in(cast.moderator).get(foreign.get_absolute_url()).status_code == 404
    assert signed_in(cast.member).get(f"/portal/missions/{foreign.mission_id}/").status_code == 404
    assert client.get("/portal/missions/").status_code == 302
