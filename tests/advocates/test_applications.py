from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from advocates.actions import applications, enrolments
from advocates.models import Application, ApplicationStep, Enrolment
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, verbs
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


def last_letter(person: User) -> Letter:
    letter = Letter.objects.filter(member=person).order_by("-pk").first()
    assert letter is not None
    return letter


def test_an_application_begins_as_a_draft_that_is_nobodys_business(joining: Joining) -> None:
    draft = joining.draft()
    assert draft.state == State.DRAFT
    assert draft.is_open
    assert not Entry.objects.filter(subject_kind="advocates.application").exists()
    assert not Letter.objects.exists()


def test_a_person_has_one_open_application_in_a_program(joining: Joining) -> None:
    joining.draft()
    with pytest.raises(Conflict) as refused:
        joining.draft()
    assert refused.value.code == "already_open"


def test_the_database_keeps_a_second_open_application_out(joining: Joining) -> None:
    """Guard: the constraint `one_open_application_per_program_and_person`."""
    joining.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(program=joining.program, applicant=joining.applicant, begun_at=joining.at)


def test_nobody_applies_from_an_address_that_is_not_verified(joining: Joining) -> None:
    with pytest.raises(Forbidden) as refused:
        joining.draft(UserFactory(verified=False))
    assert refused.value.code == "unverified"


def test_a_closed_program_takes_no_application_and_no_draft_begun_before(joining: Joining) -> None:
    draft = joining.draft()
    joining.program.accepts_applications = False
    joining.program.save()
    with pytest.raises(Conflict, match="takes no applications"):
        joining.draft(UserFactory())
    with pytest.raises(Conflict, match="takes no applications"):
        applications.submit(draft, answers=joining.answers, actor=joining.applicant, at=joining.at)


def test_what_was_asked_may_be_answered_after_the_program_closed(joining: Joining) -> None:
    asked = joining.asked()
    joining.program.accepts_applications = False
    joining.program.save()
    again = applications.submit(asked, answers={}, actor=joining.applicant, at=joining.at)
    assert again.state == State.SUBMITTED


def test_an_advocate_does_not_apply_again_during_the_term(joining: Joining) -> None:
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    with pytest.raises(Conflict) as refused:
        joining.draft()
    assert refused.value.code == "enrolled"
    assert applications.begin(joining.program, applicant=joining.applicant, at=joining.at + days(101))


def test_who_was_declined_until_a_day_applies_again_on_that_day_and_not_before(joining: Joining) -> None:
    day = (joining.at + days(10)).date()
    applications.decline(
        joining.sent(), reason="no_room", note="", reapply_on=day, actor=joining.manager, at=joining.at
    )  # fmt: skip
    with pytest.raises(Conflict) as refused:
        applications.begin(joining.program, applicant=joining.applicant, at=joining.at + days(9))
    assert refused.value.code == "too_early"
    assert str(day.year) in str(refused.value.sentence)
    assert refused.value.detail == {"reapply_on": day.isoformat()}
    assert applications.begin(joining.program, applicant=joining.applicant, at=joining.at + days(10)).is_open


def test_a_draft_keeps_what_was_typed_with_gaps_in_it(joining: Joining) -> None:
    draft = applications.save_draft(
        joining.draft(), answers={joining.text.pk: "Bread"}, actor=joining.applicant, at=joining.at
    )
    applications.save_draft(draft, answers={joining.choice.pk: "Years"}, actor=joining.applicant, at=joining.at)
    kept = dict(draft.answers.values_list("question_id", "text"))
    assert kept == {joining.text.pk: "Bread", joining.choice.pk: "Years"}
    assert draft.state == State.DRAFT


def test_a_draft_is_nobody_elses(joining: Joining) -> None:
    draft = joining.draft()
    for other in (joining.manager, joining.stranger, UserFactory()):
        with pytest.raises(NotFound):
            applications.save_draft(draft, answers={joining.text.pk: "Mine now"}, actor=other, at=joining.at)
        with pytest.raises(NotFound):
            applications.submit(draft, answers=joining.answers, actor=other, at=joining.at)
        with pytest.raises(NotFound):
            applications.withdraw(draft, actor=other, at=joining.at)
    assert not draft.answers.exists()


def test_an_application_that_waits_is_not_written_to(joining: Joining) -> None:
    with pytest.raises(Conflict):
        applications.save_draft(
            joining.sent(), answers={joining.text.pk: "Later"}, actor=joining.applicant, at=joining.at
        )


def test_answers_to_questions_of_another_program_are_passed_over(joining: Joining) -> None:
    from advocates.models import Question

    canary = Question.objects.create(program=joining.stranger.manages.get().program, label="Canary?")
    one = applications.submit(
        joining.draft(), answers=joining.answers | {canary.pk: "Sing"}, actor=joining.applicant, at=joining.at
    )
    assert not one.answers.filter(question=canary).exists()


def test_a_required_question_without_an_answer_keeps_the_application_back(joining: Joining) -> None:
    draft = joining.draft()
    for missing in (joining.text, joining.choice, joining.consent):
        with pytest.raises(Invalid) as refused:
            applications.submit(
                draft, answers=joining.answers | {missing.pk: " "}, actor=joining.applicant, at=joining.at
            )
        assert refused.value.detail == {"question": missing.pk}
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert not draft.answers.exists()


def test_sending_is_on_the_record_on_the_status_page_and_in_the_mail(joining: Joining) -> None:
    one = joining.sent()
    assert one.submitted_at == joining.at
    assert verbs(one) == ["application.submitted"]
    step = ApplicationStep.objects.get(application=one)
    assert (step.state, step.by) == (State.SUBMITTED, joining.applicant)
    letter = last_letter(joining.applicant)
    assert letter.about == "application_submitted"
    assert (joining.at + days(7)).strftime("%B %Y") in letter.text


def test_the_record_holds_nothing_that_the_applicant_wrote(joining: Joining) -> None:
    """Guard: `_step` writes no note and no answer into the record."""
    one = joining.sent()
    applications.ask_more(one, note="A secret question", actor=joining.manager, at=joining.at)
    for entry in Entry.objects.filter(subject_id=one.pk, subject_kind="advocates.application"):
        assert "secret" not in str(entry.data)
        assert "bread" not in str(entry.data)


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
                applications.ask_more(one, note="?", actor=outsider, at=joining.at)
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
