"""Courses as editors make them, and certifications as a passed quiz gives them."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocates.models import Attempt, Certification, CoursePage, LessonPage, Program

OPTIONS = [{"text": "At once, and kindly", "right": True}, {"text": "Never", "right": False}]
SINGLE = {"question": "When do you answer?", "options": OPTIONS, "why": "People wait."}
MULTIPLE = {
    "question": "What do you say?",
    "options": [
        {"text": "What you get", "right": True},
        {"text": "Who you are", "right": True},
        {"text": "A price", "right": False},
    ],
    "why": "Prices come from the team.",
}
ORDER = {"question": "In which order?", "steps": ["Read", "Think", "Write"], "why": "Thinking comes before writing."}
EXAMPLE = {
    "question": "What would you do with this comment?",
    "author": "Robin Example",
    "said": "Only an idiot buys that. See https://shop.example/deal",
    "flag": "2",
    "note": "Rude!",
    "acts": ["hide", "remove"],
    "clauses": "2",
    "why": "It attacks a person.",
}
QUIZ = [("single", SINGLE), ("multiple", MULTIPLE), ("order", ORDER), ("example", EXAMPLE)]


def course(
    program: Program, *, quiz: list[tuple[str, dict[str, Any]]] | None = None, lessons: int = 1, **fields: Any
) -> CoursePage:
    """A published course below the program's root page, with so many lessons; the quiz has one question of each kind."""
    count = CoursePage.objects.count() + 1
    known: dict[str, Any] = {
        "title": f"Course {count}",
        "slug": f"course-{count}",
        "intro": "Learn it.",
        "pass_mark": 75,
    }
    raw = [{"type": kind, "value": value} for kind, value in (QUIZ if quiz is None else quiz)]
    made = CoursePage(**known | fields, quiz=raw)
    Page.objects.get(pk=program.root_page_id).add_child(instance=made)
    for number in range(1, lessons + 1):
        body = [{"type": "text", "value": f"<p>Lesson {number} says be kind.</p>"}]
        Page.objects.get(pk=made.pk).add_child(
            instance=LessonPage(title=f"Lesson {number}", slug=f"lesson-{number}", body=body)
        )
    found: CoursePage = CoursePage.objects.get(pk=made.pk)
    return found


def certified(member: User, passed: CoursePage, *, at: datetime | None = None, days: int = 365) -> Certification:
    """A passed attempt of the member with its certification, from `at` (else now) for so many days."""
    at, program = at or timezone.now(), Program.objects.of_page(passed)
    assert program is not None, "a course stands below a program"
    attempt = Attempt.objects.create(
        program=program, course=passed, member=member, begun_at=at, questions=[], pass_mark=75, judged_at=at, score=100,
        passed=True,
    )  # fmt: skip
    return Certification.objects.create(
        program=program,
        course=passed,
        member=member,
        attempt=attempt,
        passed_at=at,
        expires_at=at + timedelta(days=days),
    )
