from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from moderation.actions.playbook.facts import save_fact
from moderation.actions.playbook.scenarios import save_scenario, switch_scenario
from moderation.models import Fact, Scenario, ScenarioVersion
from record.models import Entry
from tests.factories import UserFactory
from tests.moderation.playbook.stage import NOW, drafted, expired, fact, scenario
from tests.moderation.stage import Stage, staged
from tests.refusing import refusal


def test_a_scenario_is_set_and_changed_as_versions_on_the_record(stage: Stage) -> None:
    made = scenario(stage, texts={"en": {"words": "Be kind, please."}})
    made.texts = {"en": {"words": "Be kind."}}
    save_scenario(made, actor=stage.manager, at=NOW())
    kept = ScenarioVersion.objects.filter(scenario=made).order_by("number")
    assert [version.content["texts"]["en"]["words"] for version in kept] == ["Be kind, please.", "Be kind."]
    entries = Entry.objects.filter(verb__startswith="scenario.").order_by("pk")
    assert [entry.verb for entry in entries] == ["scenario.added", "scenario.changed"]
    assert entries[1].data == {"state": "active", "version": kept[1].pk, "number": 2}


def test_a_version_is_never_changed_or_deleted(stage: Stage) -> None:
    """Guard: the trigger `scenario_versions_stay`."""
    kept = ScenarioVersion.objects.get(scenario=scenario(stage))
    for wrong in (lambda: ScenarioVersion.objects.update(name="Another"), kept.delete):
        with (
            pytest.raises(IntegrityError, match=r"never changed or deleted|scenario_versions_stay"),
            transaction.atomic(),
        ):
            wrong()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "no_name"),
        ({"acts": []}, "no_act"),
        ({"acts": ["burn"]}, "unreadable"),
        ({"acts": "hide"}, "unreadable"),
        ({"clause": ""}, "clause"),
        ({"clause": "77"}, "clause"),
        ({"conditions": ["words"]}, "unreadable"),
        ({"conditions": {"weather": ["rain"]}}, "unreadable"),
        ({"conditions": {"words": "idiot"}}, "unreadable"),
        ({"conditions": {"words": [7]}}, "unreadable"),
        ({"conditions": {"words": ["x"] * 101}}, "unreadable"),
        ({"conditions": {"kind": ["poem"]}}, "unreadable"),
        ({"conditions": {"has": ["wings"]}}, "unreadable"),
        ({"conditions": {"cause": ["whim"]}}, "unreadable"),
        ({"conditions": {"urgency": -1}}, "unreadable"),
        ({"conditions": {"urgency": True}}, "unreadable"),
        ({"conditions": {"rule": [123456]}}, "rule"),
        ({"conditions": {"rule": ["x"]}}, "rule"),
        ({"hours": 0}, "hours"),
        ({"hours": 721}, "hours"),
        ({"owner": "person"}, "owner"),
        ({"texts": {"xx-none": {"words": "x"}}}, "unreadable"),
        ({"texts": {"en": {"shout": "x"}}}, "unreadable"),
        ({"texts": {"en": "x"}}, "unreadable"),
        ({"texts": {"en": {"words": "x" * 2001}}}, "text"),
        ({"texts": {"en": {"reply": "In {delivery-days} days"}}}, "fact"),
    ],
)
def test_a_scenario_that_cannot_be_meant_is_refused(stage: Stage, wrong: dict[str, Any], code: str) -> None:
    assert refusal(lambda: scenario(stage, **wrong)) == code


def test_nobody_but_a_manager_of_the_program_sets_its_scenarios_and_facts(stage: Stage) -> None:
    elsewhere = staged(hostname="other.example")
    made, kept = scenario(stage), fact(stage)
    for person in (stage.moderator, elsewhere.manager):
        assert refusal(lambda: save_scenario(drafted(stage), actor=person, at=NOW())) == "not_a_manager"  # noqa: B023
        assert refusal(lambda: switch_scenario(made, state="retired", actor=person, at=NOW())) == "not_a_manager"  # noqa: B023
        assert refusal(lambda: save_fact(kept, actor=person, at=NOW())) == "not_a_manager"  # noqa: B023


def test_pages_and_people_of_another_program_are_refused(stage: Stage) -> None:
    elsewhere = staged(hostname="other.example")
    assert refusal(lambda: scenario(stage, place=elsewhere.kitchen.page_ptr)) == "place"
    assert refusal(lambda: scenario(stage, owner_place=elsewhere.kitchen.page_ptr)) == "place"
    for person in (elsewhere.moderator, elsewhere.manager, UserFactory()):
        assert refusal(lambda: scenario(stage, owner="person", owner_person=person)) == "owner"  # noqa: B023
        assert refusal(lambda: scenario(stage, else_to=person)) == "else_to"  # noqa: B023
    assert scenario(stage, owner="person", owner_person=stage.moderator).owner_person == stage.moderator
    assert scenario(stage, else_to=stage.manager).else_to == stage.manager


def test_whoever_read_an_older_version_does_not_overwrite_the_newer_one(stage: Stage) -> None:
    made = scenario(stage)
    stale = Scenario.objects.get(pk=made.pk)
    save_scenario(made, actor=stage.manager, at=NOW())
    assert refusal(lambda: save_scenario(stale, actor=stage.manager, at=NOW())) == "version"


def test_a_scenario_is_retired_and_comes_back_with_its_clock_anew(stage: Stage) -> None:
    made = scenario(stage)
    retired = switch_scenario(made, state="retired", actor=stage.manager, at=NOW())
    assert (retired.state, retired.number) == ("retired", 2)
    later = NOW() + timedelta(days=3)
    assert switch_scenario(made, state="active", actor=stage.manager, at=later).active_since == later
    assert refusal(lambda: switch_scenario(made, state="burnt", actor=stage.manager, at=NOW())) == "state"


def test_conditions_are_kept_in_order_once_each_and_empty_ones_not_at_all(stage: Stage) -> None:
    said = {"words": [" late  parcel ", "late parcel", "refund", ""], "clause": [], "urgency": 0, "reach": 50}
    assert scenario(stage, conditions=said).conditions == {"reach": 50, "words": ["late parcel", "refund"]}


def test_a_fact_is_set_and_renewed_on_the_record(stage: Stage) -> None:
    kept = fact(stage)
    expired(kept)
    kept.value, kept.valid_until = "four", NOW() + timedelta(days=90)
    save_fact(kept, actor=stage.manager, at=NOW())
    verbs = Entry.objects.filter(verb__startswith="fact.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["fact.added", "fact.changed"]
    assert Fact.objects.get().value == "four"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"key": "Two words"}, "key"),
        ({"key": "x" * 41}, "key"),
        ({"value": " "}, "value"),
        ({"value": "{price}"}, "value"),
        ({"days": -1}, "valid_until"),
        ({"days": 1_200}, "too_long"),
    ],
)
def test_a_fact_that_no_text_could_say_is_refused(stage: Stage, wrong: dict[str, Any], code: str) -> None:
    assert refusal(lambda: fact(stage, **wrong)) == code


def test_a_fact_has_a_name_of_its_own_and_keeps_it_while_texts_use_it(stage: Stage) -> None:
    kept = fact(stage)
    assert refusal(lambda: fact(stage)) == "taken"
    assert refusal(lambda: fact(stage, "price", answers_for=UserFactory())) == "owner"
    scenario(stage, texts={"en": {"reply": "In {delivery-days} days."}})
    kept.key = "days"
    assert refusal(lambda: save_fact(kept, actor=stage.manager, at=NOW())) == "named"
