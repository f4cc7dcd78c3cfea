"""A program with a running season and two tiers, on top of the cast."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from campaigns.actions.recognition import badges, seasons, tiers
from campaigns.actions.recognition.seasons import Span
from campaigns.models import Achievement, Award, Contribution, Season, Tier
from record.actions import write
from record.models import Entry
from tests.campaigns.conftest import Cast


@dataclass(frozen=True)
class Stand:
    """`season` runs from ten days ago for 27 days; bronze begins at 20 points, silver at 50."""

    cast: Cast
    season: Season
    bronze: Tier
    silver: Tier

    def counts(self, points: int, *, member: Any = None, days: float = 0, what: str = "event") -> Contribution:
        """A contribution that stands, as the consumer of contributions leaves it behind, with its entry in the record."""
        at, number = self.cast.at + timedelta(days=days), Contribution.objects.count() + 1
        made = Contribution.objects.create(
            program=self.cast.program, member=member or self.cast.advocate, what=what, subject_kind="test.thing",
            subject_id=number, state=Contribution.State.CREDITED, points=points, standing=points, at=at,
        )  # fmt: skip
        write("contribution.credited", at=at, program=self.cast.program, subject=made, points=points, what=what)
        return made

    def taken_back(self, made: Contribution) -> None:
        made.standing, made.state = 0, Contribution.State.REVERSED
        made.save()
        write("contribution.reversed", at=self.cast.at, program=self.cast.program, subject=made, points=made.points)

    def badge(self, **changes: Any) -> Achievement:
        terms = {"name": "Good hand", "description": "Helps.", "criteria": "Help a person.", **changes}
        fresh = Achievement(program=self.cast.program)
        return badges.set_badge(fresh, badges.Terms(**terms), actor=self.cast.manager, at=self.cast.at)

    def given(self, **changes: Any) -> Award:
        about = {"member": self.cast.advocate, "reason": "You did.", "actor": self.cast.manager, "at": self.cast.at}
        return badges.award(self.badge(**changes), **about)

    def over(self, season: Season | None = None) -> Season:
        """The season closed a minute after its end."""
        ended = season or self.season
        return seasons.close(ended, at=ended.ends_at + timedelta(minutes=1))

    def verbs(self, *wanted: str) -> list[str]:
        return list(Entry.objects.filter(verb__in=wanted).order_by("pk").values_list("verb", flat=True))


@pytest.fixture
def stand(cast: Cast) -> Stand:
    today = cast.at.astimezone(cast.program.zone).date()
    span = Span("The first", today - timedelta(days=10), today + timedelta(days=16))
    season = seasons.plan(cast.program, span, actor=cast.manager, at=cast.at)
    made = [
        tiers.set_tier(
            Tier(program=cast.program), tiers.Terms(name, name.lower(), threshold, "A mug"), actor=cast.manager,
            at=cast.at,
        )
        for name, threshold in (("Bronze", 20), ("Silver", 50))
    ]  # fmt: skip
    return Stand(cast, season, *made)
