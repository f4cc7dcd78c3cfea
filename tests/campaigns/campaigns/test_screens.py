"""What managers, advocates and strangers see of campaigns, and what they can do from there."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils.html import escape
from wagtail.models import Page

from advocates.models import CommunityManager
from campaigns.actions import campaigns
from campaigns.models import BriefFact, CalendarFeed, Campaign, CampaignPage, CampaignTemplate
from campaigns.wagtail_hooks.campaigns.menu import campaigns_that_wait
from record.models import Entry
from tests.campaigns.campaigns.conftest import words_of
from tests.factories import CampaignFactory, EnrolmentFactory, ProgramFactory, manager_of

pytestmark = pytest.mark.django_db
ALL = "/admin/campaigns/all/"


@pytest.fixture
def desk(client, cast):
    cast.manager.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(cast.manager)
    return client


def page_of(campaign: Campaign, **fields) -> CampaignPage:
    page = CampaignPage(title="Come and show", slug="come", campaign=campaign, **fields)
    Page.objects.get(pk=campaign.program.root_page_id).add_child(instance=page)
    return page


def test_a_campaign_is_made_from_a_ready_one_worked_on_and_opened_in_the_workbench(desk, cast, ready):
    form = {"program": cast.program.pk, "goal": ready.goal_id, "name": "Our weeks", "starts_at": "2027-01-10 08:00"}
    assert "Answering weeks" in desk.get(f"{ALL}new/").content.decode()
    form_of = desk.get(f"{ALL}new/?template=howto").content.decode()
    sent_to = re.search(r'<form\s+id="w-editor-form"\s+action="([^"]+)"', form_of)
    answer = desk.post(sent_to[1], form)
    made = Campaign.objects.get(name="Our weeks")
    assert answer["Location"] == f"{ALL}edit/{made.pk}/"
    assert (made.ends_at - made.starts_at, made.points_budget) == (timedelta(days=42), 2400)
    mission = made.missions.get()
    assert (mission.state, mission.points, mission.capacity) == ("draft", 30, 60)
    assert [step.kind for step in mission.steps.all()] == ["post", "picture"]
    shown = desk.get(answer["Location"]).content.decode()
    assert "Before it can be opened: 2 things are missing" in shown
    refused = desk.post(answer["Location"], {"act": "open"})
    assert refused.status_code == 409
    assert "It names the current version of a policy" in refused.content.decode()
    fact = {"act": "fact", "fact-text": "Iron rusts.", "fact-source_url": "https://example.org/"}
    desk.post(answer["Location"], fact | {"fact-expires_on": "2027-06-01"})
    words = {name: getattr(made, name) for name in ("name", "summary", "audience", "audience_note", "gets")}
    given = {f"words-{name}": value for name, value in words.items()}
    desk.post(answer["Location"], given | {"act": "words", "words-goal": made.goal_id, "words-policy": ready.policy_id})
    assert desk.post(answer["Location"], {"act": "open"}).status_code == 302
    made.refresh_from_db()
    assert made.state == Campaign.State.OPEN


def test_every_act_of_an_open_campaign_is_a_form_of_its_own(desk, cast, opened):
    address = f"{ALL}edit/{opened.pk}/"
    moment = {"terms-starts_at": f"{opened.starts_at:%Y-%m-%d %H:%M}", "terms-ends_at": "2027-03-01 10:00"}
    desk.post(address, {"act": "terms", "terms-points_budget": 700, "terms-reason": "More hands.", **moment})
    assert "More hands." in desk.get(address).content.decode()
    line = opened.points.get(kind="dont")
    desk.post(address, {"act": "remove", "remove-kind": "point", "remove-line": line.pk})
    desk.post(address, {"act": "point", "point-kind": "dont", "point-text": "promise a date"})
    assert [one.text for one in opened.points.filter(kind="dont")] == ["promise a date"]
    desk.post(address, {"act": "template", "template-name": "Kept"})
    assert "Kept" in desk.get(f"{ALL}new/").content.decode()
    desk.post(f"{ALL}templates/{CampaignTemplate.objects.get().pk}/drop/")
    assert not CampaignTemplate.objects.exists()
    closing = {"act": "close", "close-reached": "Ten.", "close-learnt": "Sundays.", "close-repeat": "The list."}
    assert desk.post(address, {**closing, "close-learnt": ""}).status_code == 422
    assert desk.post(address, closing).status_code == 302
    assert "Sundays." in desk.get(address).content.decode()


def test_expired_facts_are_shown_to_the_owner_and_hidden_from_everybody_else(desk, client, cast, opened):
    """Guard: `valid_facts`."""
    Campaign.objects.filter(pk=opened.pk).update(starts_at=cast.at - timedelta(days=1))
    page_of(opened)
    BriefFact.objects.update(expires_on=(cast.at - timedelta(days=2)).date())
    shown = desk.get(f"{ALL}edit/{opened.pk}/").content.decode()
    assert "Oil seasons" in shown
    assert "1 fact of the brief has expired" in shown
    client.force_login(cast.advocate)
    for address in (f"/portal/campaigns/{opened.pk}/", "/come/"):
        assert "Oil seasons" not in client.get(address).content.decode()
    renew = {"act": "renew", "renew-line": opened.facts.get().pk, "renew-source_url": "https://example.org/oil"}
    client.force_login(cast.manager)
    client.post(f"{ALL}edit/{opened.pk}/", renew | {"renew-expires_on": "2027-06-01"})
    client.logout()
    assert "Oil seasons" in client.get("/come/").content.decode()


def test_the_page_tells_only_what_may_be_known_in_each_state(client, cast, ready):
    page_of(ready, intro="Show one thing.")
    before = client.get("/come/").content.decode()
    assert "being prepared" in before
    assert "30 points for a how-to" not in before
    campaigns.open_campaign(ready, actor=cast.manager, at=cast.at)
    for days, told in ((0, "begins soon"), (-2, "open now"), (-60, "the review is being written")):
        starts = cast.at + timedelta(days=days or 1)
        Campaign.objects.filter(pk=ready.pk).update(starts_at=starts, ends_at=starts + timedelta(days=28))
        shown = client.get("/come/").content.decode()
        assert told in shown
        assert "30 points for a how-to" in shown
        assert escape(str(cast.program.disclosure)) in shown
    campaigns.close(ready, reached="Ten.", learnt="Sundays are busy.", repeat="It.", actor=cast.manager, at=cast.at)
    assert "Sundays are busy." in client.get("/come/").content.decode()


def test_a_page_that_pays_for_praise_is_refused_and_an_override_stands_on_it_in_public(desk, client, cast, ready):
    """Guard: `CampaignPage.clean`, and the notes of the page."""
    page = page_of(ready)
    page.intro = "Leave a five-star review and get 50 points."
    with pytest.raises(Exception, match=r"16 CFR 465\.4"):
        page.full_clean()
    campaigns.describe(ready, words_of(ready, gets="50 points for a five-star review."), actor=cast.manager, at=cast.at)
    address = f"{ALL}edit/{ready.pk}/"
    assert "16 CFR 465.4" in desk.get(address).content.decode()
    desk.post(address, {"act": "override", "override-note": "The stars are those of our quiz."})
    campaigns.open_campaign(ready, actor=cast.manager, at=cast.at)
    ready.refresh_from_db()
    page.intro = "50 points for a five-star review."
    page.full_clean()
    page.intro += "\nLeave a four-star review and get 60 points."
    with pytest.raises(Exception, match="four-star"):
        page.full_clean()
    client.logout()
    shown = client.get("/come/").content.decode()
    assert "The stars are those of our quiz." in shown
    assert str(cast.manager) in shown
    assert Entry.objects.filter(verb="campaign.fairness_overridden").count() == 1


def test_advocates_see_what_is_open_and_nobody_of_another_program_does(client, cast, ready):
    other = ProgramFactory(hostname="other.example")
    stranger = manager_of(other)
    foreign = CampaignFactory(program=other, owner=stranger, name="Elsewhere")
    shown = CampaignFactory(program=cast.program, owner=cast.manager, name="Here and now", audience="post")
    client.force_login(cast.advocate)
    listed = client.get("/portal/campaigns/?month=2026-99").content.decode()
    assert "Here and now" in listed
    assert "(you, too)" in listed
    assert "Elsewhere" not in listed
    assert ready.name not in listed
    assert client.get(f"/portal/campaigns/{foreign.pk}/").status_code == 404
    assert client.get(f"/portal/campaigns/{ready.pk}/").status_code == 404
    client.force_login(cast.moderator)
    assert "(you, too)" not in client.get("/portal/campaigns/").content.decode()
    client.force_login(cast.member)
    assert "Here and now" not in client.get("/portal/campaigns/").content.decode()
    assert client.get(f"/portal/campaigns/{shown.pk}/").status_code == 404
    client.force_login(stranger)
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    for address in (f"edit/{shown.pk}/", "new/?template=999"):
        assert client.get(f"{ALL}{address}").status_code == 404
    assert "Here and now" not in client.get("/admin/campaigns/calendar/").content.decode()
    assert "Here and now" not in client.get(ALL).content.decode()


def test_the_calendar_is_read_by_its_secret_address_until_it_is_void_or_its_reader_leaves(client, cast, ready):
    """Guard: the hash, the term of the reader, and that drafts are for managers."""
    CampaignFactory(program=cast.program, owner=cast.manager, name="Here and now")
    client.force_login(cast.advocate)
    made = client.post("/portal/campaigns/calendar/").content.decode()
    address = made.partition("/go/campaigns/")[2].partition(".ics")[0]
    assert address not in client.get("/portal/campaigns/").content.decode()
    assert address not in str(CalendarFeed.objects.values_list())
    client.logout()
    told = client.get(f"/go/campaigns/{address}.ics")
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Here and now" in told.content.decode()
    assert ready.name not in told.content.decode()
    secret = campaigns.make_feed(cast.program, actor=cast.manager, at=cast.at)
    assert f"SUMMARY:{ready.name}" in client.get(f"/go/campaigns/{secret}.ics").content.decode()
    other = CampaignFactory(
        program=ProgramFactory(hostname="other.example"), owner=cast.manager, name="Not theirs", state="draft"
    )
    assert other.name not in client.get(f"/go/campaigns/{secret}.ics").content.decode()
    CommunityManager.objects.filter(member=cast.manager).delete()
    assert client.get(f"/go/campaigns/{secret}.ics").status_code == 404, "a manager no more, and no advocate"
    EnrolmentFactory(program=cast.program, member=cast.manager)
    assert ready.name not in client.get(f"/go/campaigns/{secret}.ics").content.decode(), "an advocate reads no drafts"
    term = cast.advocate.enrolments.filter(program=cast.program)
    term.update(term_ends=cast.at - timedelta(hours=1))
    assert client.get(f"/go/campaigns/{address}.ics").status_code == 404
    term.update(term_ends=cast.at + timedelta(days=9))
    client.force_login(cast.advocate)
    assert client.post("/portal/campaigns/calendar/end/").status_code == 302
    assert client.get(f"/go/campaigns/{address}.ics").status_code == 404
    client.force_login(cast.member)
    assert client.post("/portal/campaigns/calendar/").status_code == 403


def test_goals_are_set_and_figures_entered_in_the_workbench(desk, cast):
    form = {"program": cast.program.pk, "name": "Pages", "metric": "own", "unit": "pages", "window": 28, "baseline": 0}
    assert desk.post("/admin/campaigns/goals/new/", form | {"target": 0, "due": "2027-06-01"}).status_code == 422
    answer = desk.post("/admin/campaigns/goals/new/", form | {"target": 9, "due": "2027-06-01"})
    figure = {"act": "figure", "figure-on": f"{cast.at:%Y-%m-%d}", "figure-value": 4, "figure-note": "Counted by hand"}
    assert desk.post(answer["Location"], figure).status_code == 302
    shown = desk.get(answer["Location"]).content.decode()
    assert "Counted by hand" in shown
    assert cast.manager.name in shown
    assert "Pages" in desk.get("/admin/campaigns/goals/").content.decode()


def test_what_waits_for_a_manager_is_called_out(desk, rf, cast, opened):
    def waiting() -> list[str]:
        request = rf.get("/")
        request.user = other
        return [line.title for line in campaigns_that_wait(request)]

    other = manager_of(cast.program)
    assert waiting() == []
    cast.manager.manages.all().delete()
    BriefFact.objects.update(expires_on=(cast.at - timedelta(days=3)).date())
    Campaign.objects.filter(pk=opened.pk).update(
        starts_at=cast.at - timedelta(days=9), ends_at=cast.at - timedelta(days=1)
    )
    assert waiting() == [
        "1 campaign has no owner", "1 campaign waits for its review", "1 fact of a brief has expired",
    ]  # fmt: skip
