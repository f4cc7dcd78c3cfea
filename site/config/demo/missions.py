"""Missions of the demo program: one that was done and counts, one that came back, one that waits, and what is offered."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from advocates.models import Program
from campaigns.actions.missions import answering, making, offering
from campaigns.actions.missions import terms as wishing
from campaigns.actions.missions.making import Terms
from campaigns.actions.submissions import judging, sending, working
from campaigns.evidence.keeping import kept_picture
from campaigns.models import Campaign, Criterion, Interest, Mission, MissionTerms, Submission
from cms.models import BrandPage
from config.demo.places import PICTURES
from sitewide.images import reencode

GOOD = {"good": True, "detail": ""}
Step = tuple[str, str, dict[str, Any]]


class Told:
    """Tells it in order, with Marta and Owen as those who judge."""

    def __init__(self, program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
        self.program, self.people, self.pages, self.at = program, people, pages, at

    def ago(self, days: float) -> datetime:
        return self.at - timedelta(days=days)

    def begin(self) -> None:
        """The program's terms, what people care for, and the campaign."""
        marta = self.people["marta"]
        set_terms = MissionTerms(program=self.program, a_week=3, answer_days=3, sample_below=40, two_above=200)
        wishing.set_terms(set_terms, actor=marta, at=self.ago(26))
        self.interests = [
            wishing.save_interest(Interest(program=self.program, label=label), actor=marta, at=self.ago(26))
            for label in ("Baking", "Knives and sharpening", "Mending")
        ]
        for handle, languages, chosen in (
            ("ines", ["en"], [2]),
            ("kenji", ["en"], [1]),
            ("greta", ["en", "de"], [1]),
            ("aoife", ["en"], [0, 2]),
        ):
            wishing.wish(
                self.program, member=self.people[handle], languages=languages, a_week=None, at=self.ago(25),
                interests=[self.interests[number] for number in chosen],
            )  # fmt: skip

    def mission(
        self, campaign: Campaign, steps: list[tuple[str, str, dict[str, Any]]], lines: list[str], **terms: Any
    ) -> Mission:
        marta, at = self.people["marta"], self.ago(15.8)
        made = making.make(
            campaign, Terms(starts_at=campaign.starts_at, ends_at=campaign.ends_at, **terms), actor=marta, at=at
        )
        for kind, text, settings in steps:
            making.add_step(made, kind=kind, text=text, settings=settings, actor=marta, at=at)
        for line in lines:
            making.add_criterion(made, label=line, most=2, needed=1, actor=marta, at=at)
        return making.open_mission(made, actor=marta, at=at)

    def took(self, mission: Mission, handle: str, days: float) -> Submission:
        return answering.take(mission, member=self.people[handle], at=self.ago(days))

    def picture(self, submission: Submission, handle: str, name: str, alt: str, *, days: float) -> None:
        step = submission.mission.steps.get(kind="picture")
        with (PICTURES / f"{name}.webp").open("rb") as file:
            image = reencode(file)
        with kept_picture(image, at=self.ago(days)) as kept:
            working.prove_by_picture(
                submission, step, kept=kept, alt=alt, member=self.people[handle], at=self.ago(days)
            )

    def link(self, submission: Submission, handle: str, url: str, days: float) -> None:
        step = submission.mission.steps.filter(kind__in=["review", "visit"])[0]
        working.prove_by_link(submission, step, url=url, member=self.people[handle], at=self.ago(days))

    def sent(self, submission: Submission, handle: str, days: float, *, disclosed: bool = True) -> Submission:
        """Sent, and checked: links of the demo lead to example addresses, so what their checks found is told here."""
        row = sending.send(submission, member=self.people[handle], at=self.ago(days))
        findings: dict[int, list[dict[str, Any]]] = {}
        for one in row.evidence.all():
            found = [{"code": "answers", "good": True, "detail": "200"}]
            if one.step.kind == "review":
                found.append({"code": "disclosed", "good": disclosed, "detail": "#ad" if disclosed else ""})
            findings[one.pk] = found if one.url else [{"code": "new_picture", **GOOD}] if one.look else []
        done = sending.checked(row.pk, findings, round_=row.round, at=self.ago(days) + timedelta(seconds=4))
        assert done is not None, "nobody else checks the demo"
        return done

    def judged(self, row: Submission, who: str, outcome: str, days: float, *, words: str, reason: str = "") -> None:
        given = {one.pk: 2 if outcome == "verify" else 0 for one in Criterion.objects.filter(mission=row.mission)}
        judging.look(
            row, outcome=outcome, marks=given, reason=reason, words=words, actor=self.people[who], at=self.ago(days)
        )


def tell(program: Program, people: dict[str, User], pages: dict[str, BrandPage], at: datetime) -> None:
    told = Told(program, people, pages, at)
    told.begin()
    campaign = Campaign.objects.get(program=program, name="Six things about iron")
    mended = told.mission(
        campaign,
        [
            ("picture", "Photograph something that you mended instead of replacing it.", {"subject": "what you mended"}),
            ("post", "Tell how you did it, so that somebody else can.", {"page": pages["care"]}),
        ],
        ["What was mended can be seen", "Somebody else could do it after reading"],
        name="Mended, not replaced", why="Half of what comes to the repair bench could be mended at home. Show how.",
        points=80, capacity=8, days=30,
    )  # fmt: skip
    review = told.mission(
        campaign,
        [("review", "Review a pan that you have used for at least a month.", {"product": "a Heron pan"})],
        ["It tells of real use", "It says that its author gets something for it"],
        name="A month with one pan", why="People who think of buying want to hear what is annoying, too.",
        points=60, capacity=12, days=21,
    )  # fmt: skip
    told.mission(
        campaign,
        [("survey", "Answer nine questions about how you sharpen.", {"address": "https://survey.example/sharpening"})],
        ["The code is there"],
        name="How do you sharpen?", why="It decides which stones the shop keeps.", points=15, capacity=40,
        interest=told.interests[1],
    )  # fmt: skip
    told.mission(
        campaign,
        [("attend", "Come to the open evening at the repair bench.", {"event": "the open evening at the repair bench"})],
        ["They were there"],
        name="An evening at the bench", why="See what people bring, and tell us what the pages should say about it.",
        points=40, capacity=8,
    )  # fmt: skip
    _done(told, mended, review)
    offering.offer_due(at=told.ago(1))


def _done(told: Told, mended: Mission, review: Mission) -> None:
    """Aoife is at one, Kenji has one verified and Greta one that came back, Ines one that waits and is overdue tomorrow."""
    aoife = told.took(mended, "aoife", 6)
    told.picture(aoife, "aoife", "workshop", "A pan with a new handle beside the old one", days=3)
    kenji = told.took(review, "kenji", 14)
    told.link(kenji, "kenji", "https://tools-that-outlive.example/a-month-with-the-heron", 10)
    told.judged(told.sent(kenji, "kenji", 10), "marta", "verify", 9, words="The part about the handle is gold.")
    greta = told.took(review, "greta", 13)
    told.link(greta, "greta", "https://one-wet-stone.example/heron", 5)
    told.judged(
        told.sent(greta, "greta", 5, disclosed=False), "owen", "return", 3, reason="no_disclosure",
        words="A good review. Please say at its beginning that you get points for writing it.",
    )  # fmt: skip
    ines = told.took(review, "ines", 9)
    told.link(ines, "ines", "https://pans-from-hedges.example/heron-after-a-month?utm_source=mail", 2)
    told.sent(ines, "ines", 2)
