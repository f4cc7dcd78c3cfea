"""The courses of a program as its managers look at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from wagtail.models import Page

from advocates.models import CoursePage, LessonPage, PolicyVersion, Program
from advocates.queries.courses import AT_ONCE, SOON, questions_of
from advocates.quizzes import fault
from advocates.rights.words import LABELS


@dataclass(frozen=True, slots=True)
class Taught:
    """One course, published or not: its lessons, its questions, how many hold it now and how many of these lose it soon.

    `fault` says why nobody can take its quiz at the moment: a question may cite a clause that is gone since.
    """

    course: Any
    lessons: int
    questions: int
    holders: int
    ending: int
    needed_for: list[Any]
    fault: str


def taught(program: Program, *, at: datetime, after: str = "") -> tuple[list[Taught], str]:
    """The first thirty courses after this tree path, and the path to go on from, or ""; four queries.

    A path outside the program's tree is that of another program on the same screen: here it begins anew.
    """
    top = program.root_page.path
    after = after if after.startswith(top) else ""
    valid = Q(certifications__revoked_at=None, certifications__expires_at__gt=at)
    ending = valid & Q(certifications__expires_at__lte=at + SOON)
    rows = CoursePage.objects.filter(path__startswith=top, path__gt=after).order_by("path")
    rows = rows.annotate(
        holders=Count("certifications__member", filter=valid, distinct=True),
        ending=Count("certifications__member", filter=ending, distinct=True),
    ).prefetch_related("requirements")
    courses = list(rows[: AT_ONCE + 1])
    below = Q(pk__in=())
    for course in courses[:AT_ONCE]:
        below |= Q(path__startswith=course.path)
    lessons: dict[str, int] = {}
    clauses = PolicyVersion.objects.cited(program, at)
    for path in LessonPage.objects.live().filter(below).values_list("path", flat=True):
        top = path[: -Page.steplen]
        lessons[top] = lessons.get(top, 0) + 1
    found = [
        Taught(
            course, lessons.get(course.path, 0), len(course.quiz), course.holders, course.ending,
            [LABELS[one.right] for one in course.requirements.all() if one.ended_at is None],
            next((said for question in questions_of(course) if (said := fault(question, clauses))), ""),
        )
        for course in courses[:AT_ONCE]
    ]  # fmt: skip
    return found, courses[AT_ONCE - 1].path if len(courses) > AT_ONCE else ""
