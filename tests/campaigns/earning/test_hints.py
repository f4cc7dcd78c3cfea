"""Farming: planted rings and pairs are found and honest traffic is not; a person answers, and nothing follows by itself."""

import random
from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from campaigns.actions import hints, offline_work
from campaigns.actions.offline_work import Logged
from campaigns.actions.submissions import working
from campaigns.checking import _findings
from campaigns.models import Contribution, Evidence, Hint, Idea, IdeaVote
from campaigns.queries import balance_of
from campaigns.queries.farming import pairs, rings
from campaigns.queries.hinted import acts_of, reason_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.campaigns.conftest import Cast
from tests.campaigns.missions.conftest import picture, stage_of
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


def test_rings_of_votes_are_found_alone_and_together_with_replies(cast, earned):
    """Guard: `circles`; without the rings of votes alone Ada's goes unnoticed, without both together Bo's does."""
    ada, bo = [UserFactory() for _each in range(2)], [UserFactory() for _each in range(2)]
    crowd = [UserFactory() for _each in range(8)]
    own = {person.pk: [idea_of(cast, person, n) for n in range(4)] for person in (*ada, *bo, *crowd)}

    def votes(one: User, other: User, times: int) -> None:
        for idea in own[other.pk][:times]:
            IdeaVote.objects.create(idea=idea, member=one, at=cast.at - timedelta(days=1))

    for pair, times in ((ada, 4), (bo, 2)):
        for one, other in (pair, pair[::-1]):
            votes(one, other, times)
    for one, other in (bo, bo[::-1]):
        for day in (2, 3):
            earned(one, at=cast.at - timedelta(days=day), partner=other)
    for number, one in enumerate(crowd):
        for other in crowd[number + 1 :]:
            votes(one, other, 1)
    assert hints.look(cast.program, at=cast.at) == 2
    by_votes, together = Hint.objects.get(kind="votes"), Hint.objects.get(kind="ring")
    assert (set(by_votes.people.all()), len(by_votes.others["votes"]), by_votes.acts) == (set(ada), 8, [])
    assert (set(together.people.all()), len(together.others["votes"]), len(together.acts)) == (set(bo), 4, 4)
    assert "voted often for ideas of the next" in reason_of(by_votes)
    assert [len(acts_of(hint)) for hint in (by_votes, together)] == [8, 8]


def idea_of(cast: Cast, author: User, number: int) -> Idea:
    return Idea.objects.create(
        program=cast.program, author=author, title=f"{author.pk}-{number}", body="<p>So.</p>",
        at=cast.at - timedelta(days=3), due=cast.at.date(),
    )  # fmt: skip


def test_evidence_of_missions_is_held_against_all_other_evidence(cast):
    """Guard: `same_evidence`; without `_by_look` the copied picture, without `_by_words` the bought text is missed."""
    stage = stage_of(cast)
    mission = stage.mission(
        ("attend", "Come.", {"event": "a fair"}), ("attend", "Tell.", {"event": "a fair"}), per_person=2
    )
    rows = [stage.takes(mission, stage.advocate()) for _each in range(3)]
    for row, quality in zip(rows[:2], (90, 40), strict=True):
        stage.pictured(row, picture(3, quality))
        findings = list(_findings(row.evidence.get(), [], None))
        Evidence.objects.filter(submission=row).update(findings=findings)
    words = "A whole evening at the fair, with forty people, two pans and one very good question."
    for row in rows[1:]:
        working.prove_by_text(row, mission.steps.all()[1], text=words, member=row.member, at=cast.at)
    visit = stage.links(stage.takes(stage.mission(), cast.advocate), "https://street.example/party")
    day = cast.at.astimezone(cast.program.zone).date()
    logged = Logged("event", "Pizza", "Thirty.", day, 60, link="http://www.street.example/party/?utm_source=x")
    work = offline_work.log(cast.program, logged, actor=cast.advocate, at=cast.at)
    assert hints.look(cast.program, at=cast.at + timedelta(minutes=1)) == 3
    told = {hint.key.partition(":")[0]: hint for hint in Hint.objects.filter(kind="evidence")}
    assert set(told["look"].people.all()) == {rows[0].member, rows[1].member}
    assert set(told["text"].people.all()) == {rows[1].member, rows[2].member}
    assert (told["same"].acts, told["same"].others) == ([work.pk], {"evidence": [visit.pk]})
    assert len({reason_of(hint) for hint in told.values()}) == 3
    assert {act.who for act in acts_of(told["same"])} == {cast.advocate.in_full}
    assert not Contribution.objects.exists()


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
                hints.dismiss(hint, note="Not so.", actor=person, at=cast.at)
        hint.people.add(cast.manager)
        with pytest.raises(Forbidden):
            hints.dismiss(hint, note="Not so.", actor=cast.manager, at=cast.at)

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
