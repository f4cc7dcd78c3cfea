"""A state machine over the queue: who gets which case, who keeps it, who decides; beside notes with no code of ours."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import User
from advocates.actions import grants
from advocates.models import Grant
from cms.actions import messages
from moderation.actions import appeals, cases
from moderation.actions.causes import Reason, close_case, open_case
from moderation.actions.decisions import decide
from moderation.models import Case, Cause, Decision
from moderation.queries.queue import page_of_queue
from moderation.queries.standing import standing_of
from sitewide.memory import forget_everything
from tests.factories import UserFactory
from tests.moderation.stage import Stage, staged
from tests.properties.queue.paper import WHERE, Card, Paper
from tests.properties.rights.stand import foretold

WHO, CASE = st.sampled_from(sorted(WHERE)), st.integers(0, 99)
MOST = 8


class Queue(RuleBasedStateMachine):
    """Every run begins on the same stage, in a savepoint that is rolled back, with three cases."""

    on: ClassVar[Stage]
    people: ClassVar[dict[str, User]]

    def __init__(self) -> None:
        super().__init__()
        cache.clear()
        forget_everything()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at: datetime = Grant.objects.latest("starts_at").starts_at + timedelta(days=31)
        self.paper = Paper()
        for urgency in (2, 2, 4):
            self.open(author="eve", urgency=urgency, beside=False)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @precondition(lambda self: len(self.paper.cards) < MOST)
    @rule(author=st.sampled_from(["eve", "eve", "ada", "dan"]), urgency=st.integers(0, 4), beside=st.booleans())
    def open(self, author: str, urgency: int, beside: bool) -> None:
        page = self.on.garden if beside else self.on.kitchen
        said = messages.comment(page, author=self.people[author], body="Your pans are all rubbish.", at=self.at)
        case = open_case(said, reasons=[Reason(Cause.Kind.STAFF, self.at, urgency=urgency)], at=self.at)
        place = "garden" if beside else "kitchen"
        self.paper.cards[case.pk] = Card(place, case.urgency, case.due_at, author, {author})

    @rule(who=WHO, skip=st.booleans())
    def press_next(self, who: str, skip: bool) -> None:
        passed = self.paper.holds(who, self.at) if skip else None
        wanted = self.paper.next_for(who, self.at, passed)
        with foretold("not_found" if who in self.paper.gone else ""):
            given = cases.claim_next(
                self.on.program, moderator=self.people[who], at=self.at, skip=self.row(passed) if passed else None
            )
            assert (given.pk if given else None) == wanted
            if passed:
                self.paper.cards[passed].lay_down()
            if wanted:
                self.paper.take(who, wanted, self.at)

    @rule(who=WHO, which=CASE)
    def claim(self, who: str, which: int) -> None:
        number = self.one(which)
        with foretold(self.paper.claims(who, number, self.at)):
            cases.claim(self.row(number), moderator=self.people[who], at=self.at)
            for card in self.paper.cards.values():
                if card.holder == who and card.state == "open":
                    card.lay_down()
            self.paper.take(who, number, self.at)
            self.paper.cards[number].snoozed = None

    @rule(who=WHO, which=CASE)
    def extend(self, who: str, which: int) -> None:
        number = self.one(which)
        card = self.paper.cards[number]
        with foretold(card.state if card.state != "open" else "" if card.holder == who else "not_held"):
            cases.extend(self.row(number), moderator=self.people[who], at=self.at)
            self.paper.take(who, number, self.at)

    @rule(who=WHO, which=CASE, stale=st.booleans())
    def leave(self, who: str, which: int, stale: bool) -> None:
        """By the button, or by a page that was left, which may know an older claim."""
        number = self.one(which)
        card = self.paper.cards[number]
        lease = (card.until or self.at) - timedelta(seconds=stale)
        cases.release(self.row(number), moderator=self.people[who], at=self.at, lease=lease if stale else None)
        if card.holder == who and card.state == "open" and not stale:
            card.lay_down()

    @rule(minutes=st.sampled_from([1, 7, 16, 50]), sweep=st.booleans())
    def wait(self, minutes: int, sweep: bool) -> None:
        """A claim lapses by itself, whether somebody takes it away or not."""
        self.at += timedelta(minutes=minutes)
        if sweep:
            cases.return_lapsed(at=self.at)
            for card in self.paper.cards.values():
                if card.state == "open" and card.until and card.until <= self.at:
                    card.lay_down()

    @rule(which=CASE, minutes=st.sampled_from([5, 40]))
    def snooze(self, which: int, minutes: int) -> None:
        number = self.one(which)
        until = self.at + timedelta(minutes=minutes)
        Case.objects.filter(pk=number).update(snoozed_until=until)
        self.paper.cards[number].snoozed = until

    @rule(which=CASE, to=WHO, minutes=st.sampled_from([5, 40]))
    def hand(self, which: int, to: str, minutes: int) -> None:
        number = self.one(which)
        until = self.at + timedelta(minutes=minutes)
        Case.objects.filter(pk=number).update(handed_to=self.people[to], handed_until=until)
        self.paper.cards[number].kept_for, self.paper.cards[number].kept_until = to, until

    @precondition(lambda self: len(self.paper.cards) > 1)
    @rule(which=CASE, behind=st.booleans())
    def find_alike(self, which: int, behind: bool) -> None:
        number = self.one(which)
        card = self.paper.cards[number]
        leads = [
            n for n, other in self.paper.cards.items() if n != number and other.led is None and other.state == "open"
        ]
        if card.state != "open" or not leads or not (card.led is not None or self.paper.alone(number)):
            return
        Case.objects.filter(pk=number).update(leader=leads[0] if behind else None)
        card.led = leads[0] if behind else None

    @rule(who=WHO, which=CASE, act=st.sampled_from(["dismiss", "dismiss", "warn", "escalate"]))
    def decide(self, who: str, which: int, act: str) -> None:
        number = self.one(which)
        card = self.paper.cards[number]
        again = "act" if act == "escalate" and card.escalated else ""
        words = {"act": act, "clause": self.on.clause, "reason": "Be kind.", "version": self.row(number).version}
        with foretold(self.paper.decides(who, number, self.at) or again):
            decide(self.row(number), moderator=self.people[who], at=self.at, **words)
            card.hands.add(who)
            card.led, card.snoozed, card.kept_for = None, None, ""
            self.paper.over(number)
            if act == "escalate":
                card.escalated = True
            else:
                card.state = "decided"

    @precondition(lambda self: Decision.objects.filter(act="warn", appeal=None).exists())
    @rule(who=WHO, which=CASE)
    def appeal(self, who: str, which: int) -> None:
        """Whoever decides on it has had a hand in the message as well, and nobody does whose hand was in it before."""
        decisions = list(Decision.objects.filter(act="warn", appeal=None).order_by("pk"))
        decision = decisions[which % len(decisions)]
        card = self.paper.cards[decision.case_id]
        made = appeals.appeal(decision, by=decision.case.message.author, text="I was kind.", at=self.at)
        refused = "not_found" if not self.paper.sees(who, card) else "no_conflict" if who in card.hands else ""
        with foretold(refused):
            appeals.decide(made, judge=self.people[who], overturn=False, reason="Read.", at=self.at)
            card.hands.add(who)

    @rule(which=CASE)
    def withdraw(self, which: int) -> None:
        """The author takes the message back, and whoever reads the record closes the case."""
        number = self.one(which)
        card = self.paper.cards[number]
        if card.state != "open":
            return
        message = self.row(number).message
        messages.withdraw(message, actor=message.author, at=self.at)
        close_case(message, at=self.at)
        card.state = "closed"
        self.paper.over(number)

    @precondition(lambda self: len(self.paper.gone) < 2)
    @rule(who=st.sampled_from(["ada", "bo", "cy"]))
    def revoke(self, who: str) -> None:
        """What they held stays theirs until it lapses; they can do nothing with it."""
        if who in self.paper.gone:
            return
        grant = Grant.objects.get(advocate=self.people[who], state=Grant.State.LIVE)
        grants.revoke(grant, reason="Enough.", actor=self.on.manager, at=self.at)
        self.paper.gone.add(who)

    @invariant()
    def everybody_is_offered_what_the_notes_say(self) -> None:
        for who, person in self.people.items():
            if who == "eve":
                continue
            standing = standing_of(person, self.on.program, at=self.at)
            assert [case.pk for case in page_of_queue(standing, size=MOST).cases] == self.paper.line(who, self.at), who

    @invariant()
    def no_case_is_lost_and_none_decided_twice(self) -> None:
        rows = {row.pk: row for row in Case.objects.select_related("claimed_by").filter(pk__in=self.paper.cards)}
        assert len(rows) == len(self.paper.cards)
        for number, card in self.paper.cards.items():
            row = rows[number]
            holder = self.people[card.holder] if card.holder else None
            assert (row.state, row.claimed_by, row.claimed_until) == (card.state, holder, card.until)
            finals = Decision.objects.filter(case=number).exclude(act="escalate").count()
            assert finals == (card.state == "decided")

    def one(self, which: int) -> int:
        numbers = sorted(self.paper.cards)
        return numbers[which % len(numbers)]

    def row(self, number: int) -> Any:
        return Case.objects.get(pk=number)


@pytest.mark.django_db
def test_no_order_of_what_happens_gives_a_case_to_two_or_to_nobody() -> None:
    """I5, I7, I8 and I13 together. Guards: each condition of `offered` and `unbiased`, what `claim` and `decide` refuse,
    and that `_first` looks only at what nobody holds; with one of them taken out, a run fails."""
    Queue.on = staged()
    second, third = Queue.on.moderator_of(), Queue.on.moderator_of(Queue.on.garden)
    Queue.people = {"ada": Queue.on.moderator, "bo": second, "cy": third, "dan": Queue.on.manager, "eve": UserFactory()}
    unhurried = settings(
        max_examples=12, stateful_step_count=30, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    run_state_machine_as_test(Queue, settings=unhurried)
