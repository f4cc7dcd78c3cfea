import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cms.models import Message
from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.actions.playbook.scenarios import save_scenario, switch_scenario
from moderation.models import Case, Decision, ScenarioVersion
from moderation.queries.playbook import suggestion
from moderation.views.doors import ABOUT
from record.models import Entry
from tests.factories import GrantFactory
from tests.moderation.playbook.stage import NOW, caught, expired, fact, scenario
from tests.moderation.stage import Stage, staged
from tests.refusing import refusal
from tests.stage import signed_in

HOSTILE = "<script>alert(1)</script>"


def read(case: Case) -> Case:
    """As the desk reads it."""
    found: Case = Case.objects.select_related(*ABOUT).get(pk=case.pk)
    return found


def test_the_first_scenario_that_fits_is_suggested_and_drafts_never(stage: Stage) -> None:
    caught(stage)
    scenario(stage, name="Not yet", state="draft", priority=1)
    wanted = scenario(stage, name="Insults", conditions={"words": ["rubbish"]}, priority=5)
    scenario(stage, name="Later", conditions={"words": ["rubbish"]}, priority=6)
    found = suggestion(read(stage.case()))
    assert found is not None
    assert (found.scenario, found.act, found.clause, found.caught) == (wanted, "hide", "1", False)
    other = suggestion(read(stage.case(stage.say("Lovely."))))
    assert other is not None
    assert (other.scenario.name, other.caught) == ("Anything else", True)


def test_a_flag_its_clause_and_the_place_are_seen(stage: Stage) -> None:
    scenario(stage, name="Here", conditions={"clause": ["1"], "cause": ["flag"]}, place=stage.kitchen.page_ptr)
    assert suggestion(read(stage.flagged())) is not None
    assert suggestion(read(stage.case())) is None
    assert suggestion(read(stage.flagged(stage.say(page=stage.garden)))) is None


def test_a_suggestion_takes_two_queries_whatever_the_size_of_the_map(
    stage: Stage, django_assert_num_queries: object
) -> None:
    for number in range(12):
        key = fact(stage, f"fact-{number}").key
        texts = {"en": {"words": f"See {{{key}}}.", "reply": "Hello {fact-0}."}}
        scenario(stage, name=f"S{number}", conditions={"words": [f"word{number}"]}, texts=texts)
    caught(stage, texts={"en": {"words": "In {fact-3} days."}})
    case = read(stage.flagged())
    with django_assert_num_queries(2):  # type: ignore[operator]
        found = suggestion(case)
    assert found is not None
    assert found.words.text == "In three days."


def test_an_expired_fact_blocks_the_text_and_says_so(stage: Stage) -> None:
    kept = fact(stage)
    scenario(stage, texts={"en": {"words": "Be kind.", "reply": "It takes {delivery-days} days."}})
    case = read(stage.case())
    found = suggestion(case)
    assert found is not None
    assert found.reply.text == "It takes three days."
    expired(kept)
    blocked = suggestion(case)
    assert blocked is not None
    assert (blocked.words.text, blocked.reply.text) == ("Be kind.", "")
    assert "delivery-days" in blocked.blocked[0]


def test_the_text_is_in_the_language_of_the_message_where_there_is_one(stage: Stage) -> None:
    scenario(stage, texts={"en": {"words": "Be kind."}, "de": {"words": "Bleib freundlich."}})
    case = read(stage.case())
    for language, words in (("de", "Bleib freundlich."), ("fr", "Be kind.")):
        case.language = language
        found = suggestion(case)
        assert found is not None
        assert found.words.text == words


def test_the_recommended_act_is_one_that_can_be_decided_now(stage: Stage) -> None:
    scenario(stage, acts=["approve", "dismiss"], clause="")
    case = read(stage.case())
    found = suggestion(case)
    assert found is not None
    assert found.act == "dismiss"
    Message.objects.filter(pk=case.message_id).update(state="withdrawn")
    gone = suggestion(read(case))
    assert gone is not None
    assert gone.act == ""


def test_a_decision_cites_the_scenario_as_it_was(stage: Stage) -> None:
    made = scenario(stage, texts={"en": {"words": "Be kind."}})
    case = stage.case()
    shown = ScenarioVersion.objects.get(scenario=made)
    made.texts = {"en": {"words": "Another text."}}
    save_scenario(made, actor=stage.manager, at=NOW())
    decision = decided(stage, case, scenario=shown.pk)
    assert decision.scenario == shown
    assert Entry.objects.get(verb="decision.made").data["scenario"] == shown.pk


def decided(stage: Stage, case: Case, act: str = "hide", **fields: object) -> Decision:
    wanted = {"moderator": stage.moderator, "version": case.version, "at": NOW(), "clause": stage.clause}
    return decide(case, act=act, reason="Be kind.", **wanted | fields)  # type: ignore[arg-type]


def test_a_decision_with_another_act_follows_no_scenario(stage: Stage) -> None:
    shown = ScenarioVersion.objects.get(scenario=scenario(stage))
    assert decided(stage, stage.case(), "lock", scenario=shown.pk).scenario is None


def test_a_scenario_of_another_program_cannot_be_cited(stage: Stage) -> None:
    elsewhere = staged(hostname="other.example")
    foreign, case = ScenarioVersion.objects.get(scenario=scenario(elsewhere)), stage.case()
    assert refusal(lambda: decided(stage, case, scenario=foreign.pk)) == "scenario"
    assert refusal(lambda: decided(stage, case, scenario=10**12)) == "scenario"


def test_the_database_refuses_a_decision_that_cites_another_programs_scenario(stage: Stage) -> None:
    """Guard: the trigger `decision_cites_own_playbook`."""
    foreign = ScenarioVersion.objects.get(scenario=scenario(staged(hostname="other.example")))
    decision = decided(stage, stage.case())
    with pytest.raises(IntegrityError, match=r"own program|decision_cites_own_playbook"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(scenario=foreign)


def at_the_desk(stage: Stage, case: Case) -> Client:
    cases.claim(case, moderator=stage.moderator, at=NOW())
    return signed_in(stage.moderator)


def test_the_case_page_shows_the_scenario_and_fills_the_form_without_a_script(stage: Stage) -> None:
    made = scenario(stage, name=HOSTILE, texts={"en": {"words": f"Be {HOSTILE} kind."}})
    number = ScenarioVersion.objects.get(scenario=made).pk
    case = stage.case()
    client = at_the_desk(stage, case)
    page = client.get(f"/desk/cases/{case.pk}/").text
    assert HOSTILE not in page
    assert f"?scenario={number}#decide" in page
    assert f'name="scenario" value="{number}"' in page
    filled = client.get(f"/desk/cases/{case.pk}/?scenario={number}").text
    assert "Be &lt;script&gt;alert(1)&lt;/script&gt; kind.</textarea>" in filled
    assert f'<option value="{stage.clause.pk}" data-words="' in filled
    for wrong in ("0", "x", "9" * 5_000):
        assert client.get(f"/desk/cases/{case.pk}/?scenario={wrong}").status_code == 200


def test_the_form_decides_citing_the_scenario(stage: Stage) -> None:
    number = ScenarioVersion.objects.get(scenario=scenario(stage, texts={"en": {"words": "Be kind."}})).pk
    case = stage.case()
    client = at_the_desk(stage, case)
    case.refresh_from_db()
    sent = {"act": "hide", "clause": stage.clause.pk, "reason": "Be kind, my own words.", "scenario": number}
    sent |= {"version": case.version, "read_at": NOW().isoformat()}
    wrong = client.post(f"/desk/cases/{case.pk}/decide/", sent | {"scenario": 2**63})
    assert wrong.status_code == 422
    assert client.post(f"/desk/cases/{case.pk}/decide/", sent).status_code == 302
    decision = Decision.objects.get()
    assert (decision.scenario_id, decision.reason) == (number, "Be kind, my own words.")
    assert "Decided by the playbook" in client.get(f"/desk/cases/{case.pk}/").text


def test_words_that_accuse_are_not_sent_where_the_moderator_lets_the_message_stand(stage: Stage) -> None:
    """Guard: `own_words`."""
    number = ScenarioVersion.objects.get(scenario=scenario(stage, texts={"en": {"words": "That was rude."}})).pk
    case = stage.case()
    client = at_the_desk(stage, case)
    case.refresh_from_db()
    sent = {"act": "dismiss", "clause": "", "reason": "That was rude.", "scenario": number}
    sent |= {"version": case.version, "read_at": NOW().isoformat()}
    assert client.post(f"/desk/cases/{case.pk}/decide/", sent).status_code == 302
    assert (Decision.objects.get().reason, Decision.objects.get().scenario) == ("", None)


def test_whoever_may_also_reply_answers_in_the_scenarios_words(stage: Stage) -> None:
    scenario(stage, texts={"en": {"reply": "Sorry! It takes three days."}})
    case = stage.case()
    client = signed_in(stage.moderator)
    assert "Answer officially" not in client.get(f"/desk/cases/{case.pk}/").text
    assert client.post(f"/desk/cases/{case.pk}/answer/").status_code == 403
    GrantFactory(program=stage.program, advocate=stage.moderator, scope=stage.kitchen.page_ptr, right="reply")
    assert "Answer officially" in client.get(f"/desk/cases/{case.pk}/").text
    opened = client.post(f"/desk/cases/{case.pk}/answer/", follow=True)
    assert opened.request["PATH_INFO"] == f"/portal/write/{stage.kitchen.pk}/"
    assert "Sorry! It takes three days.</textarea>" in opened.text
    again = client.get(f"/portal/write/{stage.kitchen.pk}/?as=reply&answers={case.message_id}")
    assert "Sorry!" not in again.text


def test_staff_answer_as_the_team(stage: Stage) -> None:
    scenario(stage, texts={"en": {"reply": "Sorry! It takes three days."}})
    case = stage.case()
    opened = signed_in(stage.manager).post(f"/desk/cases/{case.pk}/answer/", follow=True)
    assert opened.request["PATH_INFO"] == f"/portal/say/{stage.kitchen.pk}/"
    assert "Sorry! It takes three days.</textarea>" in opened.text


def test_there_is_no_answer_without_a_reply_and_none_outside_ones_sight(stage: Stage) -> None:
    made = scenario(stage)
    case, hidden = stage.case(), stage.case(stage.say(page=stage.garden))
    client = signed_in(stage.moderator)
    GrantFactory(program=stage.program, advocate=stage.moderator, scope=stage.kitchen.page_ptr, right="reply")
    assert client.post(f"/desk/cases/{case.pk}/answer/").status_code == 404
    assert client.post(f"/desk/cases/{hidden.pk}/answer/").status_code == 404
    switch_scenario(made, state="retired", actor=stage.manager, at=NOW())
    assert "The playbook" not in client.get(f"/desk/cases/{case.pk}/").text
