"""The last place, the same link, the campaign's last points, and a judgement: each once, by real processes."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.actions.missions import making
from campaigns.actions.submissions import judging
from campaigns.models import Criterion, Evidence, Look, Mission, Submission
from campaigns.queries.missions.promised import promised_by
from tests.campaigns.conftest import Cast
from tests.campaigns.missions.conftest import Stage, stage_of
from tests.factories import BrandPageFactory, ProgramFactory, UserFactory, manager_of
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY = 12


@pytest.fixture
def stage() -> Stage:
    program = ProgramFactory()
    page = BrandPageFactory(parent=program.root_page)
    nobody = UserFactory()
    return stage_of(Cast(program, page, nobody, nobody, manager_of(program), nobody, timezone.now()))


def test_the_last_places_are_taken_once(stage):
    """Guard: `taken__lt` in the one statement of `take`; read before and written after, several take the last one."""
    mission = stage.mission(capacity=3)
    people = [stage.advocate() for _number in range(MANY)]
    outcomes = race(lambda number: stage.takes(mission, people[number]).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 3, "full": MANY - 3}
    mission.refresh_from_db()
    assert mission.taken == Submission.objects.count() == 3


def test_one_person_takes_a_mission_once_however_often_they_press(stage):
    """Guard: the invitation's row lock; without it two are at it, or the key of the number answers 500."""
    mission = stage.mission(per_person=9, per_week=9)
    member = stage.advocate()
    outcomes = race(lambda _number: stage.takes(mission, member).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "at_work": MANY - 1}


def test_one_link_is_handed_in_by_one_of_many(stage):
    """Guard: the unique key; asked before only, several hand in the same."""
    mission = stage.mission(capacity=MANY)
    rows = [stage.takes(mission, stage.advocate()) for _number in range(MANY)]
    outcomes = race(lambda number: stage.links(rows[number], f"https://blog.example/1?utm_source={number}").pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "used_before": MANY - 1}
    assert Evidence.objects.count() == 1


def test_the_campaigns_last_points_are_promised_once(stage):
    """Guard: the campaign's row lock in `open_mission`; without it several missions fit the same budget."""
    missions = [stage.draft(points=100, capacity=20) for _number in range(6)]
    by = {"actor": stage.cast.manager, "at": stage.cast.at}
    outcomes = race(lambda number: making.open_mission(missions[number], **by).pk, 6)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 2, "points_short": 4}
    assert promised_by(stage.campaign) == 4_000
    assert Mission.objects.filter(state="open").count() == 2


def test_of_many_who_judge_one_decides(stage):
    """Guard: the submission's row lock in `look`; without it it is verified and refused at once."""
    member = stage.advocate()
    row = stage.waiting(stage.mission(), member)
    judges = [manager_of(stage.cast.program) for _number in range(MANY)]
    marks = {one.pk: 2 for one in Criterion.objects.filter(mission=row.mission)}
    later = stage.cast.at + timedelta(minutes=1)

    def judge(number: int) -> int:
        said = {"outcome": "verify"} if number % 2 else {"outcome": "refuse", "reason": "other", "words": "Not so."}
        return judging.look(row, **said, marks=marks, actor=judges[number], at=later).pk

    outcomes = race(judge, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "decided": MANY - 1}
    assert Look.objects.count() == 1
