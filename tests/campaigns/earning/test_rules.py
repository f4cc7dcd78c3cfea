"""Managers say what the program pays points for; every rule has a beginning and an end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.earning import set_rule, set_terms
from campaigns.models import EarningRule
from campaigns.queries.reckoning import Terms
from campaigns.queries.rules import current_rules, rule_at, rules_of
from record.models import Entry
from sitewide.errors import Invalid, NotFound
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db
RULE = {"what": "post", "points": 30, "per_day": 3, "active": True}


def test_a_rule_set_anew_ends_the_one_before_and_what_held_when_stays_known(cast):
    later = cast.at + timedelta(days=1)
    set_rule(cast.program, **RULE, actor=cast.manager, at=later)
    rule = current_rules(cast.program).get(what="post")
    assert (rule.points, rule.per_day, rule.active, rule.set_by) == (30, 3, True, cast.manager)
    assert [held and held.points for held in (rule_at(cast.program, "post", at) for at in (cast.at, later))] == [20, 30]
    assert rule_at(cast.program, "post", cast.at - timedelta(hours=1)) is None
    set_rule(cast.program, **RULE, actor=cast.manager, at=later + timedelta(days=1))
    assert EarningRule.objects.filter(what="post").count() == 2, "the same again is no new rule"


def test_the_terms_of_a_rule_are_never_changed(cast):
    """Guard: the trigger `earning_rule_stays`."""
    for wrong in ({"points": 1}, {"per_pair": 1}, {"active": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            current_rules(cast.program).filter(what="post").update(**wrong)


def test_setting_points_and_cap_alone_keeps_the_other_terms(cast):
    terms = Terms("post", 20, half_after=2, per_pair=3, holding_days=5)
    set_terms(cast.program, terms, actor=cast.manager, at=cast.at)
    set_rule(cast.program, **RULE, actor=cast.manager, at=cast.at)
    rule = current_rules(cast.program).get(what="post")
    assert (rule.half_after, rule.per_pair, rule.holding_days) == (2, 3, 5)


def test_a_change_is_on_the_record_with_the_whole_rule_and_its_reason(cast):
    terms = Terms("post", 30, per_day=3)
    set_terms(cast.program, terms, actor=cast.manager, at=cast.at, reason="Spring.")
    entry = Entry.objects.filter(verb="earning.set").latest("id")
    assert {"what": "post"} | entry.data["rule"] == terms.plain()
    assert (entry.data["what"], entry.data["reason"], entry.actor_id) == ("post", "Spring.", cast.manager.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        Terms("silence", 1), Terms("post", -1), Terms("post", 10_001), Terms("post", 1, per_day=0),
        Terms("post", 1, half_after=0), Terms("post", 1, per_pair=0), Terms("post", 1, pair_days=0),
        Terms("post", 1, place_days=400), Terms("post", 1, holding_days=-1), Terms("post", 1, per="hour"),
        Terms("event", 1, per="week"),
    ],
)  # fmt: skip
def test_a_rule_out_of_range_is_refused(cast, wrong):
    with pytest.raises(Invalid):
        set_terms(cast.program, wrong, actor=cast.manager, at=cast.at)


@pytest.mark.parametrize("who", ["advocate", "member", "stranger"])
def test_whoever_does_not_manage_the_program_sets_no_rule(cast, who):
    person = manager_of(ProgramFactory(hostname="other.example")) if who == "stranger" else getattr(cast, who)
    with pytest.raises(NotFound):
        set_rule(cast.program, **RULE, actor=person, at=cast.at)
    assert [rule.points for rule in rules_of(cast.program)] == [20, 10, 5, 2]
