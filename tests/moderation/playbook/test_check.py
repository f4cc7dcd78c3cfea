"""The check finds what is wrong with a map, and nothing where nothing is."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from advocates.models import CommunityManager, Enrolment, Grant, PolicyVersion
from moderation.models import Rule, Scenario
from moderation.queries.playbook.check import findings, read_map
from moderation.queries.playbook.conditions import Seen, Terms, fits, implies
from moderation.queries.playbook.lines import first_that_fits
from tests.moderation.playbook.stage import NOW, caught, expired, fact, scenario
from tests.moderation.playbook.test_conditions import cases, lines, terms
from tests.moderation.stage import Stage


def codes(stage: Stage) -> list[str]:
    return [finding.code for finding in findings(stage.program, at=NOW())]


def test_a_map_in_order_is_found_to_be_in_order(stage: Stage) -> None:
    fact(stage)
    scenario(stage, conditions={"clause": ["1"]}, texts={"en": {"words": "Be kind.", "reply": "{delivery-days}"}})
    caught(stage)
    assert codes(stage) == []


def test_without_a_catch_all_every_kind_of_message_is_told_of(stage: Stage) -> None:
    scenario(stage, conditions={"words": ["rubbish"]})
    assert codes(stage) == ["no_catch_all"] * 3
    caught(stage, conditions={"kind": ["comment", "reply"]})
    assert codes(stage) == ["no_catch_all"]
    caught(stage, name="Posts", conditions={"kind": ["post"]})
    assert codes(stage) == []


def test_moderators_who_are_gone_own_nothing(stage: Stage) -> None:
    caught(stage)
    Enrolment.objects.filter(member=stage.moderator).update(ended_at=NOW())
    assert codes(stage) == ["no_owner"]


@pytest.mark.parametrize("how", ["grant", "account", "elsewhere"])
def test_only_a_live_grant_that_covers_the_place_makes_a_living_owner(stage: Stage, how: str) -> None:
    caught(stage, owner_place=(stage.garden if how == "elsewhere" else stage.kitchen).page_ptr)
    if how == "grant":
        Grant.objects.filter(pk=stage.grant.pk).update(ends_at=NOW())
    if how == "account":
        type(stage.moderator).objects.filter(pk=stage.moderator.pk).update(is_active=False)
    assert codes(stage) == ["no_owner"]


def test_a_person_who_has_left_owns_nothing_and_nobody_is_told_by_them(stage: Stage) -> None:
    caught(stage, owner="person", owner_person=stage.moderator, else_to=stage.manager)
    fact(stage)
    assert codes(stage) == []
    Enrolment.objects.filter(member=stage.moderator).update(ended_at=NOW())
    assert codes(stage) == ["no_owner"]
    CommunityManager.objects.filter(member=stage.manager).delete()
    assert sorted(codes(stage)) == ["fact_without_owner", "no_heir", "no_owner"]


def test_facts_that_are_over_come_first_and_those_that_end_soon_last(stage: Stage) -> None:
    fact(stage, "soon", days=13)
    fact(stage, "later", days=15)
    expired(fact(stage, "over"))
    caught(stage)
    assert codes(stage) == ["fact_over", "fact_soon"]


def test_a_scenario_behind_a_wider_one_is_never_reached(stage: Stage) -> None:
    scenario(stage, name="Wide", conditions={"words": ["rubbish"]}, priority=1)
    scenario(stage, name="Narrow", conditions={"words": ["rubbish"], "clause": ["1"]}, priority=2)
    caught(stage)
    found = [finding for finding in findings(stage.program, at=NOW()) if finding.code == "unreachable"]
    assert [(finding.about, finding.about.name) for finding in found if isinstance(finding.about, Scenario)] == [
        (Scenario.objects.get(name="Narrow"), "Narrow")
    ]


def test_two_that_apply_alike_contradict_each_other_or_say_the_same_twice(stage: Stage) -> None:
    said: dict[str, Any] = {"conditions": {"clause": ["1"]}}
    scenario(stage, name="First", **said)
    scenario(stage, name="Second", **said, acts=["warn"])
    scenario(stage, name="Third", **said)
    caught(stage)
    assert codes(stage) == ["contradiction", "duplicate"]


def test_a_text_that_is_missing_in_a_language_of_the_program_is_told_of(stage: Stage) -> None:
    caught(stage, texts={"en": {"words": "Be kind."}})
    assert codes(stage) == []
    stage.garden.language = "de"
    stage.garden.save()
    assert codes(stage) == ["no_text"]


def test_rules_and_clauses_that_are_gone_are_told_of(stage: Stage) -> None:
    rule = Rule.objects.create(program=stage.program, kind="words", name="Selling", words="discount")
    scenario(stage, conditions={"rule": [rule.pk]})
    caught(stage)
    assert codes(stage) == []
    Rule.objects.filter(pk=rule.pk).update(active=False)
    policy = stage.clause.version.policy
    at = NOW() - timedelta(hours=1)
    newer = {"text": "Be.", "published_at": at, "binds_from": at, "published_by": stage.manager}
    PolicyVersion.objects.create(policy=policy, number=2, **newer)
    assert codes(stage) == ["no_clause", "no_rule"]


def test_drafts_and_what_is_retired_are_not_looked_at(stage: Stage) -> None:
    caught(stage)
    scenario(stage, name="Draft", state="draft", priority=950)
    scenario(stage, name="Old", state="retired", priority=950)
    assert codes(stage) == []
    assert len(read_map(stage.program, at=NOW()).scenarios) == 1


def test_the_check_takes_ten_queries_whatever_the_size_of_the_map(
    stage: Stage, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        scenario(stage, name=f"S{number}", conditions={"words": [f"word{number}"]}, place=stage.kitchen.page_ptr)
        fact(stage, f"fact-{number}")
    with django_assert_max_num_queries(10):
        assert codes(stage) == ["no_catch_all"] * 3


def test_the_command_tells_every_finding_and_fails_while_something_is_wrong(stage: Stage) -> None:
    scenario(stage, conditions={"words": ["rubbish"]})
    told = StringIO()
    with pytest.raises(CommandError, match="3 to mend"):
        call_command("check_playbook", program=stage.program.slug, stdout=told)
    assert told.getvalue().count(f"{stage.program.slug}: wrong no_catch_all") == 3
    caught(stage)
    fact(stage, days=3)
    told = StringIO()
    call_command("check_playbook", stdout=told)
    assert "soon fact_soon" in told.getvalue()
    assert "Nothing to mend." in told.getvalue()
    with pytest.raises(CommandError, match="no such program"):
        call_command("check_playbook", program="nobody")


@settings(max_examples=400, deadline=None)
@given(st.lists(terms(), min_size=2, max_size=5), cases())
def test_what_is_called_unreachable_is_never_the_first_that_fits(several: list[Terms], seen: Seen) -> None:
    """Guard: the check calls a scenario so where `implies` holds towards any earlier one."""
    first = first_that_fits(lines(several), seen)
    for later in range(1, len(several)):
        if any(implies(several[later], several[earlier]) for earlier in range(later)):
            assert first is None or first.version_id != later
            assert not fits(several[later], seen) or first is not None
