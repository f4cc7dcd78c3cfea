"""Learning: lessons read, a quiz begun, answered and judged, and the certification that a passed one gives."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.certification_letters import tell
from advocates.models import Attempt, Certification, CoursePage, LessonPage, LessonRead, PolicyVersion, Program
from advocates.queries import is_enrolled, manages
from advocates.queries.courses import certification_of, course_of, lessons_of
from advocates.quizzes import fault, frozen, score, tidy
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound

WITHIN = timedelta(days=7)
"""The time in which a course allows its number of attempts."""
RENEW = timedelta(days=60)
"""How long before its end a certification can be renewed."""


@transaction.atomic
def read_lesson(lesson: LessonPage, *, member: User, at: datetime) -> LessonRead:
    """Note that the member has worked through a lesson; again changes nothing.

    Refuses (403) who learns nothing here, and (404) a lesson that is not published.
    """
    course = course_of(lesson)
    if course is None or not lesson.live:
        raise NotFound(_("There is no such lesson."))
    program = _program_of(course)
    _must_learn_here(member, program, at)
    read, new = LessonRead.objects.get_or_create(lesson=lesson, member=member, defaults={"at": at})
    if new:
        write("lesson.read", at=at, subject=read, actor=member, program=program, course=course.pk)
    return read


@transaction.atomic
def begin(course: CoursePage, *, member: User, at: datetime) -> Attempt:
    """Begin an attempt at the quiz as it stands now; one that is open already is given back.

    Refuses who learns nothing here (403), a course that is not published (404), and (409) before every lesson is read,
    a quiz that cannot be answered, while a certification has more than sixty days to run, and once the attempts of
    seven days are used.
    """
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not course.live:
        raise NotFound(_("There is no such course."))
    program = _program_of(course)
    _must_learn_here(member, program, at)
    open_one = Attempt.objects.filter(course=course, member=member, judged_at=None).first()
    if open_one is not None:
        return open_one
    _must_have_read(course, member)
    _must_need_it(course, member, at)
    _must_have_attempts_left(course, member, program, at)
    questions = frozen(course.quiz, random.SystemRandom())
    clauses = PolicyVersion.objects.cited(program, at)
    if not questions or any(fault(question, clauses) for question in questions):
        raise Conflict(
            _("This quiz cannot be answered at the moment; its editors have to mend it."), code="unanswerable"
        )
    attempt = Attempt.objects.create(
        program=program, course=course, member=member, begun_at=at, questions=questions, pass_mark=course.pass_mark
    )
    write("attempt.begun", at=at, subject=attempt, actor=member, program=program, course=course.pk)
    return attempt


@transaction.atomic
def answer(attempt: Attempt, *, number: int, given: list[str], member: User, at: datetime) -> Attempt:
    """Keep the answer to a question (from 1) until the attempt is handed in; a later one replaces it.

    Refuses somebody else's attempt and a question that there is not (404), a judged one (409), and what is no answer (422).
    """
    attempt = _locked(attempt, member)
    _must_be_open(attempt)
    if not 1 <= number <= len(attempt.questions):
        raise NotFound(_("There is no such question."))
    question = attempt.questions[number - 1]
    attempt.answers = attempt.answers | {question["id"]: tidy(question, given)}
    attempt.save(update_fields=["answers"])
    return attempt


@transaction.atomic
def hand_in(attempt: Attempt, *, member: User, at: datetime) -> Attempt:
    """Judge the attempt. Reaching the pass mark certifies the member for as long as the course says, from now.

    Refuses somebody else's attempt (404), who learns nothing here any more (403), one that is judged already, or that
    has a question without an answer (409).
    """
    attempt = _locked(attempt, member)
    _must_learn_here(member, attempt.program, at)
    _must_be_open(attempt)
    if missing := [n for n, asked in enumerate(attempt.questions, 1) if asked["id"] not in attempt.answers]:
        told = {"numbers": ", ".join(map(str, missing))}
        raise Conflict(_("These questions have no answer yet: %(numbers)s.") % told, code="unanswered")
    attempt.score = score(attempt.questions, attempt.answers)
    attempt.judged_at, attempt.passed = at, attempt.score >= attempt.pass_mark
    attempt.save(update_fields=["score", "judged_at", "passed"])
    facts: dict[str, Any] = {"course": attempt.course_id, "score": attempt.score, "passed": attempt.passed}
    write("attempt.judged", at=at, subject=attempt, actor=member, program=attempt.program, **facts)
    if attempt.passed:
        _certify(attempt, at)
    return attempt


def _certify(attempt: Attempt, at: datetime) -> Certification:
    """A renewal begins where the certification before it ends, so that nobody loses days by learning early."""
    before = certification_of(attempt.member, attempt.course_id, at=at)
    begins = before.expires_at if before else at
    given = Certification.objects.create(
        program=attempt.program, course=attempt.course, member=attempt.member, attempt=attempt, passed_at=at,
        expires_at=begins + timedelta(days=attempt.course.valid_days),
    )  # fmt: skip
    facts: dict[str, Any] = {"course": attempt.course_id, "expires_at": given.expires_at.isoformat()}
    write("certification.given", at=at, subject=given, actor=attempt.member, program=attempt.program, **facts)
    tell(given, "given", at=at)
    return given


def _program_of(course: CoursePage) -> Program:
    program = Program.objects.of_page(course)
    if program is None:
        raise NotFound(_("There is no such course."))
    return program


def _must_learn_here(member: User, program: Program, at: datetime) -> None:
    if not (is_enrolled(member, program, at) or manages(member, program)):
        raise Forbidden(_("The courses are for advocates and managers of the program."), code="not_enrolled")


def _locked(attempt: Attempt, member: User) -> Attempt:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("program", "course", "member")
    found = rows.filter(pk=attempt.pk, member=member).first()
    if found is None:
        raise NotFound(_("There is no such attempt of yours."))
    return found


def _must_be_open(attempt: Attempt) -> None:
    if attempt.judged_at is not None:
        raise Conflict(_("This attempt is judged: its answers stay as they are."), code="judged")


def _must_have_read(course: CoursePage, member: User) -> None:
    unread = lessons_of(course).exclude(reads__member=member).count()
    if unread:
        raise Conflict(_("Work through every lesson first."), code="lessons_unread", detail={"unread": unread})


def _must_need_it(course: CoursePage, member: User, at: datetime) -> None:
    held = certification_of(member, course.pk, at=at)
    if held and held.expires_at > at + RENEW:
        told = {"day": date_format(localtime(held.expires_at - RENEW), "j M Y")}
        raise Conflict(_("You have passed this course. It can be renewed from %(day)s on.") % told, code="certified")


def _must_have_attempts_left(course: CoursePage, member: User, program: Program, at: datetime) -> None:
    recent = Attempt.objects.filter(course=course, member=member, begun_at__gt=at - WITHIN).order_by("-begun_at")
    begun = list(recent.values_list("begun_at", flat=True)[: course.attempts])
    if len(begun) >= course.attempts:
        told = {
            "attempts": course.attempts,
            "day": date_format((begun[-1] + WITHIN).astimezone(program.zone), "j M Y, H:i T"),
        }
        raise Conflict(
            _("All %(attempts)s attempts of seven days are used. The next is possible from %(day)s on.") % told,
            code="attempts_used",
        )
