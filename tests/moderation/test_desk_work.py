"""Working the queue at the desk, as people get it through the test client."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from moderation.actions import caps, cases, opinions
from moderation.models import Case, Decision, DeskRule, Note, SavedView, Workplace
from tests.moderation.stage import CANARY, Stage

NOW = timezone.now


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def held(stage: Stage, **fields: Any) -> Case:
    return cases.claim(stage.case(**fields), moderator=stage.moderator, at=NOW())


def sent(case: Case, **said: Any) -> dict[str, Any]:
    return {"act": "dismiss", "version": case.version, "read_at": NOW().isoformat()} | said


def test_after_a_decision_the_next_case_of_the_same_filters_comes_by_itself(stage: Stage) -> None:
    """Guard: `onwards`; without it another press and another page stand between two decisions."""
    first, later = stage.flagged(), stage.flagged()
    beside = stage.case(urgency=4)
    first = cases.claim(first, moderator=stage.moderator, at=NOW())
    client = client_of(stage.moderator)
    answer = client.post(f"/desk/cases/{first.pk}/decide/", sent(first, view="cause=flag"))
    assert answer["Location"] == f"/desk/cases/{later.pk}/?cause=flag"
    later.refresh_from_db()
    beside.refresh_from_db()
    assert (later.claimed_by, beside.claimed_by) == (stage.moderator, None)
    page = client.get(answer["Location"])
    assert "Left as it is" in page.text, "what was done is said on the page of the next"
    assert 'name="view" value="cause=flag"' in page.text
    last = client.post(f"/desk/cases/{later.pk}/decide/", sent(later, view="cause=flag"), follow=True)
    assert last.redirect_chain == [("/desk/?cause=flag", 302)]
    assert "Nothing else is waiting" in last.text


def test_who_wants_to_choose_comes_back_to_the_queue(stage: Stage) -> None:
    case = held(stage)
    stage.case()
    caps.set_workplace(stage.program, person=stage.moderator, languages=[], weekly_cap=None, goes_on=False, at=NOW())
    answer = client_of(stage.moderator).post(f"/desk/cases/{case.pk}/decide/", sent(case))
    assert answer["Location"] == "/desk/"
    assert not Case.objects.filter(claimed_by=stage.moderator).exists()


def test_a_full_week_is_told_kindly_and_leaves_the_way_to_staff(stage: Stage) -> None:
    case, other = held(stage), stage.case()
    caps.set_weekly_cap(stage.program, cap=1, actor=stage.manager, at=NOW())
    client = client_of(stage.moderator)
    done = client.post(f"/desk/cases/{case.pk}/decide/", sent(case), follow=True)
    assert "Enough for this week" in done.text
    assert "Claim the next" not in done.text
    assert client.post("/desk/next/").status_code == 429
    assert client.post(f"/desk/cases/{other.pk}/claim/").status_code == 429
    assert "Why should staff decide?" in client.get(f"/desk/cases/{other.pk}/").text
    up = sent(other, act="escalate", reason="A threat.")
    assert client.post(f"/desk/cases/{other.pk}/decide/", up).status_code == 302
    other.refresh_from_db()
    assert other.escalated


def test_the_skip_of_the_desk_passes_over_for_an_hour(stage: Stage) -> None:
    first = held(stage, urgency=3)
    second = stage.case(urgency=1)
    client = client_of(stage.moderator)
    assert client.post("/desk/next/", {"skip": first.pk})["Location"] == f"/desk/cases/{second.pk}/"
    answer = client.post("/desk/next/", {"skip": second.pk}, follow=True)
    assert "Nothing else is waiting" in answer.text
    assert answer.context["queue"] == []


def test_filters_stand_in_the_address_of_every_link(stage: Stage) -> None:
    for _number in range(22):
        stage.case()
    page = client_of(stage.moderator).get("/desk/?cause=staff&rubbish=x")
    assert page.context["older_url"].startswith("/desk/?cause=staff&after=")
    assert f"/desk/cases/{page.context['queue'][0].pk}/?cause=staff" in page.text
    older = client_of(stage.moderator).get(page.context["older_url"])
    assert len(older.context["queue"]) == 2
    one = page.context["queue"][0].pk
    pushed = client_of(stage.moderator).get(f"/desk/cases/{one}/?cause=staff")["HX-Push-Url"]
    assert pushed == f"/desk/cases/{one}/?cause=staff", "the browser's address keeps them after a swap"
    none = client_of(stage.moderator).get("/desk/?cause=rule")
    assert "No case fits these filters" in none.text


def test_a_place_outside_ones_scope_is_no_choice(stage: Stage) -> None:
    """I13: neither the titles nor the cases of other pages."""
    stage.case(stage.say(CANARY, page=stage.garden))
    page = client_of(stage.moderator).get(f"/desk/?place={stage.garden.pk}")
    assert "Kitchen" in page.text
    assert "Garden" not in page.text
    assert CANARY not in page.text


def test_the_queue_brings_the_languages_one_reads_and_all_on_demand(stage: Stage) -> None:
    german, french = stage.case(stage.say("Guten Tag")), stage.case(stage.say("Bonjour"))
    for case, code in ((german, "de"), (french, "fr")):
        Case.objects.filter(pk=case.pk).update(language=code)
    client = client_of(stage.moderator)
    assert client.post("/desk/workplace/", {"languages": ["de"], "goes_on": "on"})["Location"] == "/desk/"
    assert client.get("/desk/").context["queue"] == [german]
    assert len(client.get("/desk/?language=all").context["queue"]) == 2
    assert client.get("/desk/?language=fr").context["queue"] == [french]
    assert client.post("/desk/next/")["Location"] == f"/desk/cases/{german.pk}/"
    told = client_of(stage.manager).get("/desk/work/").text
    assert "Cases in languages that no moderator reads: 1" in told
    assert client_of(stage.manager).get("/desk/?language=unread").context["queue"] == [french]


def test_a_workplace_that_cannot_be_is_refused_and_kept(stage: Stage) -> None:
    client = client_of(stage.moderator)
    for said, status in (({"languages": ["xx"]}, 422), ({"weekly_cap": "5000"}, 422), ({"weekly_cap": "x"}, 422)):
        answer = client.post("/desk/workplace/", said)
        assert answer.status_code == status
    assert not Workplace.objects.exists()
    assert "only lowers" in client.post("/desk/workplace/", {"weekly_cap": "5000"}).text


def test_views_are_kept_counted_and_dropped_at_the_desk(stage: Stage) -> None:
    stage.flagged()
    client = client_of(stage.moderator)
    client.post("/desk/views/", {"name": "My flags", "view": "cause=flag"})
    page = client.get("/desk/?cause=flag")
    assert [(line.view.name, line.waiting) for line in page.context["views"]] == [("My flags", "1")]
    assert "Keep the view" not in page.text
    refused = client.post("/desk/views/", {"name": "My flags", "view": "overdue=1"}, follow=True)
    assert "A view of this name is there already" in refused.text
    view = SavedView.objects.get()
    assert client_of(stage.moderator_of()).post(f"/desk/views/{view.pk}/drop/").status_code == 404
    client.post(f"/desk/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


def test_a_moderator_shares_no_view_whatever_is_sent(stage: Stage) -> None:
    answer = client_of(stage.moderator).post(
        "/desk/views/", {"name": "x", "view": "cause=flag", "shared": "on"}, follow=True
    )
    assert "Only a community manager" in answer.text
    assert not SavedView.objects.exists()


def test_a_case_is_put_off_handed_over_and_asked_about_at_the_desk(stage: Stage) -> None:
    other = stage.moderator_of()
    acts = (
        ("snooze", {"hours": "1", "note": "The shop answers."}, "snoozed"),
        ("snooze", {"hours": "due", "note": "Later."}, "snoozed"),
        ("hand-over", {"to": other.pk, "note": "Yours."}, "handed"),
        ("ask", {"note": "Irony?"}, "asked"),
    )
    client = client_of(stage.moderator)
    for address, said, kind in acts:
        case = held(stage)
        page = client.get(f"/desk/cases/{case.pk}/")
        assert "Put it off" in page.text
        assert str(other) in page.text
        assert client.post(f"/desk/cases/{case.pk}/{address}/", said)["Location"] == "/desk/"
        assert Note.objects.get(case=case).kind == kind
    assert [case.handed_to for case in client_of(other).get("/desk/?handed=1").context["queue"]] == [other]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("snooze", {"hours": "3", "note": "My long words"}),
        ("snooze", {"hours": "24", "note": "My long words"}),
        ("hand-over", {"to": "999999", "note": "My long words"}),
        ("hand-over", {"to": "", "note": "My long words"}),
    ],
)
def test_a_refusal_keeps_what_was_written_in_the_open_form(stage: Stage, address: str, said: dict[str, str]) -> None:
    case = held(stage, urgency=3)
    passing = "snooze" if address == "snooze" else "hand_over"
    stage.moderator_of()
    answer = client_of(stage.moderator).post(f"/desk/cases/{case.pk}/{address}/", said | {"passing": passing})
    assert answer.status_code == 422
    assert 'value="My long words"' in answer.text
    assert answer["HX-Push-Url"] == f"/desk/cases/{case.pk}/"
    assert "The words the author will read" in answer.text, "the decision can still be made"


def test_the_thread_is_read_by_who_may_see_the_case_and_by_nobody_else(stage: Stage) -> None:
    case = held(stage)
    opinions.ask(case, moderator=stage.moderator, note=CANARY, at=NOW())
    other = stage.moderator_of()
    page = client_of(other).get(f"/desk/cases/{case.pk}/").text
    assert CANARY in page
    assert "Write your opinion" in page
    assert "second opinion wanted" in page
    client_of(other).post(f"/desk/cases/{case.pk}/opinion/", {"note": "It is.", "passing": "opinion"})
    assert "It is." in client_of(stage.moderator).get(f"/desk/cases/{case.pk}/").text
    outside = stage.moderator_of(stage.garden)
    assert client_of(outside).get(f"/desk/cases/{case.pk}/").status_code == 404
    assert client_of(outside).post(f"/desk/cases/{case.pk}/opinion/", {"note": "x"}).status_code == 404
    for person in (stage.author, stage.reader):
        assert client_of(person).get(f"/desk/cases/{case.pk}/").status_code == 403
    assert CANARY not in client_of(stage.author).get(case.message.get_absolute_url()).text


def test_a_manager_sets_the_cap_at_the_desk(stage: Stage) -> None:
    manager = client_of(stage.manager)
    assert manager.post("/desk/work/cap/", {"cap": "40"})["Location"] == "/desk/work/"
    assert DeskRule.objects.get().weekly_cap == 40
    for wrong in ("", "0", "x", "9999"):
        assert manager.post("/desk/work/cap/", {"cap": wrong}).status_code == 422


def test_nothing_is_changed_by_looking(stage: Stage) -> None:
    case = held(stage)
    client = client_of(stage.manager)
    paths = [f"/desk/cases/{case.pk}/{act}/" for act in ("snooze", "hand-over", "ask", "opinion")]
    for path in (*paths, "/desk/views/", "/desk/views/1/drop/", "/desk/work/cap/", f"/desk/work/{case.pk}/take-back/"):
        assert client.get(path).status_code == 405
    assert not Decision.objects.exists()


def test_the_desk_with_views_costs_a_query_a_view(stage: Stage, django_assert_max_num_queries: Any) -> None:
    for _number in range(25):
        stage.case()
    client = client_of(stage.moderator)
    for name in ("A", "B", "C"):
        client.post("/desk/views/", {"name": name, "view": "cause=staff"})
    client.get("/desk/")
    with django_assert_max_num_queries(25):
        client.get("/desk/")
