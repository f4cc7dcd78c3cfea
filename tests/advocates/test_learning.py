"""Lessons, attempts and judging: what is refused, what is kept, and what a passed quiz gives."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import learning, policies
from advocates.models import Attempt, Certification, CoursePage, LessonRead
from advocates.queries.courses import learning as standing
from advocates.queries.courses import lessons_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import UserFactory, certified, course
from tests.factories.training import EXAMPLE, SINGLE
from tests.kept import kept
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


@pytest.fixture
def made(on: Stage) -> CoursePage:
    return course(on.program)


def begun(on: Stage, made: CoursePage, at: Any = None) -> Attempt:
    for lesson in lessons_of(made):
        learning.read_lesson(lesson, member=on.advocate, at=at or on.now)
    return learning.begin(made, member=on.advocate, at=at or on.now)


def answered(on: Stage, attempt: Attempt, wrong: int = 0) -> Attempt:
    """Every question answered, the first `wrong` of them wrongly."""
    for number, question in enumerate(attempt.questions, start=1):
        keys = [option["key"] for option in question.get("options", ())]
        right = ["hide", "2"] if question["kind"] == "example" else question["right"]
        other = {"example": ["dismiss", ""], "order": right[::-1]}.get(
            question["kind"], [k for k in keys if k not in right]
        )
        learning.answer(
            attempt, number=number, given=other if number <= wrong else right, member=on.advocate, at=on.now
        )
    return attempt


def state(on: Stage, made: CoursePage, **later: float) -> str:
    return standing(on.advocate, on.program, at=on.later(**later), only=made.pk)[0][0].state


def test_the_way_from_the_first_lesson_to_the_certificate(on: Stage) -> None:
    made = course(on.program, lessons=2, valid_days=100)
    seen = [state(on, made)]
    first, second = lessons_of(made)
    learning.read_lesson(first, member=on.advocate, at=on.now)
    seen.append(state(on, made))
    learning.read_lesson(second, member=on.advocate, at=on.now)
    seen.append(state(on, made))
    attempt = learning.begin(made, member=on.advocate, at=on.now)
    seen.append(state(on, made))
    done = learning.hand_in(answered(on, attempt), member=on.advocate, at=on.now)
    seen += [state(on, made), state(on, made, days=75), state(on, made, days=100)]
    assert seen == ["new", "reading", "ready", "open", "certified", "expiring", "expired"]
    assert (done.score, done.passed) == (100, True)
    held = Certification.objects.get(member=on.advocate)
    assert held.expires_at == on.later(days=100)
    assert Letter.objects.filter(about="certification_given", member=on.advocate).count() == 1
    verbs = list(Entry.objects.filter(program_id=on.program.pk).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["lesson.read", "lesson.read", "attempt.begun", "attempt.judged", "certification.given"]


def test_the_pass_mark_is_reached_or_not(on: Stage) -> None:
    made = course(on.program, pass_mark=75)
    good = learning.hand_in(answered(on, begun(on, made), wrong=1), member=on.advocate, at=on.now)
    assert (good.score, good.passed) == (75, True)
    other = course(on.program, pass_mark=76)
    bad = learning.hand_in(answered(on, begun(on, other), wrong=1), member=on.advocate, at=on.now)
    assert (bad.score, bad.passed) == (75, False)
    assert not Certification.objects.filter(course=other).exists()


def test_progress_is_kept_and_reading_twice_is_reading_once(on: Stage, made: CoursePage) -> None:
    lesson = lessons_of(made)[0]
    first = learning.read_lesson(lesson, member=on.advocate, at=on.now)
    assert learning.read_lesson(lesson, member=on.advocate, at=on.later(days=1)).pk == first.pk
    assert LessonRead.objects.count() == 1
    attempt = begun(on, made)
    learning.answer(attempt, number=1, given=attempt.questions[0]["right"], member=on.advocate, at=on.now)
    again = learning.begin(made, member=on.advocate, at=on.later(days=3))
    assert (again.pk, len(again.answers)) == (attempt.pk, 1)


def test_the_quiz_opens_after_the_last_lesson(on: Stage, made: CoursePage) -> None:
    with pytest.raises(Conflict) as refused:
        learning.begin(made, member=on.advocate, at=on.now)
    assert refused.value.code == "lessons_unread"


def test_attempts_are_counted_over_seven_days(on: Stage) -> None:
    """Guard: `_must_have_attempts_left`; without it anybody tries until luck passes."""
    made = course(on.program, attempts=2)
    for hours in (0, 5):
        learning.hand_in(
            answered(on, begun(on, made, on.later(hours=hours)), wrong=4), member=on.advocate, at=on.later(hours=hours)
        )
    with pytest.raises(Conflict) as refused:
        learning.begin(made, member=on.advocate, at=on.later(days=6))
    assert refused.value.code == "attempts_used"
    assert learning.begin(made, member=on.advocate, at=on.later(days=7, hours=1)).judged_at is None


def test_a_certificate_is_renewed_late_and_loses_no_days_by_it(on: Stage) -> None:
    made = course(on.program, valid_days=100)
    certified(on.advocate, made, at=on.now, days=100)
    with pytest.raises(Conflict) as refused:
        begun(on, made, on.later(days=39))
    assert refused.value.code == "certified"
    at = on.later(days=41)
    learning.hand_in(answered(on, begun(on, made, at)), member=on.advocate, at=at)
    newest = Certification.objects.filter(member=on.advocate).order_by("-pk")[0]
    assert newest.expires_at == on.later(days=200)


def test_an_attempt_is_judged_as_it_was_asked_whatever_editors_change(on: Stage, made: CoursePage) -> None:
    attempt = answered(on, begun(on, made))
    made.quiz = [("single", SINGLE | {"options": [{"text": "A", "right": True}, {"text": "B", "right": False}]})]
    made.pass_mark = 100
    made.save()
    assert learning.hand_in(attempt, member=on.advocate, at=on.now).passed


def test_what_is_judged_stays_judged(on: Stage, made: CoursePage) -> None:
    """Guards: `_must_be_open`, and below it the triggers `attempt_judged_once` and `attempt_never_deleted`."""
    attempt = learning.hand_in(answered(on, begun(on, made), wrong=4), member=on.advocate, at=on.now)
    for act in (
        lambda: learning.hand_in(attempt, member=on.advocate, at=on.now),
        lambda: learning.answer(attempt, number=1, given=["1"], member=on.advocate, at=on.now),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "judged"
    for change in (
        lambda: Attempt.objects.update(score=100, passed=True),
        lambda: Attempt.objects.update(answers={}),
        lambda: Attempt.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    open_one = begun(on, made, on.later(hours=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=open_one.pk).update(questions=[])


def test_every_question_is_answered_before_it_is_handed_in(on: Stage, made: CoursePage) -> None:
    attempt = begun(on, made)
    learning.answer(attempt, number=1, given=attempt.questions[0]["right"], member=on.advocate, at=on.now)
    with pytest.raises(Conflict) as refused:
        learning.hand_in(attempt, member=on.advocate, at=on.now)
    assert (refused.value.code, "2, 3, 4" in str(refused.value.sentence)) == ("unanswered", True)


@pytest.mark.parametrize(
    ("number", "given"),
    [
        (1, []), (1, ["1", "2"]), (1, ["9"]), (2, []), (2, ["1", "1"]), (3, ["1", "2"]), (3, ["1", "1", "2"]),
        (4, ["publish", ""]), (4, ["hide", ""]), (4, []),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_not_kept(on: Stage, made: CoursePage, number: int, given: list[str]) -> None:
    attempt = begun(on, made)
    with pytest.raises(Invalid):
        learning.answer(attempt, number=number, given=given, member=on.advocate, at=on.now)
    attempt.refresh_from_db()
    assert attempt.answers == {}


def test_only_ones_own_attempt_is_answered_and_handed_in(on: Stage, made: CoursePage) -> None:
    attempt, other = begun(on, made), enrolled(on)
    for act in (
        lambda: learning.answer(attempt, number=1, given=["1"], member=other, at=on.now),
        lambda: learning.hand_in(attempt, member=other, at=on.now),
        lambda: learning.answer(attempt, number=5, given=["1"], member=on.advocate, at=on.now),
    ):
        with pytest.raises(NotFound):
            act()


def test_courses_are_for_advocates_and_staff_and_only_published_ones(on: Stage, made: CoursePage) -> None:
    outsider, lesson = UserFactory(), lessons_of(made)[0]
    for act in (
        lambda: learning.read_lesson(lesson, member=outsider, at=on.now),
        lambda: learning.begin(made, member=outsider, at=on.now),
    ):
        with pytest.raises(Forbidden):
            act()
    assert learning.read_lesson(lesson, member=on.manager, at=on.now).member == on.manager
    made.unpublish()
    made.refresh_from_db()
    for act in (
        lambda: learning.read_lesson(lesson, member=on.advocate, at=on.now),
        lambda: learning.begin(made, member=on.advocate, at=on.now),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_quiz_whose_clause_is_gone_is_not_begun(on: Stage) -> None:
    made = course(on.program, quiz=[("example", EXAMPLE)])
    policies.publish(on.policy.policy, text="Anew.", clauses=[("1", "Honest", "")], actor=on.manager, at=on.now)
    with pytest.raises(Conflict) as refused:
        begun(on, made)
    assert refused.value.code == "unanswerable"


def test_the_courses_of_a_member_cost_the_same_however_many_there_are(
    on: Stage, made: CoursePage, django_assert_max_num_queries: Any
) -> None:
    for _more in range(3):
        certified(on.advocate, course(on.program, lessons=2))
    with django_assert_max_num_queries(6):
        assert len(standing(on.advocate, on.program, at=on.now)[0]) == 4
