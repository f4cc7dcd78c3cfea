"""The courses of the demo program, who passed them, and the second version of its agreement."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify
from wagtail.models import Page

from accounts.models import User
from advocates.actions import learning, policies, requirements
from advocates.models import CoursePage, LessonPage, Program
from advocates.queries.courses import lessons_of
from config.demo import lessons


def teach(program: Program, people: dict[str, User], at: datetime) -> None:
    """Two courses; moderating rests on one already, replying on the other in three weeks."""
    fair = _course(
        program, "Moderating fairly", "What stays, what goes, and what its author is told.", lessons.FAIR_LESSONS,
        lessons.FAIR_QUIZ, valid_days=120,
    )  # fmt: skip
    reply = _course(
        program, "Answering for the brand", "An official reply in your own words, and what you never promise.",
        lessons.ANSWER_LESSONS, lessons.ANSWER_QUIZ, pass_mark=50,
    )  # fmt: skip
    manager = people["marta"]
    _pass(fair, people["tomasz"], at - timedelta(days=100))
    _pass(fair, people["greta"], at - timedelta(days=30))
    requirements.require(program, right="moderate", course=fair, actor=manager, at=at - timedelta(days=95))
    _pass(reply, people["ines"], at - timedelta(days=30))
    requirements.require(
        program,
        right="reply",
        course=reply,
        actor=manager,
        at=at - timedelta(days=5),
        binds_from=at + timedelta(days=21),
    )
    learning.read_lesson(lessons_of(fair)[0], member=people["ines"], at=at - timedelta(days=2))
    learning.read_lesson(lessons_of(reply)[0], member=people["greta"], at=at - timedelta(days=1))


def change_the_rules(program: Program, manager: User, at: datetime) -> None:
    """The house rules in German, too; and an agreement that says more, to be signed within two weeks."""
    house = program.policies.get(slug="house-rules").versions.get()
    policies.translate(
        house, language="de", text=lessons.HOUSE_RULES_DE, clauses=lessons.HOUSE_CLAUSES_DE, actor=manager,
        at=at - timedelta(days=60),
    )  # fmt: skip
    policies.publish(
        program.policies.get(slug="advocate-agreement"), text=lessons.AGREEMENT_2, clauses=lessons.AGREEMENT_2_CLAUSES,
        actor=manager, at=at - timedelta(days=3), change="material", binds_from=at + timedelta(days=11),
    )  # fmt: skip


def _course(
    program: Program, title: str, intro: str, taught: tuple[dict[str, Any], ...], quiz: list[Any], **more: Any
) -> CoursePage:
    raw = [{"type": kind, "value": value} for kind, value in quiz]
    made = CoursePage(title=title, slug=slugify(title), intro=intro, quiz=raw, **more)
    Page.objects.get(pk=program.root_page_id).add_child(instance=made)
    for one in taught:
        Page.objects.get(pk=made.pk).add_child(instance=LessonPage(slug=slugify(one["title"]), **one))
    found: CoursePage = CoursePage.objects.get(pk=made.pk)
    return found


def _pass(course: CoursePage, member: User, at: datetime) -> None:
    """Every lesson read and every question answered rightly."""
    for lesson in lessons_of(course):
        learning.read_lesson(lesson, member=member, at=at)
    attempt = learning.begin(course, member=member, at=at)
    for number, asked in enumerate(attempt.questions, start=1):
        given = [asked["right"][0], asked["clauses"][0]] if asked["kind"] == "example" else asked["right"]
        learning.answer(attempt, number=number, given=given, member=member, at=at)
    learning.hand_in(attempt, member=member, at=at + timedelta(minutes=12))
