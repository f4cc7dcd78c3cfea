"""Check 5 of the rule of rights: a right rests on a course while a requirement binds, for who holds no valid certificate."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import certifications, requirements
from advocates.models import Attempt, Certification, CoursePage, Grant, Reminder
from advocates.queries.register import grants_of, shown_state
from advocates.queries.suspended import with_suspension
from advocates.rights import NotAllowed, answer, examine, exercise, facts_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter
from tests.factories import certified, course
from tests.kept import kept
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


@pytest.fixture
def reply_course(on: Stage) -> CoursePage:
    made = course(on.program)
    requirements.require(on.program, right="reply", course=made, actor=on.manager, at=on.now)
    return made


def why(on: Stage, right: str = "reply", **later: float) -> str:
    check = next(
        c for c in examine(on.advocate, right, on.place(), at=on.later(**later)).checks if c.code == "certified"
    )
    return check.why


def test_a_right_without_a_required_course_says_so(on: Stage) -> None:
    assert why(on) == "no_course"


def test_a_required_course_stops_the_right_until_it_is_passed_and_only_that_right(
    on: Stage, reply_course: CoursePage
) -> None:
    """Guard: `_certified` in the rule; with it saying yes always, the right is used without the course."""
    grant = on.grant()
    row = Grant.objects.filter(pk=grant.pk).values().get()
    assert (why(on), why(on, "post")) == ("uncertified", "no_course")
    with pytest.raises(NotAllowed) as refused, transaction.atomic():
        exercise(on.advocate, "reply", on.place(), at=on.now)
    assert refused.value.code == "certified"
    certified(on.advocate, reply_course, at=on.now)
    assert why(on) == "certified"
    with transaction.atomic():
        exercise(on.advocate, "reply", on.place(), at=on.now)
    assert Grant.objects.filter(pk=grant.pk).values().get() == row


def test_somebody_elses_certificate_counts_for_nobody_else(on: Stage, reply_course: CoursePage) -> None:
    certified(enrolled(on), reply_course, at=on.now)
    assert why(on) == "uncertified"


def test_a_certificate_ends_at_its_moment_and_another_takes_its_place(on: Stage, reply_course: CoursePage) -> None:
    on.grant()
    certified(on.advocate, reply_course, at=on.now, days=30)
    assert [why(on, days=29.9), why(on, days=30)] == ["certified", "uncertified"]
    certified(on.advocate, reply_course, at=on.later(days=20), days=30)
    assert [why(on, days=49), why(on, days=50)] == ["certified", "uncertified"]


def test_a_revoked_certificate_stops_the_right_from_the_next_use_on(on: Stage, reply_course: CoursePage) -> None:
    on.grant()
    held = certified(on.advocate, reply_course, at=on.now)
    certifications.revoke(held, reason="The quiz was shared.", actor=on.manager, at=on.now)
    assert why(on) == "uncertified"
    assert Entry.objects.filter(verb="certification.revoked", subject_id=held.pk).count() == 1
    letter = Letter.objects.get(about="certification_revoked")
    assert "The quiz was shared." in letter.text


def test_two_required_courses_are_both_needed(on: Stage, reply_course: CoursePage) -> None:
    other = course(on.program)
    requirements.require(on.program, right="reply", course=other, actor=on.manager, at=on.now)
    certified(on.advocate, reply_course, at=on.now)
    assert why(on) == "uncertified"
    certified(on.advocate, other, at=on.now)
    assert why(on) == "certified"


def test_a_requirement_binds_from_its_day_and_no_longer_than_it_is_waived(on: Stage) -> None:
    made = course(on.program)
    required = requirements.require(
        on.program, right="reply", course=made, actor=on.manager, at=on.now, binds_from=on.later(days=14)
    )
    assert [why(on, days=13), why(on, days=14)] == ["no_course", "uncertified"]
    requirements.waive(required, actor=on.manager, at=on.later(days=15))
    assert why(on, days=16) == "no_course"
    with pytest.raises(Conflict):
        requirements.waive(required, actor=on.manager, at=on.now)


def test_every_right_asks_for_its_own_courses_only(on: Stage) -> None:
    """All eight combinations: the facts are sums, and no sum may stand for another."""
    courses = {right: course(on.program) for right in ("post", "reply", "moderate")}
    for right, made in courses.items():
        requirements.require(on.program, right=right, course=made, actor=on.manager, at=on.now)
    for chosen in range(8):
        person = enrolled(on)
        passed = {right for bit, right in enumerate(courses) if chosen >> bit & 1}
        for right in passed:
            certified(person, courses[right], at=on.now)
        facts = facts_of(person, on.program, at=on.now)
        for right in courses:
            check = next(c for c in answer(facts, right, on.place()).checks if c.code == "certified")
            assert check.passed == (right in passed), (passed, right)


def test_the_facts_still_cost_one_query(on: Stage, reply_course: CoursePage, django_assert_num_queries: Any) -> None:
    on.grant()
    with django_assert_num_queries(1):
        examine(on.advocate, "reply", on.place(), at=on.now)


def test_lists_call_suspended_what_the_rule_refuses_for_a_course(on: Stage, reply_course: CoursePage) -> None:
    grant, post = on.grant(), on.grant(right="post")
    certified(on.advocate, reply_course, at=on.later(days=1), days=10)
    for days in (0, 1, 5, 11):
        at = on.later(days=days)
        facts = facts_of(on.advocate, on.program, at=at)
        for one in (grant, post):
            check = next(c for c in answer(facts, one.right, on.place()).checks if c.code == "certified")
            assert with_suspension(Grant.objects.filter(pk=one.pk), at).get().suspended is not check.passed
    shown = {row.right: shown_state(row, on.now).value for row in grants_of(on.program, at=on.now)}
    assert shown == {"reply": "suspended", "post": "live"}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"right": "rule"}, "unknown_right"),
        ({"binds_from": -1}, "binds_in_the_past"),
        ({"binds_from": 367}, "binds_too_late"),
        ({"quiz": []}, "unanswerable"),
        ({"live": False}, "unknown_course"),
    ],
)
def test_what_nobody_could_meet_is_not_required(on: Stage, fields: dict[str, Any], code: str) -> None:
    made = course(on.program, **{name: value for name, value in fields.items() if name in {"quiz", "live"}})
    more = {"binds_from": on.later(days=fields["binds_from"])} if "binds_from" in fields else {}
    with pytest.raises(Invalid) as refused:
        requirements.require(
            on.program, right=fields.get("right", "reply"), course=made, actor=on.manager, at=on.now, **more
        )
    assert refused.value.code == code


def test_only_managers_require_revoke_and_waive_and_nobody_their_own(on: Stage, reply_course: CoursePage) -> None:
    held, required = certified(on.advocate, reply_course, at=on.now), reply_course.requirements.get()
    own = certified(on.manager, reply_course, at=on.now)
    for refused in (
        lambda: requirements.require(on.program, right="post", course=reply_course, actor=on.advocate, at=on.now),
        lambda: requirements.waive(required, actor=on.advocate, at=on.now),
        lambda: certifications.revoke(held, reason="Not so.", actor=on.advocate, at=on.now),
        lambda: certifications.revoke(own, reason="Not so.", actor=on.manager, at=on.now),
    ):
        with pytest.raises(Forbidden):
            refused()
    with pytest.raises(Invalid):
        certifications.revoke(held, reason="  ", actor=on.manager, at=on.now)
    with pytest.raises(Conflict):
        requirements.require(on.program, right="reply", course=reply_course, actor=on.manager, at=on.now)
    certifications.revoke(held, reason="Once.", actor=on.manager, at=on.now)
    with pytest.raises(Conflict):
        certifications.revoke(held, reason="Twice.", actor=on.manager, at=on.now)


def test_a_certification_is_never_longer_nor_anothers_nor_back_nor_gone(on: Stage, reply_course: CoursePage) -> None:
    """Guards: the triggers `certification_never_longer` and `certification_never_deleted`."""
    held = certified(on.advocate, reply_course, at=on.now)
    rows = Certification.objects.filter(pk=held.pk)
    for change in (
        lambda: rows.update(expires_at=held.expires_at + timedelta(days=1)),
        lambda: rows.update(member=on.manager),
        lambda: rows.update(passed_at=on.later(days=1)),
        rows.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    certifications.revoke(held, reason="Shared.", actor=on.manager, at=on.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(revoked_at=None, revoked_by=None, reason="")


def test_a_certification_rests_on_a_passed_attempt_of_the_same_person(on: Stage, reply_course: CoursePage) -> None:
    """Guards: the trigger `certification_of_a_passed_attempt`, the constraint `passed_means_reached_the_mark`."""
    known: dict[str, Any] = {"program": on.program, "course": reply_course, "begun_at": on.now, "questions": []}
    judged = {"pass_mark": 75, "judged_at": on.now, "score": 74}
    failed = Attempt.objects.create(member=on.advocate, **known, **judged)
    passed = certified(on.manager, reply_course, at=on.now).attempt
    proof: dict[str, Any] = {"program": on.program, "course": reply_course, "passed_at": on.now}
    proof["expires_at"] = on.later(days=1)
    for attempt in (failed, passed):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certification.objects.create(member=on.advocate, attempt=attempt, **proof)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(member=on.advocate, **known, **judged, passed=True)


def reminded(at: Any) -> list[str]:
    Letter.objects.all().delete()
    certifications.remind(at=at)
    certifications.remind(at=at)
    return [letter.about for letter in Letter.objects.order_by("pk")]


def test_the_end_of_a_certificate_is_told_thirty_and_seven_days_before_and_then_each_once(
    on: Stage, reply_course: CoursePage
) -> None:
    """Guard: the unique key of `Reminder`, and that it is looked at; without it every sweep writes again."""
    held = certified(on.advocate, reply_course, at=on.now, days=100)
    told = [reminded(on.later(days=days)) for days in (69, 71, 80, 93.5, 99, 100, 103)]
    about = "certification_reminder"
    assert told == [[], [about], [], [about], [], ["certification_expired"], []]
    assert list(Reminder.objects.filter(certification=held).order_by("-days").values_list("days", flat=True)) == [
        30,
        7,
        0,
    ]
    assert Entry.objects.filter(verb="certification.reminded").count() == 2


def test_nobody_is_reminded_of_what_is_renewed_or_revoked_or_long_over(on: Stage, reply_course: CoursePage) -> None:
    certified(on.advocate, reply_course, at=on.now, days=20)
    certified(on.advocate, reply_course, at=on.now, days=300)
    revoked = certified(enrolled(on), reply_course, at=on.now, days=20)
    certifications.revoke(revoked, reason="Shared.", actor=on.manager, at=on.now)
    certified(enrolled(on), reply_course, at=on.later(days=-90), days=20)
    assert reminded(on.now) == []
    assert reminded(on.later(days=21)) == []


def test_after_a_silence_only_the_latest_of_several_letters_is_written(on: Stage, reply_course: CoursePage) -> None:
    certified(on.advocate, reply_course, at=on.now, days=100)
    assert reminded(on.later(days=95)) == ["certification_reminder"]
    letter = Letter.objects.get()
    assert "ends in 5 days" in letter.subject
