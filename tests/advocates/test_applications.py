import pytest
from django.db import IntegrityError, transaction

from advocates.actions import applications, enrolments
from advocates.models import Application, ApplicationStep
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, last_letter, verbs
from tests.factories import UserFactory, manager_of

State = Application.State


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
    assert (joining.at + days(7)).strftime("%b %Y") in letter.text


def test_the_record_holds_nothing_that_the_applicant_wrote(joining: Joining) -> None:
    """Guard: `_step` writes no note and no answer into the record."""
    one = joining.sent()
    applications.ask_more(one, note="A secret question", actor=joining.manager, at=joining.at)
    for entry in Entry.objects.filter(subject_id=one.pk, subject_kind="advocates.application"):
        assert "secret" not in str(entry.data)
        assert "bread" not in str(entry.data)


def test_every_manager_of_the_program_is_told_of_an_application_and_where_to_answer_it(joining: Joining) -> None:
    """But nobody of another program, nor who has no account any more."""
    gone = manager_of(joining.program, is_active=False)
    second = manager_of(joining.program)
    one = joining.sent()
    told = Letter.objects.filter(about="application_waits")
    assert {letter.to for letter in told} == {joining.manager.email, second.email}
    assert not told.filter(to__in=[gone.email, joining.stranger.email]).exists()
    letter = last_letter(joining.manager)
    assert letter.subject == "Ines applies to Ember and Pan"
    for words in (letter.text, letter.html):
        assert f"http://localhost:8000/admin/program/applications/edit/{one.pk}/" in words
        assert "I bake bread." not in words, "what was answered stays in the workbench"


def test_managers_are_told_again_when_what_they_asked_is_answered(joining: Joining) -> None:
    applications.submit(joining.asked(), answers={}, actor=joining.applicant, at=joining.at, reply="Rye.")
    assert last_letter(joining.manager).subject == "Ines has answered: application to Ember and Pan"


def test_a_manager_who_applies_themselves_gets_only_the_letter_of_an_applicant(joining: Joining) -> None:
    joining.sent(joining.manager)
    assert list(Letter.objects.filter(member=joining.manager).values_list("about", flat=True)) == [
        "application_submitted"
    ]


def test_the_letter_to_managers_escapes_the_name(joining: Joining) -> None:
    joining.sent(UserFactory(name="Ines & <b>Søren</b>"))
    letter = last_letter(joining.manager)
    assert "Ines & <b>Søren</b>" in letter.text
    assert "Ines &amp; &lt;b&gt;Søren&lt;/b&gt;" in letter.html
