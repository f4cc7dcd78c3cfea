"""Missions are offered to whom they are for, not too often, and declining costs nothing."""

import pytest

from campaigns.actions.missions import answering, terms
from campaigns.actions.submissions import working
from campaigns.models import Interest, Invitation, Mission, MissionTerms, Submission
from campaigns.queries.missions.mine import offers_to, visible_mission
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, NotFound

pytestmark = pytest.mark.django_db


def refusal(error, act, *given, **named) -> str:
    with pytest.raises(error) as refused:
        act(*given, **named)
    return refused.value.code


def test_nobody_is_invited_more_often_a_week_than_the_program_and_they_allow(stage, cast):
    """Guard: the count of the week in `offer`; taken out, everybody gets all five."""
    by = {"actor": cast.manager, "at": cast.at}
    terms.set_terms(MissionTerms(program=cast.program, a_week=2), **by)
    terms.wish(cast.program, member=cast.moderator, languages=[], interests=[], a_week=0, at=cast.at)
    for _number in range(5):
        stage.mission(capacity=2)
    stage.offered()
    stage.offered()
    invited = Invitation.objects.values_list("member", flat=True)
    assert sorted(invited) == [cast.advocate.pk] * 2
    assert len(offers_to(cast.program, cast.moderator, at=cast.at)) == 5, "who wants no invitations may still look"


def test_every_condition_is_asked_for_and_told_as_the_reason(stage, cast):
    """Guard: the conditions of `meant_by`; each one taken out lets somebody in for whom it is not."""
    baking = terms.save_interest(Interest(program=cast.program, label="Baking"), actor=cast.manager, at=cast.at)
    mission = stage.mission(place=cast.page, language="de", interest=baking)
    plain = stage.advocate()
    wishes = {"languages": ["de"], "interests": [baking], "a_week": None, "at": cast.at}
    terms.wish(cast.program, member=plain, **wishes)
    assert refusal(Forbidden, stage.takes, mission, plain) == "not_meant", "they may not speak on the page"
    assert refusal(Forbidden, stage.takes, mission) == "not_meant", "they said nothing of a language"
    terms.wish(cast.program, member=cast.advocate, **wishes)
    stage.offered()
    (offer,) = offers_to(cast.program, cast.advocate, at=cast.at)
    assert offer.invited
    assert [word for word in ("Pans", "Deutsch", "Baking") if word in " ".join(offer.reasons)] == [
        "Pans",
        "Deutsch",
        "Baking",
    ]
    terms.wish(cast.program, member=cast.advocate, languages=[], interests=[], a_week=None, at=cast.at)
    assert refusal(Forbidden, stage.takes, mission) == "not_meant", "what was said is taken back"


def test_declining_costs_nothing_and_is_told_to_nobody(stage, cast):
    mission = stage.mission()
    stage.offered()
    answering.decline(mission, member=cast.advocate, at=cast.at)
    assert offers_to(cast.program, cast.advocate, at=cast.at) == []
    assert Entry.objects.get(verb="mission.declined").actor_id is None
    assert stage.takes(mission).state == Submission.State.TAKEN, "a change of mind is fine"


def test_who_is_no_advocate_sees_no_mission(stage, cast):
    mission = stage.mission()
    assert visible_mission(cast.program, cast.member, mission.pk, at=cast.at) is None
    assert refusal(Forbidden, stage.takes, mission, cast.member) == "not_meant"
    assert refusal(NotFound, answering.decline, mission, member=cast.member, at=cast.at) == "not_found"
    assert (
        refusal(
            Forbidden, terms.wish, cast.program, member=cast.member, languages=[], interests=[], a_week=1, at=cast.at
        )
        == "not_enrolled"
    )


def test_a_mission_is_repeated_as_often_as_it_says(stage, cast):
    """Guard: `_had_enough`; taken out, the second taking of the week succeeds."""
    mission = stage.mission(per_person=2, per_week=1)
    first = stage.takes(mission)
    assert refusal(Conflict, stage.takes, mission) == "at_work"
    working.give_up(first, member=cast.advocate, at=cast.at)
    stage.judges(stage.waiting(mission))
    assert refusal(Conflict, stage.takes, mission) == "this_week"
    again = stage.takes(mission, days=8)
    assert again.number == 3
    working.prove_by_link(again, mission.steps.get(), url="https://blog.example/x", member=cast.advocate, at=cast.at)
    stage.judges(stage.sends(again, [{"code": "answers", "good": False, "detail": "404"}]))
    assert refusal(Conflict, stage.takes, mission, days=16) == "no_more"


def test_what_is_given_back_or_runs_out_frees_its_place_and_what_was_handed_in(stage, cast):
    mission = stage.mission(capacity=1, per_person=5, per_week=5)
    other = stage.advocate()
    first = stage.takes(mission)
    stage.links(first)
    assert refusal(Conflict, stage.takes, mission, other) == "full"
    working.give_up(first, member=cast.advocate, at=cast.at)
    second = stage.takes(mission, other)
    stage.links(second)
    assert working.lapse_due(at=second.due_at) == 1
    assert working.lapse_due(at=second.due_at) == 0
    mission.refresh_from_db()
    assert (mission.taken, Submission.objects.filter(state="lapsed").count()) == (0, 1)
    Mission.objects.filter(pk=mission.pk).update(state=Mission.State.CLOSED)
    assert refusal(Conflict, stage.takes, mission) == "not_open"


def test_figures_that_make_no_sense_are_refused(stage, cast):
    upside_down = MissionTerms(program=cast.program, sample_below=300, two_above=200)
    assert refusal(Exception, terms.set_terms, upside_down, actor=cast.manager, at=cast.at) == "bad_terms"
    assert (
        refusal(NotFound, terms.set_terms, MissionTerms(program=cast.program), actor=cast.advocate, at=cast.at)
        == "not_found"
    )


def test_more_missions_on_offer_ask_no_more_queries(stage, cast, monkeypatch, django_assert_num_queries):
    """Guards: `meant_of` and `_times_of` ask for all missions at once; invitations come first in `offers_to`."""
    for tier in (0, 0, 1, 2, 0, 0):
        stage.mission(tier=tier, place=cast.page, capacity=2)
    with django_assert_num_queries(3):
        shown = offers_to(cast.program, cast.advocate, at=cast.at)
    assert len(shown) == 4
    stage.takes(shown[0].mission)
    with django_assert_num_queries(3):
        assert len(offers_to(cast.program, cast.advocate, at=cast.at)) == 3
    late = shown[-1].mission
    Invitation.objects.create(mission=late, member=cast.advocate, offered_at=cast.at)
    monkeypatch.setattr("campaigns.queries.missions.mine.MOST_LOOKED_AT", 1)
    (offer,) = offers_to(cast.program, cast.advocate, at=cast.at)
    assert (offer.mission, offer.invited) == (late, True), "whoever is invited sees it, however many end sooner"
