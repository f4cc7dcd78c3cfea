"""Two reviewers judge alone by the criteria; a third where they disagree; who is too near steps back."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from advocates.actions import applications, programs, reviews
from advocates.models import Application, ConflictOfInterest, Criterion, Enrolment, Review, Score
from advocates.queries.vetting import Agreement, agreement_of, vetting_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, signed_in, verbs
from tests.advocates.judging import judge, points, two
from tests.factories import UserFactory, manager_of

__all__ = ["two"]
State = Application.State


def test_a_review_holds_points_by_criterion_an_advice_and_a_note(two: Joining) -> None:
    review = judge(two, two.sent(), two.manager, note="Bakes well.")
    assert (review.advice, review.note, review.reviewer) == ("accept", "Bakes well.", two.manager)
    assert dict(review.scores.values_list("criterion__label", "points")) == {"Knows the things": 2, "Writes clearly": 2}
    assert verbs(review) == ["review.given"]
    assert Entry.objects.get(verb="review.given").data == {}, "the record does not tell the other what this one said"


def test_only_managers_judge_and_never_themselves(two: Joining) -> None:
    """I5. Guard: `for_review`; below it the trigger `nobody_reviews_their_own_application`."""
    one = two.sent()
    for outsider in (two.stranger, UserFactory()):
        with pytest.raises(NotFound):
            judge(two, one, outsider)
    own = two.sent(manager_of(two.program))
    with pytest.raises(Forbidden):
        judge(two, own, own.applicant)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            application=own, reviewer=own.applicant, sent_at=two.at, advice="accept", at=two.at
        )  # fmt: skip


def test_a_review_and_its_points_never_change(two: Joining) -> None:
    """Guard: the triggers `review_never_changes` and `score_never_changes`."""
    judge(two, two.sent(), two.manager)
    for rows, change in ((Review.objects, {"advice": "decline"}), (Score.objects, {"points": 1})):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_points_advice_and_note_that_cannot_be_are_refused(two: Joining) -> None:
    one, known = two.sent(), points(two)
    first = next(iter(known))
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("no_points", {"points": {}}), ("no_points", {"points": known | {first: 0}}),
        ("no_points", {"points": known | {first: 6}}), ("no_advice", {"advice": "perhaps"}),
        ("too_long", {"note": "x" * 4_001}),
    ]  # fmt: skip
    for code, given in wrong:
        with pytest.raises(Invalid) as refused:
            judge(two, one, two.manager, **given)
        assert refused.value.code == code
    assert not Review.objects.exists()


def test_nobody_judges_twice_or_once_enough_have_or_what_does_not_wait(two: Joining) -> None:
    one, second, third = two.sent(), manager_of(two.program), manager_of(two.program)
    judge(two, one, two.manager)
    with pytest.raises(Conflict) as refused:
        judge(two, one, two.manager)
    assert refused.value.code == "already_reviewed"
    judge(two, one, second)
    with pytest.raises(Conflict) as refused:
        judge(two, one, third)
    assert refused.value.code == "enough_reviews"
    applications.accept(one, actor=second, at=two.at)
    with pytest.raises(Conflict):
        judge(two, one, third)


def test_nobody_decides_before_both_have_judged(two: Joining) -> None:
    """Guard: `_must_be_judged` in `accept` and `decline`."""
    one, second = two.sent(), manager_of(two.program)
    no: dict[str, Any] = {"reason": "no_room", "note": "", "reapply_on": None, "actor": two.manager, "at": two.at}
    judge(two, one, two.manager)
    for act in (
        lambda: applications.accept(one, actor=two.manager, at=two.at),
        lambda: applications.decline(one, **no),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "not_judged"
        assert "1 more review is needed" in str(refused.value.sentence)
    judge(two, one, second)
    applications.accept(one, actor=two.manager, at=two.at)
    assert Enrolment.objects.filter(member=two.applicant).exists()


def test_two_who_disagree_ask_a_third_and_most_voices_count(two: Joining) -> None:
    """Guard: `Vetting.needed`, and `against` in `accept`."""
    one, second, third = two.sent(), manager_of(two.program), manager_of(two.program)
    judge(two, one, two.manager, "accept")
    judge(two, one, second, "decline")
    assert [letter.member for letter in Letter.objects.filter(about="application_third")] == [third]
    with pytest.raises(Conflict) as refused:
        applications.accept(one, actor=two.manager, at=two.at)
    assert refused.value.code == "not_judged"
    judge(two, one, third, "decline")
    with pytest.raises(Conflict) as refused:
        applications.accept(one, actor=two.manager, at=two.at)
    assert refused.value.code == "against_the_reviews"
    applications.decline(
        one, reason="too_little", note="", reapply_on=None, actor=third, at=two.at
    )  # fmt: skip


def test_where_no_manager_is_left_for_the_third_review_the_operator_is_asked(two: Joining) -> None:
    one, operator = two.sent(), UserFactory(is_superuser=True)
    judge(two, one, two.manager, "accept")
    judge(two, one, manager_of(two.program), "decline")
    assert [letter.member for letter in Letter.objects.filter(about="application_third")] == [operator]


def test_what_is_sent_again_is_judged_anew(two: Joining) -> None:
    one, second = two.sent(), manager_of(two.program)
    judge(two, one, two.manager)
    judge(two, one, second)
    one = applications.ask_more(one, note="Which bread?", actor=two.manager, at=two.at)
    one = applications.submit(one, answers=two.answers, reply="Rye.", actor=two.applicant, at=two.at + days(1))
    assert vetting_of(one).reviews == ()
    with pytest.raises(Conflict):
        applications.accept(one, actor=two.manager, at=two.at)
    judge(two, one, second, at=two.at + days(1))


def test_asking_for_more_is_no_way_around_the_reviews(two: Joining) -> None:
    """Guard: the days in `may_be_decided`; without them an application is asked and declined at once."""
    one = applications.ask_more(two.sent(), note="Which bread?", actor=two.manager, at=two.at)
    no: dict[str, Any] = {"reason": "too_little", "note": "", "reapply_on": None, "actor": two.manager}
    with pytest.raises(Conflict) as refused:
        applications.decline(one, at=two.at + days(6.9), **no)
    assert refused.value.code == "not_judged"
    applications.decline(one, at=two.at + days(7), **no)


def test_with_one_reviewer_who_decides_is_who_judges(joining: Joining) -> None:
    one = joining.sent()
    reviews.give(one, points={}, advice="accept", note="", actor=joining.manager, at=joining.at)
    applications.accept(joining.sent(UserFactory()), actor=joining.manager, at=joining.at)
    applications.accept(one, actor=joining.manager, at=joining.at)


def test_for_who_declared_a_conflict_the_application_does_not_exist(two: Joining) -> None:
    """Guard: `has_conflict` in `for_review`, `SentApplications.visible` in the workbench, and who is told of a sending."""
    one, near = two.sent(), UserFactory(name="Nele Near")
    programs.appoint_manager(two.program, member=near, actor=two.manager, at=two.at)
    client, path = signed_in(near), reverse("applications:edit", args=[one.pk])
    assert client.get(path).status_code == 200
    conflict = reviews.declare_conflict(one, reason="My cousin.", actor=near, at=two.at)
    assert verbs(conflict) == ["conflict.declared"]
    acts = (
        lambda: judge(two, one, near),
        lambda: applications.accept(one, actor=near, at=two.at),
        lambda: applications.ask_more(one, note="Because", actor=near, at=two.at),
        lambda: reviews.declare_conflict(one, reason="Again.", actor=near, at=two.at),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()
    assert client.get(path).status_code == 404
    assert client.post(path, {"act": "accept"}).status_code == 404
    assert two.applicant.name not in client.get(reverse("applications:index")).content.decode()
    again = applications.ask_more(one, note="Which bread?", actor=two.manager, at=two.at)
    applications.submit(again, answers=two.answers, reply="Rye.", actor=two.applicant, at=two.at)
    told = Letter.objects.filter(about="application_waits").values_list("member", flat=True)
    assert sorted(told) == [two.manager.pk] * 2


def test_a_review_by_who_steps_back_later_does_not_count(two: Joining) -> None:
    one, second = two.sent(), manager_of(two.program)
    judge(two, one, two.manager)
    judge(two, one, second)
    reviews.declare_conflict(one, reason="I see now who it is.", actor=second, at=two.at)
    assert [review.reviewer for review in vetting_of(one).reviews] == [two.manager]


def test_a_conflict_wants_a_reason_and_an_open_application(two: Joining) -> None:
    one = two.sent()
    with pytest.raises(Invalid):
        reviews.declare_conflict(one, reason=" ", actor=two.manager, at=two.at)
    applications.withdraw(one, actor=two.applicant, at=two.at)
    with pytest.raises(Conflict):
        reviews.declare_conflict(one, reason="Because", actor=two.manager, at=two.at)
    assert not ConflictOfInterest.objects.exists()


def test_a_criterion_in_use_keeps_its_meaning_and_is_retired_instead(two: Joining) -> None:
    criterion = two.program.criteria.first()
    assert criterion is not None
    judge(two, two.sent(), two.manager)
    criterion.most = 10
    with pytest.raises(Conflict):
        reviews.save_criterion(criterion, actor=two.manager, at=two.at)
    criterion.refresh_from_db()
    criterion.retired = True
    reviews.save_criterion(criterion, actor=two.manager, at=two.at)
    for wrong in ({"label": " "}, {"label": "x", "most": 1}, {"label": "x", "most": 11}):
        with pytest.raises(Invalid):
            reviews.save_criterion(Criterion(program=two.program, **wrong), actor=two.manager, at=two.at)
    with pytest.raises(Forbidden):
        reviews.save_criterion(Criterion(program=two.program, label="x"), actor=two.stranger, at=two.at)


def test_agreement_is_counted_over_the_first_two_reviews(two: Joining) -> None:
    second, third = manager_of(two.program), manager_of(two.program)
    for advices in (("accept", "accept"), ("decline", "decline"), ("accept", "decline", "accept"), ("accept",)):
        one = two.sent(UserFactory())
        for reviewer, advice in zip((two.manager, second, third), advices, strict=False):
            judge(two, one, reviewer, advice)
    agreed = agreement_of(two.program)
    assert (agreed.both_accept, agreed.both_decline, agreed.split, agreed.percent) == (1, 1, 1, 67)
    assert agreement_of(manager_of_other(two)).percent is None


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        ((20, 15, 15), 0.39),
        ((45, 45, 10), 0.8),
        ((1, 1, 2), 0.0),
        ((0, 0, 4), -1.0),
        ((7, 0, 0), None),
        ((0, 0, 0), None),
    ],
)
def test_agreement_beyond_chance_is_fleiss_kappa(counts: tuple[int, int, int], kappa: float | None) -> None:
    """Reckoned by hand: 20 and 15 alike and 15 split make (0.7 - 0.505) / (1 - 0.505)."""
    found = Agreement(*counts).kappa
    assert found == kappa if kappa is None else found == pytest.approx(kappa, abs=0.005)


def manager_of_other(two: Joining) -> Any:
    return two.stranger.manages.get().program
