from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import applications, enrolments
from advocates.models import Application, Enrolment
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, last_letter, verbs
from tests.factories import UserFactory, manager_of

State = Application.State
ACTS = {
    State.SUBMITTED: "submit",
    State.ASKED: "ask_more",
    State.ACCEPTED: "accept",
    State.DECLINED: "decline",
    State.WITHDRAWN: "withdraw",
}


def act(joining: Joining, one: Application, to: str) -> None:
    """The action that leads to a state, by whoever may do it."""
    own, staff = {"actor": joining.applicant, "at": joining.at}, {"actor": joining.manager, "at": joining.at}
    if to == State.SUBMITTED:
        applications.submit(one, answers=joining.answers, **own)
    elif to == State.WITHDRAWN:
        applications.withdraw(one, **own)
    elif to == State.ASKED:
        applications.ask_more(one, note="And then?", **staff)
    elif to == State.ACCEPTED:
        applications.accept(one, **staff)
    else:
        applications.decline(one, reason="no_room", note="", reapply_on=None, **staff)


@pytest.mark.parametrize("after", ACTS)
@pytest.mark.parametrize("before", State.values)
def test_one_state_follows_another_exactly_as_the_table_says(joining: Joining, before: str, after: str) -> None:
    """Guard: `_must_follow`; without it the forbidden half of the table passes."""
    one = joining.in_state(before)
    if after in Application.TRANSITIONS[State(before)]:
        act(joining, one, after)
        one.refresh_from_db()
        assert one.state == after
        assert verbs(one)[-1] == f"application.{after}"
    else:
        steps, letters = one.steps.count(), Letter.objects.count()
        with pytest.raises(Conflict):
            act(joining, one, after)
        one.refresh_from_db()
        assert one.state == before
        assert (one.steps.count(), Letter.objects.count()) == (steps, letters)


def test_every_state_but_the_draft_is_reached_by_one_action() -> None:
    assert set(ACTS) == set(State) - {State.DRAFT}
    assert set(Application.TRANSITIONS) == set(State)


@pytest.mark.parametrize("to", [State.ASKED, State.ACCEPTED, State.DECLINED])
def test_another_programs_manager_finds_no_such_application(joining: Joining, to: str) -> None:
    """Guard: `manages` in `_for_review`."""
    one = joining.sent()
    for outsider in (joining.stranger, UserFactory(), joining.applicant):
        with pytest.raises(NotFound):
            if to == State.ASKED:
                applications.ask_more(one, note="What else?", actor=outsider, at=joining.at)
            elif to == State.ACCEPTED:
                applications.accept(one, actor=outsider, at=joining.at)
            else:
                applications.decline(
                    one, reason="no_room", note="", reapply_on=None, actor=outsider, at=joining.at
                )  # fmt: skip


@pytest.mark.parametrize("to", [State.ASKED, State.ACCEPTED, State.DECLINED])
def test_a_manager_never_decides_on_their_own_application(joining: Joining, to: str) -> None:
    """I5. Guard: the comparison of applicant and actor in `_for_review`."""
    one = joining.sent(joining.manager)
    with pytest.raises(Forbidden) as refused:
        act(joining, one, to)
    assert refused.value.code == "own_application"
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_the_database_keeps_a_decision_on_ones_own_application_out(joining: Joining) -> None:
    """I5. Guard: the constraint `nobody_decides_on_their_own_application`."""
    one = joining.sent()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=one.pk).update(decided_by=joining.applicant)


def test_asking_for_more_needs_a_question_and_gives_it_to_the_applicant(joining: Joining) -> None:
    one = joining.sent()
    with pytest.raises(Invalid) as refused:
        applications.ask_more(one, note="  ", actor=joining.manager, at=joining.at)
    assert refused.value.code == "no_note"
    applications.ask_more(one, note="Which bread?", actor=joining.manager, at=joining.at)
    letter = last_letter(joining.applicant)
    assert (letter.about, "Which bread?" in letter.text) == ("application_asked", True)
    assert "Which bread?" in one.steps.get(state=State.ASKED).note


def test_what_was_asked_is_answered_by_sending_again_and_the_promise_runs_anew(joining: Joining) -> None:
    asked, later = joining.asked(), joining.at + days(3)
    again = applications.submit(
        asked, answers={joining.text.pk: "Rye bread."}, actor=joining.applicant, at=later
    )  # fmt: skip
    assert again.submitted_at == later
    kept = dict(again.answers.values_list("question_id", "text"))
    assert kept[joining.text.pk] == "Rye bread."
    assert kept[joining.choice.pk] == "Years"


def test_accepting_enrols_for_a_term_and_greets_with_the_welcome(joining: Joining) -> None:
    one = joining.sent()
    enrolment = applications.accept(one, note="We liked the bread.", actor=joining.manager, at=joining.at)
    one.refresh_from_db()
    assert (one.state, one.decided_by, one.decided_at) == (State.ACCEPTED, joining.manager, joining.at)
    assert enrolment.term_ends - enrolment.term_starts == days(100)
    assert enrolment.enrolled_by == joining.manager
    letter = last_letter(joining.applicant)
    assert letter.about == "application_accepted"
    for words in ("We liked the bread.", "Say hello to Mara."):
        assert words in letter.text
        assert words in letter.html
    assert verbs(one) == ["application.submitted", "application.accepted"]
    assert verbs(enrolment) == ["enrolment.begun"]


def test_who_was_enrolled_meanwhile_is_not_enrolled_twice(joining: Joining) -> None:
    one = joining.sent()
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    with pytest.raises(Conflict):
        applications.accept(one, actor=joining.manager, at=joining.at)
    one.refresh_from_db()
    assert one.state == State.SUBMITTED
    assert Enrolment.objects.filter(member=joining.applicant).count() == 1


def test_declining_names_a_reason_from_the_list(joining: Joining) -> None:
    one = joining.sent()

    def decline(**fields: object) -> None:
        known = {"reason": "no_room", "note": "", "reapply_on": None, "actor": joining.manager, "at": joining.at}
        applications.decline(one, **known | fields)  # type: ignore[arg-type]

    today = joining.at.date()
    for fields, code in [
        ({"reason": "whatever"}, "no_reason"),
        ({"reason": ""}, "no_reason"),
        ({"reason": "other"}, "no_note"),
        ({"reapply_on": today}, "past_day"),
        ({"note": "x" * 4_001}, "too_long"),
    ]:
        with pytest.raises(Invalid) as refused:
            decline(**fields)
        assert refused.value.code == code
    decline(reason="other", note="You know why.", reapply_on=today + timedelta(days=1))
    one.refresh_from_db()
    assert (one.state, one.decline_reason, one.reapply_on) == (State.DECLINED, "other", today + timedelta(days=1))
    letter = last_letter(joining.applicant)
    assert letter.about == "application_declined"
    assert "You know why." in letter.text
    assert str(Application.Decline("other").label) in letter.text
    assert Entry.objects.get(verb="application.declined").data == {"reason": "other"}


def test_a_day_to_apply_again_is_judged_in_the_programs_time_zone(joining: Joining) -> None:
    """At 23:00 UTC it is already tomorrow in Tokyo: tomorrow's UTC date is Tokyo's today, so it is past."""
    joining.program.time_zone = "Asia/Tokyo"
    joining.program.save()
    late = joining.at.replace(hour=23, minute=0)
    with pytest.raises(Invalid):
        applications.decline(
            joining.sent(),
            reason="no_room",
            note="",
            reapply_on=(late + days(1)).date(),
            actor=joining.manager,
            at=late,
        )


def test_a_draft_is_withdrawn_without_a_mail_and_a_sent_application_with_one(joining: Joining) -> None:
    applications.withdraw(joining.draft(), actor=joining.applicant, at=joining.at)
    assert not Letter.objects.exists()
    one = joining.sent()
    applications.withdraw(one, actor=joining.applicant, at=joining.at)
    assert last_letter(joining.applicant).about == "application_withdrawn"
    assert joining.draft().is_open


def test_what_was_refused_leaves_nothing_behind(joining: Joining) -> None:
    one = joining.sent()
    entries, letters = Entry.objects.count(), Letter.objects.count()
    for refused_act in (
        lambda: applications.accept(one, actor=joining.stranger, at=joining.at),
        lambda: applications.ask_more(one, note="", actor=joining.manager, at=joining.at),
    ):
        with pytest.raises(Refused):
            refused_act()
    assert (Entry.objects.count(), Letter.objects.count()) == (entries, letters)


def test_two_managers_of_one_program_may_both_decide_but_only_once(joining: Joining) -> None:
    one, second = joining.sent(), manager_of(joining.program)
    applications.accept(one, actor=second, at=joining.at)
    with pytest.raises(Conflict):
        applications.decline(
            one, reason="no_room", note="", reapply_on=None, actor=joining.manager, at=joining.at
        )  # fmt: skip
