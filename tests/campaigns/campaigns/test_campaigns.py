"""A campaign from its draft to its review, and every way in which that is refused."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import campaigns
from campaigns.actions.budget import move
from campaigns.actions.missions.making import open_mission
from campaigns.models import BriefFact, Campaign, CampaignChange, CampaignReview, Treasury
from campaigns.plans import Plan, PlannedMission, PlannedStep
from campaigns.queries.campaigns.plans import plan_from
from campaigns.queries.campaigns.progress import Points, points_of
from record.models import Entry
from sitewide.errors import Refused
from tests.campaigns.campaigns.conftest import PLAN, refuses, words_of
from tests.factories import GoalFactory, ProgramFactory, manager_of
from tests.refusing import refusal

pytestmark = pytest.mark.django_db
REVIEW = {"reached": "Ten pages.", "learnt": "Sundays are busy.", "repeat": "The list."}


def test_a_draft_that_lacks_everything_is_told_so_at_once(cast, goal):
    """Guard: each item of the checklist."""
    bare = campaigns.draft(
        cast.program, Plan("Bare"), goal=goal, starts_at=cast.at - timedelta(days=40), actor=cast.manager, at=cast.at
    )
    with pytest.raises(Refused) as refused:
        campaigns.open_campaign(bare, actor=cast.manager, at=cast.at)
    assert (refused.value.status, refused.value.code) == (409, "not_ready")
    lacking = {one["code"] for one in refused.value.detail["missing"]}
    assert lacking == {"dates", "policy", "summary", "gets", "facts", "dos", "donts", "budget"}
    assert Campaign.objects.get().state == Campaign.State.DRAFT


@pytest.mark.parametrize("gone", ["owner", "goal", "policy", "facts", "budget"])
def test_one_thing_that_is_missing_keeps_it_shut(cast, ready, gone):
    if gone == "owner":
        manager_of(cast.program)
        cast.manager.manages.all().delete()
    if gone == "facts":
        BriefFact.objects.update(expires_on=(cast.at - timedelta(days=1)).date())
    if gone == "goal":
        ready.goal.due = (cast.at - timedelta(days=1)).date()
        ready.goal.save()
    changed = {"policy": {"policy": None}, "budget": {"points_budget": 0}}.get(gone, {})
    Campaign.objects.filter(pk=ready.pk).update(**changed)
    actor = cast.program.managers.first().member
    with pytest.raises(Refused) as refused:
        campaigns.open_campaign(ready, actor=actor, at=cast.at)
    assert [one["code"] for one in refused.value.detail["missing"]] == [gone]


def test_the_database_holds_no_open_campaign_without_owner_policy_and_budget(cast, opened):
    """Guard: the constraint; the action is not asked here."""
    for lacking in ({"policy": None}, {"points_budget": 0}, {"owner": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=opened.pk).update(**lacking)


def test_an_opened_campaign_is_on_the_record_and_opens_once(cast, opened):
    assert opened.state == Campaign.State.OPEN
    assert Entry.objects.get(verb="campaign.opened").data["points_budget"] == 500
    assert refusal(lambda: campaigns.open_campaign(opened, actor=cast.manager, at=cast.at)) == "campaign_state"


def test_the_programs_money_must_cover_what_a_campaign_may_promise(cast, ready, goal):
    """Guard: `covered`, and what other open campaigns may promise counts, too."""
    Treasury.objects.create(program=cast.program, currency="eur", value_of_100=100)
    with pytest.raises(Refused) as refused:
        campaigns.open_campaign(ready, actor=cast.manager, at=cast.at)
    assert [one["code"] for one in refused.value.detail["missing"]] == ["covered"]
    move("fund", program=cast.program, amount=900, cause="f", memo="f", at=cast.at)
    campaigns.open_campaign(ready, actor=cast.manager, at=cast.at)
    second = campaigns.draft(
        cast.program, PLAN, goal=goal, policy=ready.policy, starts_at=cast.at, actor=cast.manager, at=cast.at
    )
    campaigns.add_fact(
        second, text="F", source_url="https://example.org/", expires_on=goal.due, actor=cast.manager, at=cast.at
    )
    with pytest.raises(Refused) as refused:
        campaigns.open_campaign(second, actor=cast.manager, at=cast.at)
    assert [one["code"] for one in refused.value.detail["missing"]] == ["covered"]


def test_whoever_does_not_manage_the_program_finds_no_campaign(cast, ready):
    stranger = manager_of(ProgramFactory(hostname="other.example"))
    line = ready.points.first()
    terms = {"starts_at": ready.starts_at, "ends_at": ready.ends_at, "points_budget": 1}
    acts = (
        (campaigns.open_campaign, {}), (campaigns.cancel, {}), (campaigns.close, REVIEW), (campaigns.change_terms, terms),
        (campaigns.hand_over, {"owner": cast.manager}), (campaigns.override, {"note": "Fair."}),
        (campaigns.save_as_template, {"name": "T"}), (campaigns.describe, {"words": words_of(ready)}),
        (campaigns.add_point, {"kind": "do", "text": "T"}),
    )  # fmt: skip
    for actor in (stranger, cast.advocate):
        for act, given in acts:
            with refuses("not_found"):
                act(ready, **given, actor=actor, at=cast.at)
        with refuses("not_found"):
            campaigns.remove_from_brief(line, actor=actor, at=cast.at)
        with refuses("not_found"):
            campaigns.draft(cast.program, PLAN, goal=ready.goal, starts_at=cast.at, actor=actor, at=cast.at)


def test_dates_and_budget_of_an_open_campaign_change_with_a_reason_that_is_kept(cast, opened):
    about = {"actor": cast.manager, "at": cast.at, "starts_at": opened.starts_at, "points_budget": 600}
    later = opened.ends_at + timedelta(days=7)
    assert refusal(lambda: campaigns.change_terms(opened, ends_at=later, **about)) == "no_reason"
    campaigns.change_terms(opened, ends_at=later, reason="The kiln is late.", **about)
    kept = {change.what: change for change in CampaignChange.objects.all()}
    assert set(kept) == {"ends_at", "points_budget"}
    assert (kept["points_budget"].before, kept["points_budget"].after) == ("500", "600")
    assert kept["ends_at"].reason == "The kiln is late."
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignChange.objects.update(reason="Never mind.")


def test_dates_that_are_none_and_budgets_that_are_none_are_refused(cast, opened):
    about = {"actor": cast.manager, "reason": "It is so."}
    terms = {"starts_at": opened.starts_at, "ends_at": opened.ends_at, "points_budget": 500}
    begun = opened.starts_at + timedelta(hours=1)
    for code, changed, at in (
        ("dates", {"ends_at": opened.starts_at}, cast.at),
        ("dates", {"ends_at": opened.starts_at + timedelta(days=400)}, cast.at),
        ("budget", {"points_budget": 10_000_001}, cast.at),
        ("promised", {"points_budget": 0}, cast.at),
        ("has_begun", {"starts_at": opened.starts_at + timedelta(days=2)}, begun),
        ("ends_too_early", {"ends_at": opened.starts_at + timedelta(minutes=30)}, begun),
    ):
        with refuses(code):
            campaigns.change_terms(opened, **terms | changed, **about, at=at)


def test_when_the_owner_leaves_another_one_is_named_before_anything_else(cast, opened):
    """Guard: `must_be_owned`."""
    other = manager_of(cast.program, name="Nora")
    cast.manager.manages.all().delete()
    about = {"actor": other, "at": cast.at}
    assert refusal(lambda: campaigns.close(opened, **REVIEW, **about)) == "no_owner"
    assert refusal(lambda: campaigns.hand_over(opened, owner=cast.manager, reason="It is so.", **about)) == "owner"
    assert refusal(lambda: campaigns.hand_over(opened, owner=other, **about)) == "no_reason"
    campaigns.hand_over(opened, owner=other, reason="Mia left.", **about)
    assert refusal(lambda: campaigns.hand_over(opened, owner=other, reason="It is so.", **about)) == "same_owner"
    assert campaigns.close(opened, **REVIEW, **about).by == other


def test_closing_wants_a_whole_review_which_stays(cast, opened):
    about = {"actor": cast.manager, "at": cast.at}
    for part in REVIEW:
        assert refusal(partial(campaigns.close, opened, **REVIEW | {part: "  "}, **about)) == f"no_{part}"
    review = campaigns.close(opened, **REVIEW, **about)
    assert (review.learnt, review.value) == ("Sundays are busy.", None)
    opened.refresh_from_db()
    assert refusal(lambda: campaigns.describe(opened, words_of(opened), **about)) == "campaign_over"
    for rows, change in ((CampaignReview.objects, {"learnt": "x"}), (Campaign.objects, {"name": "x"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_only_what_was_never_opened_is_cancelled(cast, ready):
    assert campaigns.cancel(ready, actor=cast.manager, at=cast.at).state == Campaign.State.CANCELLED
    assert refusal(lambda: campaigns.open_campaign(ready, actor=cast.manager, at=cast.at)) == "campaign_state"


def test_a_brief_refuses_what_has_no_source_holds_no_more_or_is_of_another_campaign(cast, ready):
    about = {"actor": cast.manager, "at": cast.at}
    day = (cast.at + timedelta(days=3)).date()
    fact = {"text": "F", "source_url": "https://example.org/", "expires_on": day}
    for code, changed in (
        ("no_source", {"source_url": "javascript:alert(1)"}), ("no_text", {"text": " "}),
        ("expired", {"expires_on": (cast.at - timedelta(days=2)).date()}),
    ):  # fmt: skip
        with refuses(code):
            campaigns.add_fact(ready, **fact | changed, **about)
    with refuses("kind"):
        campaigns.add_point(ready, kind="maybe", text="T", **about)
    kept = ready.facts.get()
    campaigns.renew_fact(kept, source_url="https://example.org/new", expires_on=day, **about)
    kept.refresh_from_db()
    assert kept.expires_on == day
    campaigns.remove_from_brief(kept, **about)
    with refuses("not_found"):
        campaigns.remove_from_brief(kept, **about)


def test_words_of_another_program_and_words_too_long_are_refused(cast, ready):
    other = GoalFactory(program=ProgramFactory(hostname="other.example"))
    about = {"actor": cast.manager, "at": cast.at}
    for code, changed in (
        ("goal", {"goal": other}), ("no_name", {"name": " "}), ("audience", {"audience": "everyone"}),
        ("too_long", {"gets": "x" * 301}),
    ):  # fmt: skip
        with refuses(code):
            campaigns.describe(ready, words_of(ready, **changed), **about)


def test_an_unfair_campaign_opens_only_under_somebodys_name_and_only_for_those_words(cast, ready):
    """Guard: `must_be_fair`, and the digest of an override."""
    about = {"actor": cast.manager, "at": cast.at}
    assert refusal(lambda: campaigns.override(ready, note="Why not.", **about)) == "nothing_found"
    campaigns.describe(ready, words_of(ready, gets="50 points for a five-star review."), **about)
    with pytest.raises(Refused) as refused:
        campaigns.open_campaign(ready, **about)
    assert (refused.value.status, refused.value.code) == (422, "unfair")
    assert refused.value.detail["findings"][0]["rule"] == "16 CFR 465.4"
    assert refusal(lambda: campaigns.override(ready, note=" ", **about)) == "no_note"
    campaigns.override(ready, note="A quote from the law book that the campaign is about.", **about)
    campaigns.open_campaign(ready, **about)
    assert Entry.objects.get(verb="campaign.fairness_overridden").data["codes"] == ["praise"]
    ready.refresh_from_db()
    changed = words_of(ready, gets="60 points for a five-star review.")
    assert refusal(lambda: campaigns.describe(ready, changed, **about)) == "unfair"
    with refuses("unfair"):
        campaigns.add_point(ready, kind="dont", text="say that you were paid", **about)


def test_missions_come_with_the_plan_stay_inside_the_campaign_and_close_with_it(cast, opened):
    """Guard: `keep_inside`, `close_missions`, and what is promised as the least that a budget can be."""
    about = {"actor": cast.manager, "at": cast.at}
    planned = PlannedMission("Show one thing", "It stays useful.", 20, 10, 14, (PlannedStep("post", "Write it."),))
    made = campaigns.draft(
        cast.program,
        replace(PLAN, missions=(planned,)),
        goal=opened.goal,
        starts_at=cast.at,
        policy=opened.policy,
        **about,
    )
    mission = made.missions.get()
    later = {"starts_at": made.starts_at + timedelta(days=2), "ends_at": made.ends_at + timedelta(days=2)}
    campaigns.change_terms(made, **later, points_budget=500, **about)
    mission.refresh_from_db()
    assert (mission.starts_at, mission.ends_at) == (later["starts_at"], later["ends_at"])
    fact = {"text": "F", "source_url": "https://example.org/", "expires_on": opened.goal.due}
    campaigns.add_fact(made, **fact, **about)
    campaigns.open_campaign(made, **about)
    open_mission(mission, **about)
    terms = later | {"reason": "It is so.", "points_budget": 500} | about
    with refuses("missions_outside"):
        campaigns.change_terms(made, **terms | {"ends_at": later["ends_at"] - timedelta(days=1)})
    with refuses("promised"):
        campaigns.change_terms(made, **terms | {"points_budget": 199})
    assert points_of(made) == Points(500, 200, 0)
    assert plan_from(made).missions == (planned,)
    campaigns.close(made, **REVIEW, **about)
    mission.refresh_from_db()
    assert mission.state == "closed"
