"""Deciding several at once on the desk: chosen, tried, done; nothing outside the scope is named."""

from typing import Any

from django.test import Client
from django.utils import timezone

from moderation.models import Case, Decision
from tests.factories import manager_of
from tests.moderation.stage import CANARY, Stage
from tests.moderation.test_alike import wave
from tests.moderation.test_promises import late
from tests.stage import at_work, signed_in

ADDRESS = "/desk/together/"


def sent(stage: Stage, cases: list[Case], **fields: Any) -> dict[str, Any]:
    marks = [f"{case.pk}:{Case.objects.get(pk=case.pk).version}" for case in cases]
    known = {
        "act": "hide",
        "clause": stage.clause.pk,
        "reason": "Sell elsewhere.",
        "read_at": timezone.now().isoformat(),
    }
    return {"case": marks, "step": "preview"} | known | fields


def client_of(stage: Stage) -> Client:
    return signed_in(stage.moderator)


def test_a_case_shows_what_says_the_same_and_leads_to_the_preview(stage: Stage) -> None:
    cases = wave(stage, 3)
    client = client_of(stage)
    page = client.get(f"/desk/cases/{cases[0].pk}/").text
    assert "2 other cases say nearly the same" in page
    assert f"{ADDRESS}?alike={cases[0].pk}" in page
    chosen = client.get(f"{ADDRESS}?alike={cases[0].pk}").text
    assert chosen.count('name="case"') == chosen.count(" checked") == 3


def test_the_preview_keeps_nothing_and_the_second_press_does_it(stage: Stage) -> None:
    cases, client = wave(stage, 3), client_of(stage)
    tried = client.post(ADDRESS, sent(stage, cases))
    assert tried.text.count("will be done") == 3
    assert not Decision.objects.exists()
    done = client.post(ADDRESS, sent(stage, cases, step="do"))
    assert (done.status_code, done.headers["Location"]) == (302, "/desk/")
    assert Decision.objects.count() == 3
    again = client.post(ADDRESS, sent(stage, cases, step="do"))
    assert again.status_code == 302, "a double press is no failure"


def test_what_could_not_be_done_is_told_after_the_press(stage: Stage) -> None:
    cases, client = wave(stage, 2), client_of(stage)
    wanted = sent(stage, cases, step="do")
    wanted["case"][1] = f"{cases[1].pk}:0"
    page = client.post(ADDRESS, wanted).text
    assert page.count("not done") == 1
    assert "Not everything could be done" in page
    assert Decision.objects.count() == 1


def test_cases_outside_the_scope_and_ones_own_are_not_named(stage: Stage) -> None:
    outside = stage.case(stage.say(CANARY, page=stage.garden))
    own = stage.case(stage.say(CANARY, author=stage.moderator))
    flagged = stage.case(stage.say(CANARY))
    stage.flag(flagged.message, by=stage.moderator)
    inside, client = stage.case(), client_of(stage)
    query = "&".join(f"case={case.pk}" for case in (outside, own, flagged, inside))
    for page in (client.get(ADDRESS), client.get(f"{ADDRESS}?{query}")):
        assert CANARY not in page.text
        assert page.text.count('name="case"') == 1
    assert client.get(f"{ADDRESS}?alike={outside.pk}").status_code == 404
    assert client.get(f"{ADDRESS}?alike={own.pk}").status_code == 404
    handed = stage.case(stage.say(CANARY))
    Case.objects.filter(pk=handed.pk).update(escalated=True)
    assert CANARY not in client.post(ADDRESS, sent(stage, [outside, own, flagged, handed])).text


def test_rubbish_is_refused(stage: Stage) -> None:
    client, cases = client_of(stage), wave(stage, 1)
    for wrong in ({"case": []}, {"case": ["x:y"]}, {"case": ["9" * 40 + ":1"]}, {"act": ""}, {"read_at": "soon"}):
        assert client.post(ADDRESS, sent(stage, cases, **wrong)).status_code == 422
    assert client.get(f"{ADDRESS}?case={'9' * 5_000}&case=x&alike=y").status_code == 200
    nothing = sent(stage, cases)
    nothing["case"] = ["999999999:1"]
    assert client.post(ADDRESS, nothing).status_code == 422


def test_the_desk_shows_what_is_late(stage: Stage) -> None:
    late(stage)
    assert "1 case is past the promised time." in client_of(stage).get("/desk/").text


def test_the_workbench_shows_promises_samples_and_what_is_late(stage: Stage) -> None:
    late(stage)
    client = at_work(stage.manager)
    assert "1 case is past the promised time" in client.get("/admin/").text
    hours = {f"hours_{level}": number for level, number in enumerate((40, 30, 20, 10, 5))}
    made = client.post("/admin/moderation/promises/new/", {"program": stage.program.pk, "page": "", **hours})
    assert made.status_code == 302, made.text
    assert str(stage.program) in client.get("/admin/moderation/promises/").text
    assert "Late now" in client.get("/admin/moderation/promises/kept/").text
    fields = {"program": stage.program.pk, "samples": "900", "alike": "90", "alike_hours": "72", "languages": ""}
    refused = client.post("/admin/moderation/intake/new/", fields)
    assert refused.status_code == 422, "what is out of range is refused above the form"
    assert client.post("/admin/moderation/intake/new/", fields | {"samples": "20"}).status_code == 302
    number = stage.program.promises.get().pk
    assert client.post(f"/admin/moderation/promises/delete/{number}/").status_code == 302
    assert not stage.program.promises.exists()


def test_other_programs_promises_do_not_exist_in_the_workbench(stage: Stage) -> None:
    from tests.moderation.stage import staged

    other = staged(hostname="other.example")
    late(other)
    client = at_work(manager_of(stage.program))
    assert str(other.program) not in client.get("/admin/moderation/promises/kept/").text
    assert "past the promised time" not in client.get("/admin/").text
