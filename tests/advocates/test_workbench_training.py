"""Training in the workbench: courses in the page editor, which refuses a quiz that nobody could pass; certificates."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from advocates.actions import programs
from advocates.models import Certification, CoursePage, Program, Requirement
from tests.factories import ProgramFactory, UserFactory, certified, course, manager_of
from tests.factories.training import EXAMPLE, MULTIPLE, ORDER, SINGLE
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


@pytest.fixture
def manager(on: Stage) -> Client:
    """Appointed, so with the right to edit the program's pages."""
    member = UserFactory(name="Nina")
    programs.appoint_manager(on.program, member=member, actor=on.manager, at=on.now)
    return signed_in(member)


def as_form(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    plain = {name: part for name, part in value.items() if name not in {"options", "steps"}}
    if "acts" in value:
        plain["acts"] = value["acts"][0]
    if "options" in value:
        ticked = [{"text": o["text"]} | ({"right": "on"} if o["right"] else {}) for o in value["options"]]
        plain["options"] = streamfield([("item", option) for option in ticked])
    if "steps" in value:
        plain["steps"] = streamfield([("item", step) for step in value["steps"]])
    return plain


def written(*quiz: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    blocks = streamfield([(kind, as_form(kind, value)) for kind, value in quiz])
    known = {"title": "Be fair", "slug": "be-fair", "intro": "How.", "pass_mark": 80, "attempts": 3, "valid_days": 365}
    form: dict[str, Any] = nested_form_data(known | {"quiz": blocks, "action-publish": "1"} | more)
    return form


def add(on: Stage) -> str:
    return reverse("wagtailadmin_pages:add", args=["advocates", "coursepage", on.program.root_page_id])


def test_a_manager_writes_and_publishes_a_course(on: Stage, manager: Client) -> None:
    quiz = [("single", SINGLE), ("multiple", MULTIPLE), ("order", ORDER), ("example", EXAMPLE)]
    assert manager.get(add(on)).status_code == 200
    answer = manager.post(add(on), written(*quiz))
    assert answer.status_code == 302, answer.content.decode()[:4000]
    made = CoursePage.objects.get(title="Be fair")
    assert made.live
    assert [block.block_type for block in made.quiz] == ["single", "multiple", "order", "example"]
    assert "Be fair" in manager.get(reverse("courses:index")).content.decode()


def nobody_right(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"options": [option | {"right": False} for option in value["options"]]}


@pytest.mark.parametrize(
    ("quiz", "said"),
    [
        (("single", nobody_right(SINGLE)), "Exactly one answer must be the right one."),
        (("single", SINGLE | {"options": [{"text": "A", "right": True}, {"text": "B", "right": True}]}), "Exactly one"),
        (("multiple", nobody_right(MULTIPLE)), "At least one answer must be right."),
        (
            ("multiple", MULTIPLE | {"options": [{"text": "Yes", "right": True}, {"text": "yes ", "right": False}]}),
            "same",
        ),
        (("order", ORDER | {"steps": ["Read", "Read"]}), "the same"),
        (("example", EXAMPLE | {"clauses": ""}), "cites a clause"),
        (("example", EXAMPLE | {"clauses": "H9"}), "has these clauses: H9"),
    ],
)
@pytest.mark.parametrize("how", ["action-publish", "draft"])
def test_a_quiz_that_nobody_could_pass_is_refused(
    on: Stage, manager: Client, quiz: tuple[str, dict[str, Any]], said: str, how: str
) -> None:
    """Guards: `Answerable.clean` for a question, `CourseForm.clean` for what the whole course knows."""
    form = written(quiz)
    if how == "draft":
        del form["action-publish"]
    answer = manager.post(add(on), form)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not CoursePage.objects.exists()


def test_courses_stand_only_below_the_root_page_of_a_program(on: Stage) -> None:
    assert CoursePage.can_create_at(on.program.root_page.specific)
    assert not CoursePage.can_create_at(on.kitchen.specific)
    assert not CoursePage.can_create_at(on.program.root_page.get_parent().specific)


def test_a_course_is_required_and_waived(on: Stage, manager: Client) -> None:
    made = course(on.program)
    form = {"program": on.program.pk, "right": "reply", "course": made.pk}
    assert manager.get(reverse("requirements:add")).status_code == 200
    answer = manager.post(reverse("requirements:add"), form)
    required = Requirement.objects.get()
    assert answer["Location"] == reverse("requirements:edit", args=[required.pk])
    again = manager.post(reverse("requirements:add"), form)
    assert "requires the course already" in again.content.decode()
    assert manager.get(reverse("requirements:index")).status_code == 200
    path = reverse("requirements:edit", args=[required.pk])
    assert "Waive it now" in manager.get(path).content.decode()
    manager.post(path, {"act": "waive"})
    required.refresh_from_db()
    assert required.ended_at is not None


def test_a_certificate_is_revoked_with_a_reason(on: Stage, manager: Client) -> None:
    held = certified(on.advocate, course(on.program))
    path = reverse("certifications:edit", args=[held.pk])
    assert manager.get(reverse("certifications:index")).status_code == 200
    assert manager.post(path, {"act": "revoke", "revoke-reason": ""}).status_code == 422
    assert manager.post(path, {"act": "revoke", "revoke-reason": "Shared."}).status_code == 302
    assert Certification.objects.get().reason == "Shared."
    assert "Revoke …" not in manager.get(path).content.decode()


def test_another_programs_training_does_not_exist(on: Stage, manager: Client) -> None:
    other: Program = ProgramFactory(hostname="canary.example")
    made = course(other, title="Canary course")
    held = certified(UserFactory(name="Canary"), made)
    required = Requirement.objects.create(
        program=other, right="post", course=made, made_at=on.now, made_by=manager_of(other), binds_from=on.now
    )
    for name in ("courses:index", "certifications:index", "requirements:index"):
        assert "Canary" not in manager.get(reverse(name)).content.decode()
    for name, row in (("certifications:edit", held), ("requirements:edit", required)):
        assert manager.get(reverse(name, args=[row.pk])).status_code == 404
    form = {"program": on.program.pk, "right": "reply", "course": made.pk}
    manager.post(reverse("requirements:add"), form)
    assert not Requirement.objects.filter(program=on.program).exists()
