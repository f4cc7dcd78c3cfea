"""Goals: set, measured from what happened, and entered by staff."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.goals import Aim, change_goal, enter_figure, set_goal
from campaigns.models import Goal, GoalFigure
from campaigns.queries.campaigns.metrics import series_of, value_of
from campaigns.queries.campaigns.progress import progress_of
from cms.actions import messages
from record.actions import write
from record.models import Entry
from tests.campaigns.campaigns.conftest import refuses
from tests.factories import CampaignFactory, ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


def aim(cast, **changed) -> Aim:
    given = {"name": "More posts", "metric": "posts", "target": 9, "due": (cast.at + timedelta(days=60)).date()}
    return Aim(**given | changed)


def test_a_goal_without_a_beginning_begins_where_it_stands(cast):
    cast.says("One")
    goal = set_goal(cast.program, aim(cast), actor=cast.manager, at=cast.at)
    assert (goal.baseline, goal.target) == (1, 9)
    change_goal(goal, aim(cast, target=12, baseline=1), actor=cast.manager, at=cast.at)
    assert Entry.objects.get(verb="goal.changed").data["before"]["target"] == 9


def test_what_is_no_goal_and_who_is_no_manager_is_refused(cast):
    about = {"actor": cast.manager, "at": cast.at}
    for code, changed in (
        ("bad_goal", {"name": " "}), ("bad_goal", {"metric": "likes"}), ("bad_goal", {"window": 0}),
        ("no_change", {"target": 3, "baseline": 3}), ("no_change", {"target": 10**16}),
    ):  # fmt: skip
        with refuses(code):
            set_goal(cast.program, aim(cast, **changed), **about)
    made = set_goal(cast.program, aim(cast, metric="own", baseline=0), **about)
    stranger = manager_of(ProgramFactory(hostname="other.example"))
    day = {"on": cast.at.date(), "value": 1, "note": "Counted"}
    for actor in (stranger, cast.advocate):
        with refuses("not_found"):
            set_goal(cast.program, aim(cast), actor=actor, at=cast.at)
        with refuses("not_found"):
            enter_figure(made, **day, actor=actor, at=cast.at)


def test_a_figure_of_staff_has_day_source_and_name_and_a_later_entry_counts_instead(cast):
    """Guard: the order by number within a day, and the trigger that keeps figures as they were entered."""
    about = {"actor": cast.manager, "at": cast.at}
    goal = set_goal(cast.program, aim(cast, metric="own", baseline=0, unit="pages"), **about)
    assert value_of(goal, cast.at) is None
    day = (cast.at - timedelta(days=2)).date()
    for value in (5, 4):
        enter_figure(goal, on=day, value=value, note="Counted on the site", **about)
    assert value_of(goal, cast.at) == 4
    assert [point.value for point in series_of(goal, [day - timedelta(days=1), day])] == [None, 4]
    for code, changed in (("no_note", {"note": " "}), ("figure", {"on": (cast.at + timedelta(days=3)).date()})):
        with refuses(code):
            enter_figure(goal, **{"on": day, "value": 1, "note": "Counted"} | changed, **about)
    with refuses("has_figures"):
        change_goal(goal, aim(cast), **about)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalFigure.objects.update(value=99)
    measured = set_goal(cast.program, aim(cast), **about)
    with refuses("measured"):
        enter_figure(measured, on=day, value=1, note="Counted", **about)


def test_measured_goals_count_what_happened_in_their_window(cast):
    """Guard: the window's edge on both sides, what was withdrawn, and what the record took back."""
    days = [(cast.at + timedelta(days=number)).date() for number in (-1, 0, 1, 2)]
    kept, gone = cast.says("One"), cast.says("Two")
    messages.withdraw(gone, actor=cast.advocate, at=cast.at)
    posts = Goal(program=cast.program, metric="posts", window=2)
    assert [point.value for point in series_of(posts, days)] == [0, 1, 1, 0]
    advocates = Goal(program=cast.program, metric="advocates", window=2)
    assert [point.value for point in series_of(advocates, days)] == [0, 1, 1, 0]
    for verb, ago in (("idea.shipped", 3), ("idea.shipped", 1), ("idea.unshipped", 0)):
        with transaction.atomic():
            write(verb, at=cast.at - timedelta(days=ago), subject=kept, program=cast.program)
    ideas = Goal(program=cast.program, metric="ideas", window=28)
    assert [point.value for point in series_of(ideas, days)] == [2, 1, 1, 1]


def test_progress_is_the_way_done_from_where_it_began(cast, django_assert_max_num_queries):
    cast.says("One")
    goal = set_goal(cast.program, aim(cast, target=5, baseline=0), actor=cast.manager, at=cast.at)
    campaign = CampaignFactory(program=cast.program, owner=cast.manager, goal=goal)
    with django_assert_max_num_queries(1):
        progress = progress_of(campaign, cast.at)
    assert (progress.value, progress.percent) == (1, 20)
    assert progress.series[0].on == (campaign.starts_at - timedelta(days=28)).astimezone(cast.program.zone).date()
    assert len(progress.series) <= 28
