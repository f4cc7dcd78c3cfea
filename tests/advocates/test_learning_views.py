"""Learn and sign in the portal: above all, what is right never reaches the browser before the attempt is judged."""

import json
import random
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from advocates.actions import learning, requirements
from advocates.models import Attempt, Certification, CoursePage
from advocates.queries.courses import lessons_of, questions_of
from advocates.quizzes import AGAINST, fault, frozen, is_right, score, tidy
from cms.models import Message
from moderation.acts import options_for
from tests.factories import UserFactory, certified, course
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


@pytest.fixture
def made(on: Stage) -> CoursePage:
    return course(on.program)


@pytest.fixture
def learner(on: Stage) -> Client:
    return signed_in(on.advocate)


def begun(on: Stage, made: CoursePage, learner: Client) -> Attempt:
    for lesson in lessons_of(made):
        assert learner.post(lesson.portal_url).status_code == 302
    assert learner.post(f"/portal/learn/{made.pk}/begin/").status_code == 302
    return Attempt.objects.get(member=on.advocate, judged_at=None)


def test_the_screen_names_each_course_with_what_it_unlocks(on: Stage, made: CoursePage, learner: Client) -> None:
    on.grant()
    requirements.require(on.program, right="reply", course=made, actor=on.manager, at=on.now)
    page = learner.get("/portal/learn/").content.decode()
    assert made.title in page
    assert learner.get("/portal/learn/", {"after": "\0"}).status_code == 200
    assert "which you hold: suspended until you pass" in page
    assert "0 of 1" in page
    rights = learner.get("/portal/rights/").content.decode()
    assert "pill-suspended" in rights
    assert "/portal/learn/" in rights
    certified(on.advocate, made)
    assert "which you hold" in learner.get("/portal/learn/").content.decode()
    assert "pill-suspended" not in learner.get("/portal/rights/").content.decode()


def test_a_quiz_is_answered_question_by_question_and_handed_in(on: Stage, made: CoursePage, learner: Client) -> None:
    attempt = begun(on, made, learner)
    for number, question in enumerate(attempt.questions[:3], start=1):
        path = f"/portal/learn/attempts/{attempt.pk}/{number}/"
        assert learner.get(path).status_code == 200
        assert learner.post(path, {}).status_code == 422
        right = question["right"]
        sent: dict[str, Any] = {"chosen": right}
        if question["kind"] == "order":
            sent = {f"place_{key}": place for place, key in enumerate(right, start=1)}
            assert learner.post(path, dict.fromkeys(sent, 1)).status_code == 422
        following = learner.post(path, sent)["Location"]
    assert following == f"/desk/practice/{attempt.pk}/4/"
    clause = on.policy.clauses.get(code="2").pk
    decided = {"act": "hide", "clause": clause, "reason": "It attacks.", "version": 0, "read_at": on.now.isoformat()}
    assert learner.post(following, decided)["Location"] == attempt.get_absolute_url()
    assert learner.post(attempt.get_absolute_url()).status_code == 302
    page = learner.get(attempt.get_absolute_url()).content.decode()
    assert "4 of 4 answers were right: 100 %" in page
    held = Certification.objects.get(member=on.advocate)
    assert "has passed the course" in learner.get(held.get_absolute_url()).content.decode()


def test_practice_decides_nothing(on: Stage, made: CoursePage, learner: Client) -> None:
    """The prepared comment stands in the console; no message, case, decision, exercise or quota comes of it."""
    from advocates.models import Exercise
    from moderation.models import Case, Decision

    attempt = begun(on, made, learner)
    path = f"/desk/practice/{attempt.pk}/4/"
    page = learner.get(path).content.decode()
    assert "Practice: nothing you do here has an effect" in page
    assert "Only an idiot buys that." in page
    assert "Rude!" in page
    assert 'data-key="h"' in page
    sent = {"act": "hide", "clause": "", "version": 0, "read_at": on.now.isoformat()}
    assert learner.post(path, sent).status_code == 422
    sent["clause"] = str(on.policy.clauses.get(code="2").pk)
    assert learner.post(path, sent).status_code == 422
    learner.post(path, sent | {"reason": "It attacks."})
    assert [model.objects.count() for model in (Message, Case, Decision, Exercise)] == [0, 0, 0, 0]
    assert "Your answer so far: Hide, because of 2" in learner.get(path).content.decode()


def test_no_page_before_the_judgement_tells_what_is_right(on: Stage, made: CoursePage, learner: Client) -> None:
    """Every page of an open attempt is the same whatever is right: quizzes that differ only in that look alike.

    Guard: `asked_in`, and that `AnswerForm` is given options only.
    """
    for word in (
        "People wait.",
        "Prices come from the team.",
        "Thinking comes before writing.",
        "It attacks a person.",
    ):
        for path in pages(begun(on, made, learner)):
            assert word not in unescape(learner.get(path).content.decode()), (path, word)
    shown = []
    for turned in (False, True):
        attempt = Attempt.objects.get(member=on.advocate)
        questions = json.loads(json.dumps(attempt.questions))
        if turned:
            for question in questions:
                keys = [option["key"] for option in question.get("options", ())]
                question["right"] = ["dismiss"] if question["kind"] == "example" else keys[-1:]
                question["why"], question["clauses"] = "Otherwise.", ["1"]
        shown.append([rendered(attempt, questions, number) for number in range(1, 5)])
    assert shown[0] == shown[1]


def rendered(attempt: Attempt, questions: list[dict[str, Any]], number: int) -> str:
    from advocates.forms.learning import AnswerForm
    from advocates.queries.attempts import asked_in

    attempt.questions = questions
    told = repr(asked_in(attempt)[number - 1])
    if questions[number - 1]["kind"] != "example":
        told += str(AnswerForm(questions[number - 1], []))
    return told


def pages(attempt: Attempt) -> list[str]:
    own = attempt.get_absolute_url()
    return [own, *(f"{own}{number}/" for number in (1, 2, 3)), f"/desk/practice/{attempt.pk}/4/"]


def test_where_the_right_answer_stands_says_nothing(on: Stage, made: CoursePage) -> None:
    """Options are shuffled anew for every attempt: the keys that are right differ."""
    keys = {tuple(frozen(made.quiz, random.Random(seed))[2]["right"]) for seed in range(40)}
    assert len(keys) == 6


def test_a_failed_attempt_explains_but_does_not_give_the_answers_away(
    on: Stage, made: CoursePage, learner: Client
) -> None:
    attempt = begun(on, made, learner)
    for number, question in enumerate(attempt.questions, start=1):
        wrong = {"example": ["dismiss", ""], "order": question["right"][::-1]}.get(question["kind"])
        given = wrong or [o["key"] for o in question["options"] if o["key"] not in question["right"]][:1]
        learning.answer(attempt, number=number, given=given, member=on.advocate, at=on.now)
    learner.post(attempt.get_absolute_url())
    page = learner.get(attempt.get_absolute_url()).content.decode()
    assert "Not passed this time" in page
    assert "Prices come from the team." in page
    assert "Right would have been" not in page


def test_anothers_attempt_and_certificate_do_not_exist(on: Stage, made: CoursePage, learner: Client) -> None:
    attempt, held = begun(on, made, learner), certified(on.advocate, made)
    stranger = signed_in(UserFactory())
    for path in (*pages(attempt), held.get_absolute_url()):
        assert stranger.get(path).status_code == 404, path
        assert stranger.post(path).status_code in {404, 405}, path
    assert stranger.get(f"/portal/learn/{made.pk}/").status_code == 200
    assert stranger.post(f"/portal/learn/{made.pk}/begin/").status_code == 403


def test_a_course_page_of_its_own_leads_into_the_portal(made: CoursePage, learner: Client) -> None:
    assert learner.get(made.url)["Location"] == made.portal_url
    lesson = lessons_of(made)[0]
    assert learner.get(lesson.url)["Location"] == lesson.portal_url
    assert "Lesson 1 says be kind." in learner.get(lesson.portal_url).content.decode()


def test_the_acts_of_an_example_are_those_of_the_desk(db: None) -> None:
    """What a course may ask for is what a moderator can do with a published comment."""
    from advocates.quizzes import ACTS

    offered = options_for(Message(kind="comment", state="published"), escalated=False)
    assert {option.act.value for option in offered} == set(ACTS)  # type: ignore[attr-defined]
    assert {option.act.value for option in offered if option.is_against} == set(AGAINST)  # type: ignore[attr-defined]
    assert {str(option.label) for option in offered} == {str(label) for label in ACTS.values()}


def test_a_perfect_answer_to_every_question_is_possible_and_right(on: Stage, made: CoursePage) -> None:
    questions = questions_of(made)
    assert [fault(question, {"1", "2"}) for question in questions] == ["", "", "", ""]
    answers = {q["id"]: tidy(q, ["hide", "2"] if q["kind"] == "example" else q["right"]) for q in questions}
    assert all(is_right(question, answers[question["id"]]) for question in questions)
    assert score(questions, answers) == 100
    assert score(questions, {}) == 0
    assert re.fullmatch(r"[0-9a-f-]{36}", questions[0]["id"])
