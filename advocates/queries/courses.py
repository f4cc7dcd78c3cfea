"""Courses as a learner stands to them: what is read, tried, certified, and which rights rest on each."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page

from accounts.models import User
from advocates.models import (
    Attempt,
    Certification,
    CoursePage,
    LessonPage,
    LessonRead,
    Program,
    Requirement,
)
from advocates.quizzes import Question, frozen
from advocates.rights.words import LABELS

AT_ONCE = 30
SOON = timedelta(days=30)


def course_of(lesson: LessonPage) -> CoursePage | None:
    """The published course that the lesson belongs to."""
    parent = lesson.path[: -Page.steplen]
    found: CoursePage | None = CoursePage.objects.filter(path=parent, live=True).first()
    return found


def lessons_of(course: CoursePage) -> QuerySet[LessonPage]:
    """Its published lessons in their order."""
    found: QuerySet[LessonPage] = LessonPage.objects.child_of(course).live().order_by("path")
    return found


def courses_of(program: Program) -> QuerySet[CoursePage]:
    found: QuerySet[CoursePage] = CoursePage.objects.live().filter(path__startswith=program.root_page.path)
    return found.defer("quiz").order_by("path")


def questions_of(course: CoursePage) -> list[Question]:
    """The questions of the quiz as an editor wrote them, in a fixed order of their answers."""
    return frozen(course.quiz, random.Random(0))  # noqa: S311 - nobody is asked these


def certification_of(member: User, course_id: int, *, at: datetime) -> Certification | None:
    """The one that holds now and ends last."""
    valid = Certification.objects.filter(member=member, course=course_id, revoked_at=None, expires_at__gt=at)
    return valid.order_by("-expires_at").first()


@dataclass(frozen=True, slots=True)
class Learning:
    """One course for one member. `needed_for` are the rights that rest on it, `holds` whether they have one of these.

    `certification` is the one that holds now, else the last that did. `attempt` is the open one.
    """

    course: CoursePage
    lessons: int
    read: int
    attempt: Attempt | None
    certification: Certification | None
    needed_for: tuple[Requirement, ...]
    at: datetime

    @property
    def state(self) -> str:
        """certified, expiring (within thirty days), expired, revoked, open (an attempt), ready, reading, or new."""
        held = self.certification
        if held and held.revoked_at is None and held.expires_at > self.at:
            return "expiring" if held.expires_at <= self.at + SOON else "certified"
        if self.attempt:
            return "open"
        if held:
            return "revoked" if held.revoked_at else "expired"
        if self.read >= self.lessons:
            return "ready"
        return "reading" if self.read else "new"

    @property
    def passed(self) -> bool:
        return self.state in {"certified", "expiring"}

    def ends_before(self, moment: datetime) -> bool:
        """Whether what holds now will not hold any more at this moment."""
        held = self.certification
        return self.passed and held is not None and held.expires_at <= moment

    @property
    def rights(self) -> list[Any]:
        return [LABELS[requirement.right] for requirement in self.needed_for]


def learning(
    member: User, program: Program, *, at: datetime, after: str = "", only: int | None = None
) -> tuple[list[Learning], str]:
    """The first thirty courses after this tree path, and the path to go on from, or ""; six queries whatever there is."""
    wanted = courses_of(program).filter(path__gt=after)
    courses = list((wanted.filter(pk=only) if only else wanted)[: AT_ONCE + 1])
    shown = courses[:AT_ONCE]
    lessons, read = _lessons(shown, member)
    attempts = {one.course_id: one for one in Attempt.objects.filter(member=member, course__in=shown, judged_at=None)}
    held: dict[int, Certification] = {}
    valid = Q(revoked_at=None, expires_at__gt=at)
    mine = Certification.objects.filter(member=member, course__in=shown)
    for one in mine.annotate(valid=Exists(Certification.objects.filter(valid, pk=OuterRef("pk")))).order_by(
        "valid", "expires_at"
    ):
        held[one.course_id] = one
    needed: dict[int, list[Requirement]] = {}
    for requirement in Requirement.objects.filter(program=program, course__in=shown, ended_at=None).order_by("right"):
        needed.setdefault(requirement.course_id, []).append(requirement)
    found = [
        Learning(
            course, lessons.get(course.path, 0), read.get(course.path, 0), attempts.get(course.pk), held.get(course.pk),
            tuple(needed.get(course.pk, ())), at,
        )
        for course in shown
    ]  # fmt: skip
    return found, shown[-1].path if len(courses) > AT_ONCE else ""


def _lessons(courses: list[CoursePage], member: User) -> tuple[dict[str, int], dict[str, int]]:
    """By the path of the course: how many lessons there are, and how many of them the member has read."""
    below = Q(pk__in=())
    for course in courses:
        below |= Q(path__startswith=course.path, depth=course.depth + 1)
    counts: dict[str, int] = {}
    read: dict[str, int] = {}
    mine = LessonRead.objects.filter(lesson=OuterRef("pk"), member=member)
    for path, done in LessonPage.objects.live().filter(below).annotate(done=Exists(mine)).values_list("path", "done"):
        top = path[: -Page.steplen]
        counts[top] = counts.get(top, 0) + 1
        read[top] = read.get(top, 0) + done
    return counts, read
