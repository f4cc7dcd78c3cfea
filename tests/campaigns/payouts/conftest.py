"""A program with money, an advocate whose account at the fake Stripe is ready, and cash rewards that are due."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from campaigns.actions import pay_accounts
from campaigns.actions.budget import move
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.models import POINTS, Account, LedgerEntry, PayAccount, Payout, Redemption, Reward, Treasury
from campaigns.paying import accounts, reading, sending
from campaigns.queries import ledger_faults
from record.actions import write
from record.models import Entry
from record.tasks import settle
from tests.factories import EnrolmentFactory, ProgramFactory, UserFactory, manager_of
from tests.fakes.stripe import Fake, signed
from tests.fakes.stripe import stripe as stripe_fake

stripe = stripe_fake
PRICE = 2_500
BUDGET = 1_000_000


@dataclass
class Desk:
    """`at` is the clock of everything that is done; `wait` moves it and Stripe's."""

    program: Program
    advocate: User
    manager: User
    stripe: Fake
    at: datetime = field(default_factory=timezone.now)
    made: int = 0

    def clock(self) -> datetime:
        return self.at

    def wait(self, **delta: float) -> None:
        self.at += timedelta(**delta)
        self.stripe.books.later += timedelta(**delta).total_seconds()

    def due(self, member: User | None = None, amount: int = PRICE) -> Redemption:
        """A cash reward that was approved: what the rewards' side writes, and nothing else."""
        self.made += 1
        person = member or self.advocate
        cash = {"points": 100, "kind": "cash", "cost": amount, "fair_value": amount}
        reward = Reward.objects.get_or_create(program=self.program, name="Cash", defaults=cash)[0]
        with transaction.atomic():
            lines = [(account_of(self.program, person), -100), (side_of(self.program, Account.Kind.REDEEMED), 100)]
            about: dict[str, Any] = {"program": self.program, "at": self.at, "memo": "Cash"}
            given = [(line[0], 100) for line in lines[:1]] + [(side_of(self.program, Account.Kind.ISSUED), -100)]
            post(kind="earned", cause=f"test:{self.made}", lines=given, **about)
            paid = post(kind="redeemed", cause=f"test:redeem:{self.made}", lines=lines, **about)
            move("commit", amount=amount, cause=f"test:commit:{self.made}", **about)
            redemption = Redemption.objects.create(
                reward=reward, member=person, points=100, at=self.at, key=f"k{self.made}", transfer=paid,
                cost=amount, currency="eur",
            )  # fmt: skip
            write(
                "redemption.due", at=self.at, actor=self.manager, program=self.program, subject=redemption,
                amount=amount, currency="eur",
            )  # fmt: skip
        return redemption

    def payout(self, **given: Any) -> Payout:
        """A payout that waits, made by the consumer."""
        redemption = self.due(**given)
        settle()
        return Payout.objects.get(redemption=redemption)

    def pay(self) -> int:
        return sending.pay(clock=self.clock)

    def account(self, member: User | None = None, status: str = "active") -> PayAccount:
        """The person's account, opened and asked for at Stripe."""
        made = pay_accounts.begin(self.program, country="DE", actor=member or self.advocate, at=self.at)
        accounts.onboarding_url(made, back="https://tabard.example/portal/payouts/", clock=self.clock)
        made.refresh_from_db()
        wanted = ["external_account"] if status == "restricted" else []
        self.stripe.books.stand(made.stripe_id, status, wanted=wanted)
        accounts.refresh(made, clock=self.clock)
        made.refresh_from_db()
        return made

    def tell(self, *events: dict[str, Any]) -> list[int]:
        """Stripe's messages arrive and are worked off; answers how each was answered."""
        answers = [hook(*signed(event)) for event in events]
        self.at = max(self.at, timezone.now())
        reading.read(clock=self.clock)
        return answers

    def holds(self, kind: str) -> int:
        """What lies on one side of the program's money."""
        lines = LedgerEntry.objects.filter(account__program=self.program, account__kind=kind)
        return sum(lines.exclude(account__unit=POINTS).values_list("amount", flat=True))

    def written(self, payout: Payout) -> list[str]:
        """What the record says of a payout, in order."""
        entries = Entry.objects.filter(subject_kind="campaigns.payout", subject_id=payout.pk).order_by("pk")
        return [verb.removeprefix("payout.") for verb in entries.values_list("verb", flat=True)]


def hook(body: bytes, header: str) -> int:
    """How the product answers a message."""
    answer = Client().post(
        "/hooks/stripe/", body, content_type="application/json", headers={"stripe-signature": header}
    )
    return answer.status_code


def made_desk(stripe: Fake) -> Desk:
    program = ProgramFactory()
    desk = Desk(program, UserFactory(name="Ada Advocate"), manager_of(program, name="Mia Manager"), stripe)
    if not desk.advocate.enrolments.exists():
        EnrolmentFactory(program=program, member=desk.advocate)
    Treasury.objects.create(program=program, currency="eur", value_of_100=100)
    move("fund", program=program, amount=BUDGET, cause="test:fund", memo="paid in", at=desk.at)
    return desk


@pytest.fixture
def bare(db: None, stripe: Fake) -> Desk:
    """Nobody has an account to be paid to yet."""
    return made_desk(stripe)


@pytest.fixture
def desk(bare: Desk) -> Desk:
    bare.account()
    return bare


def refreshed(payout: Payout) -> Payout:
    payout.refresh_from_db()
    assert list(ledger_faults()) == []
    return payout


now: Callable[[], datetime] = timezone.now
