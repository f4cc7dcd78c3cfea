"""What every part of the state machine stands on: the stage, the clock, the notes, and how an act is held to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from accounts.models import User
from advocates.actions import halts
from advocates.models import CoursePage, Halt, Right
from cms.actions import messages
from cms.models import BrandPage, Breaker
from record.actions import seal
from record.queries import verify
from sitewide.errors import Refused
from tests.factories import UserFactory
from tests.properties.rights.paper import (
    MINUTES,
    PACE,
    PEOPLE,
    PEOPLE_ALIKE,
    PERCENT,
    PLACES_ALIKE,
    SPOKEN,
    Noted,
    Paper,
)
from tests.stage import Stage

WIDE = ("everything", "program", "right")
RIGHTS, PLACES, WHO = st.sampled_from(Right.values), st.sampled_from(["root", *SPOKEN]), st.sampled_from(PEOPLE)


@contextmanager
def foretold(code: str) -> Iterator[None]:
    """What is done inside is refused with this code, and leaves nothing; where it is empty, it is done."""
    try:
        with transaction.atomic():
            yield
    except Refused as refused:
        assert refused.code == code
    else:
        assert not code


class Stand(RuleBasedStateMachine):
    """Every run begins on the same `on`, in a savepoint that is rolled back, with a question asked on every page."""

    on: Stage
    other: User
    oven: BrandPage
    courses: list[CoursePage]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.at: datetime = self.on.now
        self.paper = Paper(asked=[(1, self.at - timedelta(days=2))])
        self.people = {"ada": self.on.advocate, "bo": self.other}
        self.pages: dict[str, Any] = {"root": self.on.program.root_page}
        by_name = {"kitchen": self.on.kitchen.pk, "pans": self.on.pans.pk, "oven": self.oven.pk}
        self.pages |= {name: BrandPage.objects.get(pk=pk) for name, pk in by_name.items()}
        self.operator, self.second = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
        self.version = self.on.policy
        Breaker.objects.create(
            program=self.on.program, active=True, tried_at=self.at, minutes=MINUTES.seconds // 60, pace=PACE,
            alike_people=PEOPLE_ALIKE, alike_places=PLACES_ALIKE, pace_percent=PERCENT,
        )  # fmt: skip
        self.questions = {name: self.question(name) for name in SPOKEN}

    def question(self, name: str) -> int:
        asked = messages.comment(self.pages[name], author=self.operator, body="How do I clean it?", at=self.at)
        self.paper.said[asked.pk] = Noted("", name, "", self.at, "published")
        return asked.pk

    def teardown(self) -> None:
        seal(at=self.at, limit=10_000)
        assert verify().fault is None
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(minutes=st.integers(1, 12))
    def wait_a_little(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @precondition(lambda self: self.paper.halts)
    @rule()
    def lift_every_halt(self) -> None:
        for halt in Halt.objects.filter(pk__in=self.paper.halts):
            if self.takes_two(halt) and halt.lift_proposed_by_id is None:
                halts.propose_lift(halt, reason="It is over.", actor=self.operator, at=self.at)
            halts.lift(halt, reason="It is over.", actor=self.second, at=self.at)
        self.paper.halts = {}

    def takes_two(self, halt: Halt) -> bool:
        """The whole program, by whatever name it is halted."""
        return halt.level in WIDE or self.paper.halts[halt.pk] == ("place", "root")
