"""Managers say what the program pays points for."""

import pytest

from campaigns.actions.earning import set_rule
from campaigns.models import EarningRule
from record.models import Entry
from sitewide.errors import Invalid, NotFound
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db
RULE = {"what": "post", "points": 30, "per_day": 3, "active": True}


def test_a_rule_is_set_once_for_each_kind_and_changed_in_place(cast):
    set_rule(cast.program, **RULE, actor=cast.manager, at=cast.at)
    rule = EarningRule.objects.get(program=cast.program, what="post")
    assert (rule.points, rule.per_day, rule.active) == (30, 3, True)


def test_a_change_is_on_the_record_with_the_whole_rule(cast):
    set_rule(cast.program, **RULE, actor=cast.manager, at=cast.at)
    entry = Entry.objects.filter(verb="earning.set").latest("id")
    assert entry.data == {"what": "post", "rule": {"points": 30, "per_day": 3, "active": True}}


@pytest.mark.parametrize("wrong", [{"what": "silence"}, {"points": -1}, {"points": 10_001}, {"per_day": 0}])
def test_a_rule_out_of_range_is_refused(cast, wrong):
    with pytest.raises(Invalid):
        set_rule(cast.program, **RULE | wrong, actor=cast.manager, at=cast.at)


@pytest.mark.parametrize("who", ["advocate", "member", "stranger"])
def test_whoever_does_not_manage_the_program_sets_no_rule(cast, who):
    person = manager_of(ProgramFactory(hostname="other.example")) if who == "stranger" else getattr(cast, who)
    with pytest.raises(NotFound):
        set_rule(cast.program, **RULE, actor=person, at=cast.at)
    assert EarningRule.objects.get(program=cast.program, what="post").points == 20
