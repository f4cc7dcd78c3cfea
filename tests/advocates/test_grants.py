"""Offering grants and answering them: what is refused, what is told, what is on the record."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import grants
from advocates.models import Enrolment, Grant
from record.models import Entry
from tests.advocates.giving import issue, told, verbs
from tests.factories import EnrolmentFactory, UserFactory
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db
State = Grant.State


on = kept(stage, clock="now")


def test_an_offer_takes_the_usual_values_of_the_program(on: Stage) -> None:
    grant = issue(on)
    assert grant.state == State.OFFERED
    assert grant.starts_at == on.now
    assert grant.ends_at == on.now + timedelta(days=on.program.grant_days)
    assert grant.probation_uses == on.program.probation_uses
    assert issue(on, right="moderate").probation_uses == 0
    assert told(on.advocate) == ["grant_offered", "grant_offered"]


def test_the_record_keeps_the_limits_of_an_offer_and_no_words(on: Stage) -> None:
    grant = issue(on, in_total=9, reason="Our Rosa.")
    entry = Entry.objects.get(verb="grant.offered")
    assert (entry.actor_id, entry.grant_id, entry.program_id) == (on.manager.pk, grant.pk, on.program.pk)
    assert entry.data["per_day"] == 5
    assert entry.data["in_total"] == 9
    assert "Rosa" not in str(entry.data)


def test_a_reason_is_kept_in_one_line_without_hidden_characters(on: Stage) -> None:
    assert issue(on, reason="Knows\n  every \u202epan").reason == "Knows every pan"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": "  "}, "no_reason"), ({"reason": "x" * 401}, "too_long"), ({"per_day": 0}, "no_use"),
        ({"in_total": 0}, "no_use"), ({"right": "rule"}, "unknown_right"), ({"probation_uses": -1}, "no_probation"),
        ({"right": "moderate", "probation_uses": 2}, "no_probation"),
    ],
)  # fmt: skip
def test_an_impossible_offer_is_refused(on: Stage, fields: dict[str, Any], code: str) -> None:
    assert refusal(lambda: issue(on, **fields)) == code


def test_an_offer_begins_not_before_now_and_ends_within_the_most_days(on: Stage) -> None:
    most = timedelta(days=on.program.most_grant_days)
    assert refusal(lambda: issue(on, starts_at=on.later(seconds=-1))) == "starts_in_the_past"
    assert refusal(lambda: issue(on, ends_at=on.now)) == "ends_too_early"
    assert refusal(lambda: issue(on, ends_at=on.now + most + timedelta(seconds=1))) == "ends_too_late"
    assert issue(on, ends_at=on.now + most).pk


def test_only_a_manager_of_the_program_gives_a_right(on: Stage) -> None:
    other = stage(hostname="other.example")
    for actor in (on.advocate, UserFactory(), UserFactory(is_staff=True), other.manager):
        assert refusal(lambda actor=actor: issue(on, actor=actor)) == "not_a_manager"


def test_nobody_gives_a_right_to_themselves(on: Stage) -> None:
    """I5: the check in `issue`; without it the constraint below still refuses, as an error."""
    EnrolmentFactory(program=on.program, member=on.manager)
    assert refusal(lambda: issue(on, advocate=on.manager)) == "to_oneself"
    with pytest.raises(IntegrityError, match="nobody_grants_to_themselves"), transaction.atomic():
        on.grant(advocate=on.manager)


def test_only_somebody_with_an_active_enrolment_gets_a_right(on: Stage) -> None:
    assert refusal(lambda: issue(on, advocate=UserFactory())) == "not_enrolled"
    Enrolment.objects.filter(member=on.advocate).update(term_ends=on.now)
    assert refusal(lambda: issue(on)) == "not_enrolled"
    closed = EnrolmentFactory(program=on.program, member=UserFactory(is_active=False)).member
    assert refusal(lambda: issue(on, advocate=closed)) == "not_enrolled"


def test_a_right_is_given_only_on_pages_of_the_program(on: Stage) -> None:
    other = stage(hostname="other.example")
    assert refusal(lambda: issue(on, scope=other.kitchen)) == "outside_the_program"
    assert refusal(lambda: issue(on, scope=on.program.root_page.get_parent())) == "outside_the_program"
    assert issue(on, scope=on.program.root_page).pk


def test_no_manager_grants_more_than_the_program_allows(on: Stage) -> None:
    """Guard: `_must_be_within` in `issue`; the form's help alone stops nobody."""
    root = on.program.root_page
    before = issue(on, scope=root, per_day=9)
    on.program.most_per_day, on.program.whole_program_grants = 8, False
    on.program.save()
    assert refusal(lambda: issue(on, per_day=9)) == "too_many_a_day"
    assert refusal(lambda: issue(on, scope=root, per_day=8)) == "too_wide"
    assert issue(on, per_day=8).pk
    assert grants.accept(before, actor=on.advocate, at=on.now).per_day == 9, "what was given before goes on"


def test_an_accepted_offer_is_live(on: Stage) -> None:
    grant = grants.accept(issue(on), actor=on.advocate, at=on.later(hours=1))
    assert (grant.state, grant.answered_at) == (State.LIVE, on.later(hours=1))
    assert verbs(grant) == ["grant.offered", "grant.accepted"]
    assert told(on.advocate) == ["grant_offered", "grant_accepted"]


def test_a_declined_offer_is_over_and_who_made_it_is_told(on: Stage) -> None:
    grant = grants.decline(issue(on), actor=on.advocate, at=on.later(hours=1), reason="No time.")
    assert (grant.state, grant.end_reason, grant.ended_by) == (State.DECLINED, "No time.", on.advocate)
    assert grant.answered_at == grant.ended_at == on.later(hours=1)
    assert told(on.manager) == ["grant_given_back"]


def test_a_live_grant_can_be_handed_back(on: Stage) -> None:
    grant = grants.resign(on.grant(), actor=on.advocate, at=on.now)
    assert grant.state == State.RESIGNED
    assert verbs(grant) == ["grant.resigned"]
    assert told(on.advocate) == ["grant_resigned"]
    assert told(on.manager) == ["grant_given_back"]


@pytest.mark.parametrize("act", [grants.accept, grants.decline, grants.resign])
def test_nobody_else_answers_for_an_advocate(on: Stage, act: Any) -> None:
    for grant in (issue(on), on.grant()):
        for actor in (on.manager, UserFactory()):
            assert refusal(lambda grant=grant, actor=actor: act(grant, actor=actor, at=on.now)) == "not_found"


def test_an_offer_that_has_ended_is_not_accepted(on: Stage) -> None:
    grant = issue(on, ends_at=on.later(days=1))
    assert refusal(lambda: grants.accept(grant, actor=on.advocate, at=on.later(days=1))) == "offer_ended"


def test_without_an_active_enrolment_nothing_is_accepted(on: Stage) -> None:
    grant = issue(on)
    Enrolment.objects.filter(member=on.advocate).update(ended_at=on.now, end="left")
    assert refusal(lambda: grants.accept(grant, actor=on.advocate, at=on.now)) == "not_enrolled"
