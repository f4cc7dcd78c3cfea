"""Managers see who works on what, and take it out of hands."""

import re
from datetime import timedelta
from typing import Any

from moderation.actions import cases
from moderation.models import Case, DeskRule
from tests.factories import ProgramFactory, manager_of
from tests.moderation.stage import Stage
from tests.moderation.test_desk_work import NOW, client_of, held


def test_a_manager_sees_who_holds_what_and_takes_it_back(stage: Stage) -> None:
    case = held(stage)
    manager = client_of(stage.manager)
    page = manager.get("/desk/work/")
    assert f"Case {case.pk} on Kitchen" in page.text
    assert str(stage.moderator) in page.text
    assert "data-countdown" in page.text
    assert manager.post(f"/desk/work/{case.pk}/take-back/", {"reason": ""}).status_code == 422
    assert manager.post(f"/desk/work/{case.pk}/take-back/", {"reason": "Away."})["Location"] == "/desk/work/"
    case.refresh_from_db()
    assert case.claimed_by is None
    assert "Nobody holds a case" in manager.get("/desk/work/").text


def test_a_manager_with_a_conflict_frees_the_case_without_reading_it(stage: Stage) -> None:
    message = stage.say()
    stage.flag(message, by=stage.manager)
    case = cases.claim(stage.case(message), moderator=stage.moderator, at=NOW())
    manager = client_of(stage.manager)
    assert manager.get(f"/desk/cases/{case.pk}/").status_code == 403
    assert manager.post(f"/desk/work/{case.pk}/take-back/", {"reason": "Away."}).status_code == 302
    assert manager.post("/desk/work/999999/take-back/", {"reason": "Away."}).status_code == 404


def test_a_manager_does_not_learn_who_has_their_own_message_in_hand(stage: Stage) -> None:
    """Guard: `exclude(message__author=...)` in `at_work`, `handed` and the view of `take_back`."""
    claimed, handed = (stage.case(stage.say(author=stage.manager)) for _each in range(2))
    cases.claim(claimed, moderator=stage.moderator, at=NOW())
    Case.objects.filter(pk=handed.pk).update(handed_to=stage.moderator, handed_until=NOW() + timedelta(hours=1))
    page = client_of(stage.manager).get("/desk/work/").text
    assert not {f"Case {case.pk} " for case in (claimed, handed)} & set(re.findall(r"Case \d+ ", page))
    assert (
        client_of(stage.manager).post(f"/desk/work/{claimed.pk}/take-back/", {"reason": "Because"}).status_code == 404
    )
    assert f"Case {claimed.pk} " in client_of(manager_of(stage.program)).get("/desk/work/").text


def test_a_lapsed_claim_and_an_overdue_case_are_named_so(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW() - timedelta(minutes=20))
    Case.objects.filter(pk=case.pk).update(due_at=NOW() - timedelta(hours=1))
    page = client_of(stage.manager).get("/desk/work/").text
    assert "the claim is over" in page
    assert "overdue" in page


def test_only_the_programs_managers_see_who_works_on_what(stage: Stage) -> None:
    case = held(stage)
    elsewhere = manager_of(ProgramFactory(hostname="other.example"))
    for person in (stage.moderator, stage.reader, elsewhere):
        assert client_of(person).get("/desk/work/").status_code == 403
        assert client_of(person).post("/desk/work/cap/", {"cap": "5"}).status_code == 403
        assert client_of(person).post(f"/desk/work/{case.pk}/take-back/", {"reason": "Because"}).status_code == 403
    assert not DeskRule.objects.exists()
    assert "Who works on what" not in client_of(stage.moderator).get("/desk/").text


def test_who_works_on_what_costs_the_same_however_many_hold(stage: Stage, django_assert_max_num_queries: Any) -> None:
    for _number in range(6):
        cases.claim(stage.case(), moderator=stage.moderator_of(), at=NOW())
    client = client_of(stage.manager)
    client.get("/desk/work/")
    with django_assert_max_num_queries(19):
        client.get("/desk/work/")
