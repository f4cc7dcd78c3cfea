"""The ledger against a model of a few lines: whatever is earned, taken back, given back and redeemed, in any order.

The model keeps a balance, and for each message what of its points stands. After every step both agree, every transfer
sums to zero, and no balance is below zero. Told entries may come again.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from campaigns.actions import earning
from campaigns.actions.catalogue import Terms, offer, stock
from campaigns.actions.contributions import handle
from campaigns.actions.rewards import redeem
from campaigns.models import Contribution, Redemption, RewardCode
from campaigns.queries import balance_of, ledger_faults
from cms.models import Message
from record.actions import write
from record.models import Entry
from sitewide.errors import Conflict
from tests.factories import BrandPageFactory, EnrolmentFactory, ProgramFactory, UserFactory, manager_of

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAYS = 20
VERBS = {"published": "message.restored", "hidden": "message.hidden", "removed": "message.removed"}


class Undo(Exception):
    """Ends one example: everything it did is rolled back."""


class Ledger(RuleBasedStateMachine):
    """One advocate, some messages, two rewards with few codes."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.program = ProgramFactory()
        self.page = BrandPageFactory(parent=self.program.root_page)
        self.author = UserFactory()
        EnrolmentFactory(
            program=self.program, member=self.author,
            term_starts=AT.replace(month=1), term_ends=AT.replace(month=12),
        )  # fmt: skip
        manager = manager_of(self.program)
        earning.set_rule(self.program, what="comment", points=PAYS, per_day=None, active=True, actor=manager, at=AT)
        self.rewards = [offer(self.program, Terms(f"R{price}", price), actor=manager, at=AT) for price in (7, 30)]
        for reward in self.rewards:
            stock(reward, codes=[f"{reward.pk}-{number}" for number in range(3)], actor=manager, at=AT)
        self.codes = {reward.pk: 3 for reward in self.rewards}
        self.balance = 0
        self.standing: dict[int, int] = {}
        self.messages: list[Message] = []
        self.told: list[Entry] = []
        self.keys: dict[str, Any] = {}

    def teardown(self) -> None:
        self.example.__exit__(Undo, Undo(), None)

    def tell(self, message: Message, verb: str) -> None:
        entry = write(verb, at=AT, subject=message, actor=self.author, program=self.program)
        handle(entry)
        self.told.append(entry)

    def follow(self, message: Message) -> None:
        """The model: what stands is all of a public message, and as little of another as the balance allows."""
        stood = self.standing.get(message.pk, 0)
        if message.state == "published":
            self.balance += PAYS - stood
            self.standing[message.pk] = PAYS
        else:
            back = min(stood, self.balance)
            self.balance -= back
            self.standing[message.pk] = stood - back

    @rule()
    def publishes(self) -> None:
        message = Message.objects.create(
            program=self.program, page=self.page, kind="comment", state="published", author=self.author,
            body="a", written_at=AT, published_at=AT,
        )  # fmt: skip
        self.messages.append(message)
        self.tell(message, "message.published")
        self.follow(message)

    @precondition(lambda self: self.those("published"))
    @rule(data=st.data(), state=st.sampled_from(["hidden", "removed"]))
    def is_taken_down(self, data: Any, state: str) -> None:
        self.become(data.draw(st.sampled_from(self.those("published")), label="message"), state)

    @precondition(lambda self: self.those("hidden", "removed"))
    @rule(data=st.data())
    def is_restored(self, data: Any) -> None:
        self.become(data.draw(st.sampled_from(self.those("hidden", "removed")), label="message"), "published")

    def those(self, *states: str) -> list[Message]:
        return [message for message in self.messages if message.state in states]

    def become(self, message: Message, state: str) -> None:
        message.state = state
        Message.objects.filter(pk=message.pk).update(state=state)
        self.tell(message, VERBS[state])
        self.follow(message)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def is_told_again(self, data: Any) -> None:
        handle(data.draw(st.sampled_from(self.told), label="entry"))

    @rule(which=st.integers(0, 1), key=st.sampled_from("abcdefgh"))
    def redeems(self, which: int, key: str) -> None:
        reward = self.rewards[which]
        expected, refused, done = self.refusal(reward, key), "", None
        try:
            done = redeem(reward, member=self.author, key=key, at=AT)
        except Conflict as refusal:
            refused = refusal.code
        assert refused == expected
        if done and key not in self.keys:
            self.balance -= reward.points
            self.codes[reward.pk] -= 1
            self.keys[key] = (reward.pk, done.pk)
        assert done is None or self.keys[key] == (reward.pk, done.pk)

    def refusal(self, reward: Any, key: str) -> str:
        if key in self.keys:
            return "" if self.keys[key][0] == reward.pk else "key_used"
        if self.balance < reward.points:
            return "not_enough_points"
        return "" if self.codes[reward.pk] else "out_of_stock"

    @invariant()
    def agrees_with_the_model(self) -> None:
        assert balance_of(self.program, self.author) == self.balance >= 0
        rows = Contribution.objects.filter(member=self.author)
        assert dict(rows.values_list("subject_id", "standing")) == self.standing
        assert Redemption.objects.filter(member=self.author).count() == len(self.keys)
        assert RewardCode.objects.filter(redemption=None, reward__program=self.program).count() == sum(
            self.codes.values()
        )

    @invariant()
    def holds(self) -> None:
        assert list(ledger_faults()) == []


def test_the_ledger_does_what_a_model_of_it_does():
    """Guards: `missing` in `_credited` and `min(...)` in `_taken_back`; with either out a short run of steps is found."""
    quick = settings(
        max_examples=30, stateful_step_count=20, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Ledger, settings=quick)
