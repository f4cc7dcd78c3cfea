"""A mission is prepared, promises what the campaign's budget covers, and does not change once it is open."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from advocates.models import CommunityManager
from campaigns.actions import campaigns
from campaigns.actions.missions import making
from campaigns.actions.missions.planning import plan_missions
from campaigns.models import Campaign, CampaignTemplate, Mission, MissionStep
from campaigns.plans import PlannedStep, plan_of
from campaigns.queries.campaigns.plans import plan_from
from campaigns.queries.missions.promised import promised_by
from campaigns.queries.steps import KINDS
from campaigns.ready import READY
from sitewide.errors import Conflict, Invalid, NotFound
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


def test_open_missions_promise_no_more_than_the_campaign_has(stage, cast):
    """Guard: the sum in `open_mission`, below the campaign's lock; taken out, the second one opens."""
    stage.mission(points=100, capacity=30)
    assert promised_by(stage.campaign) == 3_000
    second = stage.draft(points=100, capacity=21)
    with pytest.raises(Conflict) as refused:
        making.open_mission(second, actor=cast.manager, at=cast.at)
    assert (refused.value.code, refused.value.detail) == ("points_short", {"short": 100})
    third = stage.mission(points=100, capacity=20)
    stage.takes(third)
    making.close(third, actor=cast.manager, at=cast.at)
    assert promised_by(stage.campaign) == 3_100, "of a closed mission only the places that were taken count"


def test_what_is_open_does_not_change(stage, cast):
    mission = stage.mission()
    by = {"actor": cast.manager, "at": cast.at}
    attempts = (
        lambda: making.add_step(mission, kind="post", text="More", settings={}, **by),
        lambda: making.drop_step(mission.steps.get(), **by),
        lambda: making.add_criterion(mission, label="More", most=1, needed=1, **by),
        lambda: making.drop_criterion(mission.criteria.get(), **by),
        lambda: making.open_mission(mission, **by),
    )
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == "not_draft"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"name": " "}, "bad_mission"),
        ({"points": 0}, "bad_numbers"),
        ({"capacity": 0}, "bad_numbers"),
        ({"language": "xx"}, "not_of_program"),
        ({"ends_at": None}, "out_of_campaign"),
    ],
)
def test_terms_that_do_not_fit_are_refused(stage, terms, code):
    if "ends_at" in terms:
        terms = {"ends_at": stage.campaign.ends_at + timedelta(days=1)}
    with pytest.raises(Invalid) as refused:
        stage.draft(**terms)
    assert refused.value.code == code


def test_a_mission_opens_only_when_everything_is_there(stage, cast):
    by = {"actor": cast.manager, "at": cast.at}

    def refused_for(mission: Mission) -> str:
        with pytest.raises(Conflict) as refused:
            making.open_mission(mission, **by)
        return refused.value.code

    bare = stage.draft()
    making.drop_step(bare.steps.get(), **by)
    assert refused_for(bare) == "not_ready"
    dear = stage.draft(points=201, capacity=1)
    CommunityManager.objects.filter(member=stage.second).delete()
    assert refused_for(dear) == "too_few_judges"
    Campaign.objects.filter(pk=stage.campaign.pk).update(state=Campaign.State.DRAFT)
    assert refused_for(stage.draft()) == "campaign_not_open"


def test_another_programs_manager_learns_of_no_mission(stage, cast):
    stranger = manager_of(ProgramFactory(hostname="other.example"))
    with pytest.raises(NotFound):
        making.close(stage.mission(), actor=stranger, at=cast.at)


def test_every_kind_of_step_is_known_and_reads_its_settings(stage, cast):
    """Guard: the registry; a kind of the model that has no class there fails here."""
    assert set(KINDS) == set(MissionStep.Kind.values)
    mission = stage.draft()
    by = {"actor": cast.manager, "at": cast.at}
    step = making.add_step(mission, kind="reply", text="Answer", settings={"count": 3, "page": cast.page}, **by)
    assert step.settings == {"count": 3, "page": cast.page.pk}
    for kind, settings, code in (
        ("course", {}, "step_unset"),
        ("post", {"count": 0}, "step_count"),
        ("post", {"page": 999_999}, "step_page"),
        ("visit", {"host": "no host"}, "step_host"),
        ("survey", {"address": "javascript:1"}, "address_scheme"),
        ("dance", {}, "bad_step"),
    ):
        with pytest.raises(Invalid) as refused:
            making.add_step(mission, kind=kind, text="Do it", settings=settings, **by)
        assert refused.value.code == code, kind
    for kind in KINDS.values():
        asked = {"product": "a pan", "event": "a fair", "address": "https://survey.example/1", "course": 1}
        named = {one.name: asked[one.name] for one in kind.settings if one.name in asked}
        assert kind.hint(MissionStep(kind=kind.slug, settings=named)), kind.slug


def test_a_campaigns_plan_becomes_drafts_that_say_what_they_lack(stage, cast):
    """Guard: the look for what a step lacks in `open_mission`; without it a review of nothing opens."""
    by = {"actor": cast.manager, "at": cast.at}
    for plan in READY.values():
        assert len(plan_missions(stage.campaign, plan.missions, **by)) == len(plan.missions)
    plan = plan_of(json.loads(json.dumps(plan_from(stage.campaign).as_data())))
    assert len(plan.missions) == Mission.objects.count() > 5, "a campaign of them is a plan with them again"
    step = MissionStep.objects.filter(kind="review")[0]
    making.add_criterion(step.mission, label="Well", most=1, needed=1, **by)
    with pytest.raises(Conflict) as refused:
        making.open_mission(step.mission, **by)
    assert refused.value.code == "step_unset"


def test_a_template_keeps_what_steps_are_set_to_and_whom_missions_are_for(stage, cast):
    """Guard: `_settings_of` and `_meant_for` in planning; without them every step comes back as its kind alone."""
    by = {"actor": cast.manager, "at": cast.at}
    steps = [
        ("reply", "Answer.", {"count": 3, "page": cast.page}), ("visit", "Go.", {"host": "shop.example"}),
        ("survey", "Say.", {"address": "https://survey.example/1"}), ("review", "Write.", {"product": "A pan"}),
    ]  # fmt: skip
    stage.draft(*steps, per_person=4, per_week=2, tier=1, language="de", place=cast.page)
    saved = campaigns.save_as_template(stage.campaign, name="Again", **by)
    whole = plan_of(CampaignTemplate.objects.get(pk=saved.pk).plan)
    again = campaigns.draft(cast.program, whole, goal=stage.campaign.goal, starts_at=cast.at, **by)
    mission = again.missions.get()
    assert [(step.kind, step.settings) for step in mission.steps.all()] == [
        ("reply", {"count": 3, "page": cast.page.pk}), ("visit", {"host": "shop.example"}),
        ("survey", {"address": "https://survey.example/1"}), ("review", {"product": "A pan"}),
    ]  # fmt: skip
    assert (mission.per_person, mission.per_week, mission.tier, mission.language) == (4, 2, 1, "de")
    assert (mission.place, again.to_find) == (cast.page, "")
    lost = replace(whole.missions[0], place=999_999, steps=(PlannedStep("reply", "Answer.", {"page": 999_999}),))
    told = campaigns.draft(cast.program, replace(whole, missions=(lost,)), goal=again.goal, starts_at=cast.at, **by)
    assert [line[:10] for line in told.to_find.splitlines()] == ["“A month w", "“Answer.” "]
    assert told.missions.get().steps.get().settings == {}
