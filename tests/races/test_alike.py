"""Cases that say the same and are opened, decided and grown at the same moment: one leader, nobody left behind."""

from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from moderation.actions import cases
from moderation.actions.alike import tend
from moderation.actions.bulk import Marked, Together, decide_many
from moderation.actions.causes import Reason
from moderation.actions.decisions import decide
from moderation.models import Case, Cause, Decision
from sitewide.errors import Refused
from tests.factories import UserFactory
from tests.moderation.stage import Stage, staged
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY = 8
SPAM = "Buy the cheapest copper pans of the whole town at number {} in our street today"


@pytest.fixture
def stage() -> Stage:
    return staged()


def said(stage: Stage, count: int) -> list[Any]:
    return [stage.say(SPAM.format(number), author=UserFactory()) for number in range(count)]


def open_for(message: Any) -> int:
    at = timezone.now()
    return cases.open_case(message, reasons=[Reason(Cause.Kind.STAFF, at, detail="seen")], at=at).pk


def test_alike_cases_opened_at_once_have_one_leader(stage):
    """Guard: the row lock in `one_at_a_time`; without it several lead, because none sees the others."""
    messages = said(stage, MANY)
    race(lambda number: open_for(messages[number]), MANY)
    assert Case.objects.filter(leader=None).count() == 1
    assert Case.objects.filter(leader__isnull=False).count() == MANY - 1


def test_a_leader_decided_while_others_join_leaves_nobody_behind(stage):
    """Guard: the state that `leader_for` asks with the row locked, `let_go`, and the sweep for what both pass over."""
    for _round in range(4):
        messages = said(stage, MANY)
        first = Case.objects.get(pk=open_for(messages[0]))

        def work(number: int, first: Case = first, messages: list[Any] = messages) -> int:
            if number:
                return open_for(messages[number])
            about = {"act": "dismiss", "clause": None, "reason": "", "version": first.version}
            return decide(first, moderator=stage.moderator, at=timezone.now(), **about).pk

        race(work, MANY)
        tend(at=timezone.now())
        assert not Case.objects.filter(state="open", leader__isnull=False).exclude(leader__state="open").exists()
        assert not Case.objects.filter(leader__leader__isnull=False).exists(), "nobody follows a follower"
        waiting = Case.objects.filter(state="open")
        assert waiting.count() == MANY - 1
        waiting.update(state="closed", closed_at=timezone.now(), leader=None)


def test_two_presses_on_the_same_many_decide_each_once(stage):
    """Guard: the case's row lock in `decide` and the order by number in `_in_order`; without the order they deadlock."""
    rows = [Case.objects.get(pk=open_for(message)) for message in said(stage, 12)]
    judges = [stage.moderator_of() for _number in range(4)]
    together = Together("hide", stage.clause, "Please sell elsewhere.", timezone.now())

    def press(number: int) -> list[str]:
        seen = [Marked(case, case.version) for case in (rows if number % 2 else reversed(rows))]
        try:
            report = decide_many(seen, together, moderator=judges[number], at=timezone.now(), all_or_none=number == 3)
        except Refused as refused:
            return [refused.code]
        return [one.refused.code if one.refused else "done" for one in report.outcomes]

    told = Counter(code for outcome in race(press, 4) for code in outcome.value)
    assert set(told) <= {"done", "decided"}
    assert Decision.objects.count() == 12
    assert not Case.objects.filter(state="open").exists()


def test_one_who_presses_twice_at_once_decides_each_once(stage):
    rows = [Case.objects.get(pk=open_for(message)) for message in said(stage, 6)]
    together = Together("hide", stage.clause, "Please sell elsewhere.", timezone.now())
    seen = [Marked(case, case.version) for case in rows]
    outcomes = race(lambda _n: len(decide_many(seen, together, moderator=stage.moderator, at=timezone.now()).done), 4)
    assert [outcome.value for outcome in outcomes] == [6] * 4, "every press is told that all is done"
    assert Decision.objects.count() == 6
