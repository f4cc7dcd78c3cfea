"""Two tabs, two reviewers, two sweeps: on PostgreSQL, with processes that begin at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from advocates.actions import applications, enrolments, invitations, nominations, programs, reviews, terms
from advocates.models import Application, CommunityManager, Enrolment, Grant, Review
from record.models import Entry
from sitewide.models import Letter
from tests.advocates.joining import Joining, joining
from tests.factories import UserFactory, manager_of
from tests.races.processes import on_postgresql, race
from tests.stage import stage

__all__ = ["joining"]
pytestmark = [pytest.mark.race, on_postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _transactional(transactional_db: None) -> None:
    """Before `joining`, so that what it makes is committed."""


def test_of_two_tabs_that_begin_at_once_one_gets_the_application(joining: Joining) -> None:
    """Guard: the constraint `one_open_application_per_program_and_person`, caught in `begin`."""
    outcomes = race(
        lambda _number: applications.begin(joining.program, applicant=joining.applicant, at=timezone.now()).pk, 4
    )
    assert sorted(outcome.refused for outcome in outcomes) == ["", "already_open", "already_open", "already_open"]
    assert Application.objects.count() == 1


def test_one_application_is_sent_once_from_two_tabs(joining: Joining) -> None:
    """Guard: the row lock in `_locked`; without it both tabs find a draft."""
    draft = joining.draft()
    outcomes = race(
        lambda _number: (
            applications.submit(draft, answers=joining.answers, actor=joining.applicant, at=timezone.now()).pk
        ),
        4,
    )
    assert sorted(outcome.refused for outcome in outcomes) == ["", "submitted", "submitted", "submitted"]
    assert Entry.objects.filter(verb="application.submitted").count() == 1


def test_of_two_reviewers_who_decide_at_once_one_decides(joining: Joining) -> None:
    """Guard: the row lock in `_locked`; without it the applicant is enrolled and declined."""
    one, second = joining.sent(), manager_of(joining.program)

    def decide(number: int) -> str:
        if number % 2:
            applications.accept(one, actor=joining.manager, at=timezone.now())
        else:
            applications.decline(
                one, reason="no_room", note="", reapply_on=None, actor=second, at=timezone.now()
            )  # fmt: skip
        return "decided"

    outcomes = race(decide, 4)
    assert sum(outcome.value == "decided" for outcome in outcomes) == 1
    one.refresh_from_db()
    enrolled = Enrolment.objects.filter(member=joining.applicant).exists()
    assert enrolled == (one.state == Application.State.ACCEPTED)
    assert one.steps.exclude(state=Application.State.SUBMITTED).count() == 1


def test_a_withdrawal_and_an_acceptance_at_once_leave_one_of_them(joining: Joining) -> None:
    one = joining.sent()

    def act(number: int) -> str:
        if number:
            applications.accept(one, actor=joining.manager, at=timezone.now())
        else:
            applications.withdraw(one, actor=joining.applicant, at=timezone.now())
        return "done"

    outcomes = race(act, 2)
    assert sum(outcome.value == "done" for outcome in outcomes) == 1
    one.refresh_from_db()
    assert Enrolment.objects.exists() == (one.state == Application.State.ACCEPTED)


def test_one_member_is_enrolled_once_by_two_managers(joining: Joining) -> None:
    """Guard: the lock on the member in `begin_term`; below it the constraint of one enrolment."""
    managers = [joining.manager, manager_of(joining.program)]
    outcomes = race(
        lambda number: (
            enrolments.enrol(joining.program, member=joining.applicant, actor=managers[number], at=timezone.now()).pk
        ),
        2,
    )
    assert sorted(outcome.refused for outcome in outcomes) == ["", "enrolled"]


def test_two_sweeps_at_once_end_a_term_once(transactional_db: None) -> None:
    on = stage()
    on.grant()
    Enrolment.objects.update(term_starts=on.later(days=-9), term_ends=on.later(seconds=-1))
    outcomes = race(lambda _number: enrolments.end_terms(at=timezone.now()), 3)
    assert sum(outcome.value for outcome in outcomes) == 1
    assert Entry.objects.filter(verb="enrolment.ended").count() == 1
    assert Grant.objects.get().state == Grant.State.EXPIRED


def test_two_managers_who_dismiss_each_other_at_once_leave_one(joining: Joining) -> None:
    """Guard: the lock on the program in `dismiss_manager`."""
    second = UserFactory()
    programs.appoint_manager(joining.program, member=second, actor=joining.manager, at=timezone.now())
    rows = list(CommunityManager.objects.filter(program=joining.program).order_by("pk"))
    actors = [second, joining.manager]
    outcomes = race(lambda number: programs.dismiss_manager(rows[number], actor=actors[number], at=timezone.now()), 2)
    assert len([outcome for outcome in outcomes if outcome.refused]) == 1
    assert CommunityManager.objects.filter(program=joining.program).count() == 1


def test_of_two_managers_who_renew_a_term_at_once_one_renews(transactional_db: None) -> None:
    """Guard: the row lock in `_locked`; without it the term grows twice, up to the constraint of one renewal."""
    on = stage(enrolment_days=100)
    ends = on.later(days=10)
    Enrolment.objects.update(term_ends=ends)
    enrolment, managers = Enrolment.objects.get(), [on.manager, manager_of(on.program)]
    outcomes = race(lambda number: enrolments.renew(enrolment, actor=managers[number], at=timezone.now()).pk, 2)
    assert sorted(outcome.refused for outcome in outcomes) == ["", "too_early"]
    enrolment.refresh_from_db()
    assert enrolment.term_ends == ends + timedelta(days=100)


def test_two_sweeps_at_once_remind_of_a_term_once(transactional_db: None) -> None:
    on = stage()
    Enrolment.objects.update(term_ends=on.later(days=5))
    outcomes = race(lambda _number: terms.remind(at=timezone.now()), 3)
    assert sum(outcome.value for outcome in outcomes) == 1
    assert Letter.objects.filter(about="enrolment_ends").count() == 1


def test_two_reviewers_who_judge_at_once_both_count_and_none_reads_the_other_first(joining: Joining) -> None:
    """Guard: the row lock in `_locked`; without it four find room for a review and four are stored."""
    type(joining.program).objects.filter(pk=joining.program.pk).update(reviewers=2)
    one = joining.sent()
    managers = [joining.manager, *(manager_of(joining.program) for _number in range(3))]

    def judge(number: int) -> int:
        given = reviews.give(
            one, points={}, advice="accept", note="", actor=managers[number], at=timezone.now()
        )  # fmt: skip
        return given.pk

    outcomes = race(judge, 4)
    assert sorted(outcome.refused for outcome in outcomes) == ["", "", "enough_reviews", "enough_reviews"]
    assert Review.objects.count() == 2


def test_one_reviewer_who_judges_in_two_tabs_at_once_judges_once(joining: Joining) -> None:
    """Guard: the row lock in `_locked`; below it the constraint `one_review_per_reviewer`."""
    type(joining.program).objects.filter(pk=joining.program.pk).update(reviewers=2)
    one = joining.sent()
    outcomes = race(
        lambda _number: (
            reviews.give(one, points={}, advice="accept", note="", actor=joining.manager, at=timezone.now()).pk
        ),
        3,
    )
    assert sorted(outcome.refused for outcome in outcomes) == ["", "already_reviewed", "already_reviewed"]


def test_a_link_at_its_limit_lets_no_more_in_however_many_come_at_once(joining: Joining) -> None:
    """Guard: the row lock in `invitations.use`; without it more get in, up to the constraint."""
    joining.program.accepts_applications = False
    joining.program.save()
    link, _secret = invitations.make(
        joining.program, purpose="x", most_uses=2, ends_at=timezone.now() + timedelta(days=1), actor=joining.manager,
        at=timezone.now(),
    )  # fmt: skip
    people = [UserFactory() for _number in range(6)]
    outcomes = race(
        lambda number: applications.begin(joining.program, applicant=people[number], at=timezone.now(), link=link).pk, 6
    )
    assert sorted(outcome.refused for outcome in outcomes) == ["", "", *["link_over"] * 4]
    link.refresh_from_db()
    assert (link.uses, Application.objects.count()) == (2, 2)


def test_a_nomination_is_answered_once_from_many_windows(joining: Joining) -> None:
    """Guard: the row lock in `nominations._open`; without it one person agrees twice to one nomination."""
    nomination = nominations.nominate(
        joining.program, email="nele@example.com", reason="Because", actor=joining.applicant, at=timezone.now()
    )
    nele = UserFactory(email="nele@example.com")
    outcomes = race(lambda _number: nominations.agree(nomination, actor=nele, at=timezone.now()).pk, 4)
    assert sorted(outcome.refused for outcome in outcomes) == ["", *["nomination_over"] * 3]
    assert Application.objects.count() == 1


def test_nobody_nominates_a_sixth_by_pressing_often_at_once(joining: Joining) -> None:
    """Guard: the row lock on the nominator in `nominate`."""
    outcomes = race(
        lambda number: (
            nominations.nominate(
                joining.program,
                email=f"n{number}@example.com",
                reason="Because",
                actor=joining.applicant,
                at=timezone.now(),
            ).pk
        ),
        7,
    )
    assert sum(outcome.refused == "too_many" for outcome in outcomes) == 2
