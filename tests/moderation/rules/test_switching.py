"""A rule does nothing until exactly its settings were tried."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates.models import Program
from moderation.actions import rules, trials
from moderation.models import Rule
from moderation.rules.defaults import DEFAULTS
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.factories import UserFactory
from tests.moderation.rules.conftest import Make
from tests.moderation.stage import Stage, staged

NOW = timezone.now


def saved(stage: Stage, **fields: Any) -> Rule:
    known = {"kind": "words", "name": "Insults", "words": "idiot"} | fields
    return rules.save_rule(Rule(program=stage.program, **known), actor=stage.manager, at=NOW())


def tried(stage: Stage, rule: Rule) -> Rule:
    trials.try_out(rule, actor=stage.manager, at=NOW())
    trials.run_next(clock=NOW)
    rule.refresh_from_db()
    return rule


def test_a_new_rule_does_nothing_whatever_the_form_said(stage: Stage) -> None:
    assert not saved(stage, active=True).active
    assert stage.say("idiot").state == "published"


def test_a_rule_is_switched_on_after_a_dry_run_of_exactly_these_settings(stage: Stage) -> None:
    """Taking the check for `was_tried` out of `switch_on` makes this fail; so does keeping `active` in `save_rule`."""
    rule = saved(stage)
    with pytest.raises(Conflict) as refused:
        rules.switch_on(rule, actor=stage.manager, at=NOW())
    assert refused.value.code == "not_tried"
    rules.switch_on(tried(stage, rule), actor=stage.manager, at=NOW())
    assert stage.say("idiot").state == "held"
    rule.words = "idiot\nmoron"
    assert not rules.save_rule(rule, actor=stage.manager, at=NOW()).active
    with pytest.raises(Conflict):
        rules.switch_on(rule, actor=stage.manager, at=NOW())


def test_another_name_leaves_it_on_and_going_back_to_settings_that_were_tried_needs_no_other_run(stage: Stage) -> None:
    rule = rules.switch_on(tried(stage, saved(stage)), actor=stage.manager, at=NOW())
    rule.name = "Rude words"
    assert rules.save_rule(rule, actor=stage.manager, at=NOW()).active
    rule.severity = 4
    rule = rules.save_rule(rule, actor=stage.manager, at=NOW())
    rule.severity = 2
    rule = rules.save_rule(rule, actor=stage.manager, at=NOW())
    assert rules.switch_on(rule, actor=stage.manager, at=NOW()).active


def test_every_switch_is_on_the_record_once(stage: Stage) -> None:
    rule = tried(stage, saved(stage))
    for act in (rules.into_shadow, rules.into_shadow, rules.switch_on, rules.switch_off, rules.switch_off):
        rule = act(rule, actor=stage.manager, at=NOW())
    verbs = [entry.verb for entry in Entry.objects.filter(verb__startswith="rule.").order_by("pk")]
    assert verbs == ["rule.added", "rule.tried", "rule.shadowed", "rule.switched_on", "rule.switched_off"]


@pytest.mark.parametrize("act", [rules.switch_on, rules.switch_off, rules.into_shadow, trials.try_out])
def test_nobody_but_a_manager_of_the_program_switches_or_tries(stage: Stage, rule: Make, act: Any) -> None:
    made = rule()
    for person in (stage.moderator, UserFactory(), staged(hostname="other.example").manager):
        with pytest.raises(Forbidden):
            act(made, actor=person, at=NOW())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "patterns", "words": "(a+)+"}, "too_many_ways"),
        ({"kind": "patterns", "words": "(a"}, "pattern"),
        ({"kind": "patterns", "words": ""}, "no_words"),
        ({"kind": "sites", "words": "no site"}, "no_site"),
        ({"kind": "other_sites", "words": "http://[::bad"}, "no_site"),
        ({"kind": "sites", "words": "\n".join(f"s{n}.io" for n in range(2_001))}, "too_many_sites"),
        ({"kind": "pace", "count": 0}, "number"),
        ({"kind": "pace", "minutes": 1_441}, "number"),
        ({"kind": "repeat", "percent": 20}, "number"),
        ({"kind": "repeat", "people": 21}, "number"),
    ],
)
def test_settings_that_make_no_sense_are_refused(stage: Stage, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        saved(stage, **wrong)
    assert refused.value.code == code
    assert not Rule.objects.exists()


def test_no_more_than_a_hundred_rules_are_at_work_and_old_ones_are_in_nobodys_way(stage: Stage) -> None:
    Rule.objects.bulk_create(Rule(program=stage.program, kind="letters", name=f"{n}", active=n > 0) for n in range(101))
    one_more = tried(stage, saved(stage))
    for wanted in (rules.switch_on, rules.into_shadow):
        with pytest.raises(Conflict) as refused:
            wanted(one_more, actor=stage.manager, at=NOW())
        assert refused.value.code == "too_many_rules"


def test_a_rule_that_acts_and_is_in_shadow_cannot_be_stored(stage: Stage, rule: Make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(active=True, shadow=True)


def test_a_new_program_begins_with_the_products_rules_once(stage: Stage) -> None:
    from advocates.actions.programs import create_program
    from tests.factories import BrandPageFactory

    page = BrandPageFactory(parent=stage.program.root_page.get_parent(), title="Another brand", slug="another")
    boss = UserFactory(is_superuser=True)
    made = create_program(name="Another", slug="another", root_page=page, actor=boss, at=NOW())
    settle()
    settle()
    known = Rule.objects.filter(program=made)
    assert {rule.name for rule in known} == {one["name"] for one in DEFAULTS}
    assert all(rule.active and rule.was_tried for rule in known)


def test_the_products_rules_are_added_to_a_program_without_any_and_to_no_other(stage: Stage) -> None:
    with pytest.raises(Forbidden):
        rules.add_defaults(stage.program, actor=stage.moderator, at=NOW())
    assert len(rules.add_defaults(stage.program, actor=stage.manager, at=NOW())) == len(DEFAULTS)
    assert rules.add_defaults(stage.program, actor=stage.manager, at=NOW()) == []
    other = staged(hostname="other.example")
    Program.objects.filter(pk=other.program.pk).update(practice_of=stage.program)
    assert rules.add_defaults(other.program, actor=other.manager, at=NOW()) == []
