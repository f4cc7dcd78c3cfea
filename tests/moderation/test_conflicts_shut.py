"""A case with a conflict cannot even be opened: not by its address, not through the API, not when it is decided.

Guard: the conflicts in `case_here`, which the desk and the API share.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import make
from accounts.models import Scope, User
from moderation.actions.decisions import decide
from moderation.models import Case, Decision
from tests.moderation.stage import CANARY, Stage

ACTS = ("claim", "release", "extend", "decide")


def decided(stage: Stage, case: Case, by: User) -> Decision:
    words = {"act": "warn", "clause": stage.clause, "reason": "Be kind."}
    return decide(case, moderator=by, version=case.version, at=timezone.now(), **words)


def with_conflict(stage: Stage, conflict: str) -> Case:
    """A case that the moderator may not touch."""
    message = stage.say(CANARY, author=stage.moderator if conflict == "own" else stage.author)
    if conflict == "flagged":
        stage.flag(message, by=stage.moderator)
    if conflict == "decided":
        decided(stage, stage.case(message), stage.moderator)
    return stage.case(message)


def desk_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told_by_api(person: User, case: Case) -> list[Any]:
    _token, secret = make(person, name="test", scopes=Scope.values, days=1, at=timezone.now())
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "once"}
    ruling = {"act": "dismiss", "version": case.version, "read_at": timezone.now().isoformat()}
    paths = {"claim": {}, "release": {}, "decisions": ruling}
    client = Client()
    sent = [
        client.post(
            f"/api/v1/cases/{case.pk}/{path}", body, "application/json", headers=headers | {"Idempotency-Key": path}
        )
        for path, body in paths.items()
    ]
    return [*sent, client.get("/api/v1/queue", headers=headers)]


@pytest.mark.parametrize(("conflict", "status"), [("own", 404), ("flagged", 403), ("decided", 403)])
def test_an_open_case_with_a_conflict_is_shut_everywhere(stage: Stage, conflict: str, status: int) -> None:
    case = with_conflict(stage, conflict)
    client = desk_of(stage.moderator)
    answers = [client.get(f"/desk/cases/{case.pk}/"), *(client.post(f"/desk/cases/{case.pk}/{act}/") for act in ACTS)]
    assert {answer.status_code for answer in answers} == {status}
    *told, queue = told_by_api(stage.moderator, case)
    assert {answer.status_code for answer in told} == {status}
    assert queue.json()["items"] == []
    assert all(CANARY not in answer.text for answer in (*answers, *told, queue, client.get("/desk/")))
    assert client.post("/desk/next/", follow=True).redirect_chain == [("/desk/", 302)]


@pytest.mark.parametrize(("conflict", "status"), [("own", 404), ("flagged", 403)])
def test_it_stays_shut_when_somebody_else_has_decided(stage: Stage, conflict: str, status: int) -> None:
    """Who was decided about does not read at the desk who flagged them, nor who flagged what others wrote."""
    case = with_conflict(stage, conflict)
    stage.flag(case.message, by=stage.reader, note="He is my neighbour.")
    decided(stage, case, stage.moderator_of())
    answer = desk_of(stage.moderator).get(f"/desk/cases/{case.pk}/")
    assert answer.status_code == status
    assert "neighbour" not in answer.text


def test_what_one_has_decided_oneself_is_read_again(stage: Stage) -> None:
    case = stage.case(stage.say(CANARY))
    decided(stage, case, stage.moderator)
    assert CANARY in desk_of(stage.moderator).get(f"/desk/cases/{case.pk}/").text
    assert desk_of(stage.moderator_of()).get(f"/desk/cases/{case.pk}/").status_code == 200
