"""What is sent is judged by somebody else, by its rubric; little things by a sample, dear ones by two."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from advocates.actions.silences import silence
from campaigns.actions.missions.terms import set_terms
from campaigns.actions.submissions import judging, sending, working
from campaigns.models import Look, MissionTerms, Submission
from campaigns.queries import balance_of
from campaigns.queries.missions.judging import to_judge
from campaigns.queries.needs import of_missions
from campaigns.queries.subjects import VERBS, kind_of
from moderation.actions.ties import declare
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.campaigns.missions.conftest import POST, VISIT

pytestmark = pytest.mark.django_db
State = Submission.State


def refusal(error, act, *given, **named) -> str:
    with pytest.raises(error) as refused:
        act(*given, **named)
    return refused.value.code


def test_what_is_verified_tells_its_points_to_whoever_credits_them(stage, cast):
    row = stage.judges(stage.waiting(stage.mission(points=70)))
    assert row.state == State.VERIFIED
    entry = Entry.objects.get(verb="submission.verified")
    (kind,) = VERBS[entry.verb]
    told = kind.told(kind.of_entry(entry))
    assert (told.what, told.points, told.member) == ("mission", 70, cast.advocate)
    assert kind.stands(row)
    settle()
    assert balance_of(cast.program, cast.advocate) == 70
    judging.revoke(row, reason="not_own", words="It is somebody else's.", actor=stage.second, at=cast.at)
    assert not kind_of(row).stands(row)
    settle()
    assert balance_of(cast.program, cast.advocate) == 0
    assert "taken back" in kind.sources([row.pk])[row.pk].why_not
    assert "submission.revoked" in VERBS
    assert Letter.objects.filter(about="submission_decided", member=cast.advocate).count() == 2


def test_nobody_judges_their_own_nor_that_of_somebody_near(stage, cast):
    """Guard: `conflict_of` in `look`; the database itself refuses one's own, even past the action."""
    own = stage.advocate()
    cast.program.managers.create(member=own, since=cast.at)
    row = stage.waiting(member=own)
    assert refusal(Forbidden, stage.judges, row, actor=own) == "own"
    declare(cast.program, person=stage.second, kind="household", other=own, actor=stage.second, at=cast.at)
    assert refusal(Forbidden, stage.judges, row, actor=stage.second) == "near"
    assert list(to_judge(Submission.objects.all(), cast.manager)) == [row]
    assert not to_judge(Submission.objects.all(), stage.second)
    assert refusal(NotFound, stage.judges, row, actor=cast.moderator) == "not_found"
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.create(submission=row, round=1, member=own, by=own, outcome="verify", at=cast.at)
    stage.judges(row)
    assert refusal(Forbidden, judging.revoke, row, reason="other", words="Not so", actor=own, at=cast.at) == "own"


def test_the_rubric_decides_whether_it_can_be_verified(stage, cast):
    row = stage.waiting()
    line = row.mission.criteria.get()
    assert refusal(Invalid, stage.judges, row, marks={line.pk: 0}) == "below_need"
    assert refusal(Invalid, stage.judges, row, marks={}) == "bad_marks"
    assert refusal(Invalid, stage.judges, row, marks={line.pk: 3}) == "bad_marks"
    assert refusal(Invalid, stage.judges, row, "return", reason="not_own") == "no_reason"
    assert refusal(Invalid, stage.judges, row, "refuse", words=" ") == "no_reason"
    assert refusal(Invalid, stage.judges, row, "dance") == "no_outcome"
    assert not Look.objects.exists()


def test_what_comes_back_is_changed_and_sent_again(stage, cast):
    row = stage.judges(stage.waiting(), "return", reason="link_dead", words="It shows nothing.")
    assert (row.state, row.reason, row.round) == (State.RETURNED, "link_dead", 1)
    assert row.due_at >= cast.at + timedelta(days=7)
    (need, *_rest) = of_missions(cast.program, cast.advocate, cast.at, offered=0)
    assert need.kind == "act"
    assert "It shows nothing." in need.text
    working.take_out(row.evidence.get(), member=cast.advocate, at=cast.at)
    assert refusal(Conflict, sending.send, row, member=cast.advocate, at=cast.at) == "not_done"
    stage.links(row, "https://blog.example/better")
    again = stage.sends(row)
    assert (again.state, again.round) == (State.WAITING, 2), "what came back once is looked at by a person"
    assert stage.judges(again).state == State.VERIFIED
    assert refusal(Conflict, stage.judges, again) == "decided"
    assert refusal(Conflict, working.give_up, again, member=cast.advocate, at=cast.at) == "not_workable"


def test_what_is_refused_frees_its_place_and_never_changes_again(stage, cast):
    """Guard: the trigger `ended_submission_stays`; without it the last line changes the row."""
    row = stage.judges(stage.waiting(), "refuse", reason="not_done")
    row.mission.refresh_from_db()
    assert (row.state, row.mission.taken) == (State.REFUSED, 0)
    assert (
        refusal(Conflict, judging.revoke, row, reason="other", words="Not so", actor=cast.manager, at=cast.at)
        == "not_verified"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=row.pk).update(state=State.VERIFIED)


def test_two_people_judge_what_is_worth_much_and_a_third_where_they_differ(stage, cast):
    mission = stage.mission(points=201, capacity=3)
    third = stage.advocate()
    cast.program.managers.create(member=third, since=cast.at)
    agreed = stage.waiting(mission)
    assert stage.judges(agreed).state == State.WAITING
    assert refusal(Conflict, stage.judges, agreed) == "looked"
    assert "outcome" not in Entry.objects.filter(verb="submission.looked").get().data, "the second learns nothing"
    assert stage.judges(agreed, actor=stage.second).state == State.VERIFIED
    differed = stage.waiting(mission, stage.advocate())
    stage.judges(differed)
    assert stage.judges(differed, "refuse", actor=stage.second).state == State.WAITING
    assert stage.judges(differed, "refuse", actor=third).state == State.REFUSED
    three_ways = stage.waiting(mission, stage.advocate())
    stage.judges(three_ways)
    stage.judges(three_ways, "refuse", actor=stage.second)
    assert stage.judges(three_ways, "return", actor=third, words="Do this.").words == "Do this."


def test_of_little_things_a_sample_is_looked_at_and_a_doubt_always_is(stage, cast):
    """Guard: `is_drawn` is a keyed hash of the submission; the same answer every time, near its rate over many."""
    set_terms(MissionTerms(program=cast.program, sample_below=40, sample_percent=1), actor=cast.manager, at=cast.at)
    mission = stage.mission(points=39, per_person=9, per_week=9)
    row = stage.takes(mission)
    stage.links(row)
    passed = stage.sends(row)
    assert (passed.state, passed.looks) in {(State.VERIFIED, 0), (State.WAITING, 1)}
    assert passed.looks == int(sending.is_drawn(passed, 1))
    assert stage.waiting(mission, stage.advocate()).state == State.WAITING
    dear = stage.takes(stage.mission(points=40))
    stage.links(dear, "https://blog.example/dear")
    assert stage.sends(dear).state == State.WAITING
    drawn = [sending.is_drawn(Submission(pk=number, member_id=1, mission_id=1), 20) for number in range(1_000)]
    assert 150 < sum(drawn) < 250


def test_what_no_check_reads_is_read_by_a_person(stage, cast):
    """Guard: `piece.findings` in `checked`; without it a text of one letter is verified unseen."""
    set_terms(MissionTerms(program=cast.program, sample_below=40, sample_percent=1), actor=cast.manager, at=cast.at)
    row = stage.takes(stage.mission(("attend", "Be there.", {"event": "a fair"}), points=20))
    step = row.mission.steps.get()
    working.prove_by_text(row, step, text="x", member=cast.advocate, at=cast.at)
    assert stage.sends(row, []).state == State.WAITING


def test_whoever_is_silenced_takes_proves_and_sends_nothing(stage, cast):
    """Guard: `must_be_heard` in `take`, `_added` and `send`."""
    row, other = stage.takes(stage.mission()), stage.mission()
    stage.links(row)
    silence(
        cast.program,
        member=cast.advocate,
        kind="mute",
        until=cast.at + timedelta(days=3),
        actor=cast.manager,
        at=cast.at,
    )
    assert refusal(Forbidden, sending.send, row, member=cast.advocate, at=cast.at) == "silenced"
    with pytest.raises(Forbidden):
        stage.takes(other)
    with pytest.raises(Forbidden):
        stage.links(row, "https://blog.example/again")


def test_only_what_is_done_can_be_sent_and_only_by_whom_it_is(stage, cast):
    row = stage.takes(stage.mission(VISIT, POST))
    assert refusal(Conflict, sending.send, row, member=cast.advocate, at=cast.at) == "not_done"
    assert refusal(NotFound, sending.send, row, member=cast.moderator, at=cast.at) == "not_found"
    stage.links(row)
    cast.says(minutes=1)
    sent = sending.send(row, member=cast.advocate, at=cast.at + timedelta(minutes=2))
    assert sent.promised_at == cast.at + timedelta(days=3, minutes=2)
    assert refusal(Conflict, sending.send, row, member=cast.advocate, at=cast.at) == "not_workable"
    assert sending.checked(row.pk, {}, round_=2, at=cast.at) is None, "checks of another round change nothing"
