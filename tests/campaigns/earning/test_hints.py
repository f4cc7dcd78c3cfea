"""Farming: planted rings and pairs are found and honest traffic is not; a person answers, and nothing follows by itself."""

import random
from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.actions import hints, offline_work
from campaigns.actions.offline_work import Logged
from campaigns.models import Contribution, Hint
from campaigns.queries import balance_of
from campaigns.queries.farming import pairs, rings
from campaigns.queries.hinted import reason_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.campaigns.conftest import Cast
from tests.campaigns.test_workbench import into_the_workbench
from tests.factories import EnrolmentFactory, ProgramFactory, UserFactory, manager_of

pytestmark = pytest.mark.django_db
Edges = dict[int, dict[int, int]]


def honest(dice: random.Random, people: int) -> Edges:
    """Everybody answers many: whom, is chance, with a few whom everybody answers (those who ask a lot)."""
    edges: Edges = defaultdict(lambda: defaultdict(int))
    weights = [1 + 6 * (number % 10 == 0) for number in range(people)]
    for one in range(people):
        others = [number for number in range(people) if number != one]
        for other in dice.choices(others, [weights[number] for number in others], k=dice.randint(5, 60)):
            edges[one][other] += 1
    return {one: dict(others) for one, others in edges.items()}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4))
def test_every_planted_ring_is_found_among_honest_traffic_and_nobody_else(seed, size):
    """Guard: `rings`; with `RING_SHARE` at 0 honest people are named, with `RING_MOST` at 3 rings of four are missed."""
    dice = random.Random(seed)
    edges = honest(dice, 40)
    assert list(rings(edges)) == []
    assert list(pairs(edges)) == []
    members = tuple(range(100, 100 + size))
    for number, one in enumerate(members):
        following = members[(number + 1) % size]
        edges[one] = {dice.randrange(40): 1, 41: 2, following: dice.randint(8, 30)}
    assert {ring.people for ring in rings(edges)} == {members}


def test_the_ring_in_the_ledger_is_noted_once_with_its_acts_and_takes_nothing(cast, earned):
    ring = [UserFactory() for _each in range(3)]
    for day in range(1, 7):
        for number, one in enumerate(ring):
            earned(one, at=cast.at - timedelta(days=day), partner=ring[(number + 1) % 3])
    crowd = [UserFactory() for _each in range(6)]
    for number, one in enumerate(crowd):
        for other in crowd[number + 1 :]:
            earned(one, at=cast.at - timedelta(days=2), partner=other)
    before = list(Contribution.objects.order_by("pk").values())
    assert hints.look(cast.program, at=cast.at) == 1
    assert hints.look(cast.program, at=cast.at) == 0
    hint = Hint.objects.get()
    assert (hint.kind, set(hint.people.all()), len(hint.acts), hint.figure) == ("ring", set(ring), 18, 100)
    assert "100 %" in reason_of(hint)
    assert list(Contribution.objects.order_by("pk").values()) == before
    assert not any(person.accounts.exists() for person in ring)


def test_a_pair_and_a_page_stand_out_only_beside_what_is_usual(cast, earned):
    friend, others = UserFactory(), [UserFactory() for _each in range(5)]
    for number in range(12):
        earned(cast.advocate, at=cast.at - timedelta(hours=number), partner=friend, place=7)
    for other in others:
        for number, partner in enumerate(others[:4]):
            if partner != other:
                earned(other, at=cast.at - timedelta(hours=number), partner=partner, place=number + 20)
    hints.look(cast.program, at=cast.at + timedelta(minutes=1))
    told = {hint.kind: hint for hint in Hint.objects.all()}
    assert set(told) == {"pair", "place"}
    assert (told["pair"].figure, told["place"].figure, told["place"].usual) == (100, 120, 10)
    assert list(told["place"].people.all()) == [cast.advocate]


def test_the_same_evidence_and_more_hours_than_a_day_has_are_hinted_at(cast):
    EnrolmentFactory(program=cast.program, member=cast.member)
    day = cast.at.astimezone(cast.program.zone).date()
    street = Logged("event", "Pizza", "Thirty.", day, 600, link="https://street.example/party")
    for person in (cast.advocate, cast.member):
        offline_work.log(cast.program, street, actor=person, at=cast.at - timedelta(minutes=1))
    more = Logged("offline", "Soup", "Forty.", day, 420, link="https://street.example/soup")
    offline_work.log(cast.program, more, actor=cast.advocate, at=cast.at - timedelta(minutes=1))
    assert hints.look(cast.program, at=cast.at) == 2
    evidence, hours = Hint.objects.get(kind="evidence"), Hint.objects.get(kind="hours")
    assert set(evidence.people.all()) == {cast.advocate, cast.member}
    assert (evidence.figure, len(evidence.acts)) == (2, 2)
    assert (hours.figure, list(hours.people.all())) == (17, [cast.advocate])


class TestAnswered:
    @pytest.fixture
    def hint(self, cast: Cast, earned) -> Hint:
        friend = UserFactory(name="Fay Friend")
        for number in range(9):
            earned(cast.advocate, at=cast.at - timedelta(hours=number + 1), partner=friend)
        hints.look(cast.program, at=cast.at)
        return Hint.objects.get()

    def test_a_manager_answers_once_with_a_note_and_it_rests(self, cast, hint):
        with pytest.raises(Invalid):
            hints.dismiss(hint, note=" ", actor=cast.manager, at=cast.at)
        hints.dismiss(hint, note="They run the stall together.", actor=cast.manager, at=cast.at)
        assert Entry.objects.get(verb="hint.dismissed").data["note"] == "They run the stall together."
        with pytest.raises(Conflict):
            hints.act_on(hint, note="Talked to them.", actor=cast.manager, at=cast.at)
        assert hints.look(cast.program, at=cast.at + timedelta(days=1)) == 0

    def test_neither_strangers_nor_whom_it_is_about_answer_it(self, cast, hint):
        for person in (cast.advocate, manager_of(ProgramFactory(hostname="other.example"))):
            with pytest.raises(NotFound):
                hints.dismiss(hint, note="No.", actor=person, at=cast.at)
        hint.people.add(cast.manager)
        with pytest.raises(Forbidden):
            hints.dismiss(hint, note="No.", actor=cast.manager, at=cast.at)

    def test_the_workbench_shows_people_figure_and_acts_and_takes_the_answer(self, cast, hint, client):
        desk = into_the_workbench(client, cast.manager)
        assert "Fay Friend" in desk.get("/admin/rewards/hints/").content.decode()
        address = f"/admin/rewards/hints/edit/{hint.pk}/"
        shown = desk.get(address).content.decode()
        assert "100 % of what the first did" in shown
        assert "Nothing was taken" in shown
        assert desk.post(address, {"act": "act_on", "act_on-note": "We talked."}).status_code == 302
        assert "We talked." in desk.get(address).content.decode()
        assert balance_of(cast.program, cast.advocate) == 0
