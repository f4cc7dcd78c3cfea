"""A campaign with a mission of two steps, two managers who judge, and an advocate who may do it."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageDraw

from accounts.models import User
from campaigns.actions.missions import answering, making, offering
from campaigns.actions.missions.making import Terms
from campaigns.actions.submissions import judging, sending, working
from campaigns.evidence.keeping import kept_picture
from campaigns.models import Campaign, Criterion, Goal, Mission, Submission
from sitewide.images import ReencodedImage, reencode
from tests.campaigns.conftest import Cast
from tests.factories import EnrolmentFactory, PolicyVersionFactory, UserFactory, manager_of

VISIT = ("visit", "Show that you were there.", {})
POST = ("post", "Write about it.", {})
GOOD = [{"code": "answers", "good": True, "detail": "200"}]
BAD = [{"code": "answers", "good": False, "detail": "404"}]


def picture(seed: int = 0, quality: int = 90) -> ReencodedImage:
    """A picture with a pattern of its own."""
    made = Image.new("RGB", (320, 240), "white")
    draw = ImageDraw.Draw(made)
    for number in range(12):
        x, y = (number * 53 + seed * 91) % 300, (number * 37 + seed * 57) % 220
        draw.rectangle((x, y, x + 60, y + 40), fill=((seed * 40 + number * 20) % 255, number * 20, 90))
    file = BytesIO()
    made.save(file, "JPEG", quality=quality)
    file.seek(0)
    return reencode(file)


@dataclass
class Stage:
    """What a test about missions does, in the cast's program. `second` is another manager."""

    cast: Cast
    campaign: Campaign
    second: User
    numbers: list[int] = field(default_factory=list)

    def draft(self, *steps: tuple[str, str, dict[str, Any]], **terms: Any) -> Mission:
        """A mission with these steps (a visit) and one line of rubric, not open yet."""
        about: dict[str, Any] = {
            "name": "A month with one pan", "why": "People want to know.", "points": 50, "capacity": 10,
            "starts_at": self.campaign.starts_at, "ends_at": self.campaign.ends_at,
        }  # fmt: skip
        by: dict[str, Any] = {"actor": self.cast.manager, "at": self.cast.at}
        made = making.make(self.campaign, Terms(**about | terms), **by)
        for kind, text, settings in steps or (VISIT,):
            making.add_step(made, kind=kind, text=text, settings=settings, **by)
        making.add_criterion(made, label="It was done", most=2, needed=1, **by)
        return made

    def mission(self, *steps: tuple[str, str, dict[str, Any]], **terms: Any) -> Mission:
        """The same, open."""
        return making.open_mission(self.draft(*steps, **terms), actor=self.cast.manager, at=self.cast.at)

    def advocate(self) -> User:
        member: User = UserFactory()
        EnrolmentFactory(program=self.cast.program, member=member)
        return member

    def takes(self, mission: Mission, member: User | None = None, **later: int) -> Submission:
        return answering.take(mission, member=member or self.cast.advocate, at=self.cast.at + timedelta(**later))

    def links(self, row: Submission, url: str = "https://blog.example/a-month", **later: int) -> Any:
        step = row.mission.steps.exclude(kind="post")[0]
        return working.prove_by_link(row, step, url=url, member=row.member, at=self.cast.at + timedelta(**later))

    def pictured(self, row: Submission, image: ReencodedImage) -> Any:
        with kept_picture(image, at=self.cast.at) as kept:
            return working.prove_by_picture(
                row, row.mission.steps.all()[0], kept=kept, alt="A pan", member=row.member, at=self.cast.at
            )

    def sends(self, row: Submission, found: list[dict[str, Any]] | None = None) -> Submission:
        """Sent, and checked with this outcome for every piece of evidence (all is good)."""
        sent = sending.send(row, member=row.member, at=self.cast.at)
        findings = {one.pk: GOOD if found is None else found for one in sent.evidence.all()}
        done = sending.checked(sent.pk, findings, round_=sent.round, at=self.cast.at)
        assert done is not None
        return done

    def waiting(self, mission: Mission | None = None, member: User | None = None) -> Submission:
        """Taken, proved by a link of its own, sent and checked with a doubt: it waits for a person."""
        row = self.takes(mission or self.mission(), member)
        self.numbers.append(row.pk)
        self.links(row, f"https://blog.example/{row.pk}")
        return self.sends(row, BAD)

    def judges(self, row: Submission, outcome: str = "verify", actor: User | None = None, **said: Any) -> Submission:
        marks = {one.pk: 2 if outcome == "verify" else 0 for one in Criterion.objects.filter(mission=row.mission)}
        if outcome != "verify":
            said = {"reason": "other", "words": "Because of this."} | said
        judging.look(row, outcome=outcome, **{"marks": marks} | said, actor=actor or self.cast.manager, at=self.cast.at)
        row.refresh_from_db()
        return row

    def offered(self) -> int:
        return offering.offer_due(at=self.cast.at)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return stage_of(cast)


def stage_of(cast: Cast) -> Stage:
    goal = Goal.objects.create(
        program=cast.program, name="More", metric="posts", target=5, due=cast.at.date() + timedelta(days=60)
    )
    version = PolicyVersionFactory(policy__program=cast.program, policy__attested=False)
    campaign = Campaign.objects.create(
        program=cast.program, name="Winter", goal=goal, owner=cast.manager, points_budget=5_000, policy=version,
        starts_at=cast.at - timedelta(days=1), ends_at=cast.at + timedelta(days=60), state=Campaign.State.OPEN,
    )  # fmt: skip
    return Stage(cast, campaign, manager_of(cast.program, name="Olga Other"))
