"""The workbench's first page tells a manager what waits for them, from every app, and nothing of other programs."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from advocates.actions import halts
from cms.models import Scheduled
from moderation.actions.appeals import appeal
from moderation.actions.decisions import decide
from tests.factories import ProgramFactory, manager_of
from tests.moderation.stage import Stage
from tests.stage import at_work

WORDS = ("1 halt is active", "1 post for later is held", "1 appeal waits", "1 case waits at the desk")


def something_of_each(stage: Stage) -> None:
    at = timezone.now()
    case = stage.case(stage.say("Hidden words."))
    decision = decide(
        case, moderator=stage.moderator, version=case.version, at=at, act="hide", clause=stage.clause, reason="Unkind."
    )
    appeal(decision, by=stage.author, text="It was a joke.", at=at)
    stage.case(stage.say("Another."))
    Scheduled.objects.create(
        program=stage.program, page=stage.kitchen, author=stage.author, title="x", body="<p>x</p>", made_at=at,
        due_at=at + timedelta(hours=1), state="held", hold_code="unrestricted", hold_why="Quiet.", owner=stage.manager,
    )  # fmt: skip
    halts.halt(stage.program, actor=stage.manager, at=at, level="right", right="post", reason="A recall.")


def test_a_manager_sees_everything_that_waits(stage: Stage) -> None:
    """Guard: the hook `register_what_waits` of each app."""
    something_of_each(stage)
    page = at_work(stage.manager).get("/admin/").text
    for words in WORDS:
        assert words in page
    assert page.index(WORDS[0]) < page.index(WORDS[1]), "the urgent first"


def test_nothing_of_another_program_and_nothing_where_nothing_waits(stage: Stage) -> None:
    something_of_each(stage)
    page = at_work(manager_of(ProgramFactory(hostname="other.example"))).get("/admin/").text
    assert "What waits for you" in page
    for words in WORDS:
        assert words not in page


def test_what_was_given_back_to_its_author_waits_for_no_manager(stage: Stage) -> None:
    something_of_each(stage)
    Scheduled.objects.update(hold_code="given_back")
    assert "is held" not in at_work(stage.manager).get("/admin/").text


def test_the_workbench_calls_people_by_their_names_and_counts_no_pictures(stage: Stage) -> None:
    page = at_work(stage.manager).get("/admin/").text
    assert f'"name": "{stage.manager.name}"' in page or f"&quot;name&quot;: &quot;{stage.manager.name}" in page
    assert "Images</a>" not in page
    assert "Editor Guide" not in page.split("What waits for you")[0].split("<main")[-1]


def test_a_wrong_address_in_the_workbench_leads_back_to_the_workbench(stage: Stage) -> None:
    answer = at_work(stage.manager).get("/admin/nothing/here/")
    assert answer.status_code == 404
    assert "To the workbench" in answer.text
    assert "Wagtail admin" not in answer.text


def test_a_visitor_is_told_nothing(stage: Stage) -> None:
    something_of_each(stage)
    assert Client().get("/admin/").status_code == 302
