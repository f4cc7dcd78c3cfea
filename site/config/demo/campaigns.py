"""What the demo program works towards: three goals, a campaign that taught something, one that runs, one to come, a draft."""

from dataclasses import replace
from datetime import datetime, timedelta

from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.rich_text import RichText

from accounts.models import User
from advocates.models import PolicyVersion, Program
from campaigns.actions import campaigns
from campaigns.actions.campaigns import Words
from campaigns.actions.goals import Aim, enter_figure, set_goal
from campaigns.models import Campaign, CampaignPage, Goal
from campaigns.ready import READY

CARE = "https://www.example.org/kestrel-rowe/care-sheet"
STORY = (
    "<p>A pan that is cared for outlives its owner. Yet the question we hear most is still how to begin: what to do with "
    "rust, with a sticky seasoning, with a lid that does not fit any more.</p><p>From now until the year ends, people who "
    "do it every week show one thing each: every step, also the one that goes wrong.</p>"
)
REVIEWS = (
    "31 official replies in four weeks, after 12; no question waited longer than a day and a half.",
    "Most questions came on Sunday evening, when nobody had planned to be there. Two advocates answered half of them.",
    "Again: the list of ten answers that hold. Not again: counting replies without asking whether they helped.",
)


def run(program: Program, people: dict[str, User], home: Page, made: dict[str, Image], at: datetime) -> None:
    marta, owen = people["marta"], people["owen"]
    posts, replies, pages = _goals(program, marta, at)
    _answered(program, replies, marta, at)
    running = _series(program, posts, marta, at)
    _briefed(running, made, marta, at)
    _page(running, home, made)
    campaigns.open_campaign(running, actor=marta, at=at - timedelta(days=17))
    campaigns.change_terms(
        running, starts_at=running.starts_at, ends_at=at + timedelta(days=26), points_budget=running.points_budget,
        reason="The kiln for the lids is a week late, and lids are one of the six subjects.", actor=marta,
        at=at - timedelta(days=5),
    )  # fmt: skip
    _sprint(program, pages, owen, at)
    campaigns.draft(program, READY["event"], goal=posts, starts_at=at + timedelta(days=75), actor=owen, at=at)
    campaigns.save_as_template(running, name="A how-to a week", actor=marta, at=at - timedelta(days=2))


def _goals(program: Program, marta: User, at: datetime) -> tuple[Goal, Goal, Goal]:
    begun, due = at - timedelta(days=70), (at + timedelta(days=60)).date()
    posts = Aim("Somebody shows something new every week", Goal.Metric.POSTS, 14, due, baseline=4)
    replies = Aim("Questions are answered by people who cook", Goal.Metric.REPLIES, 30, due, baseline=12)
    pages = Aim("Care pages in Dutch", Goal.Metric.OWN, 24, due, baseline=0, unit="pages")
    first, second, third = (set_goal(program, aim, actor=marta, at=begun) for aim in (posts, replies, pages))
    for ago, value, note in (
        (40, 2, "Owen's own translations"),
        (12, 7, "Counted on the site"),
        (3, 9, "Counted on the site"),
    ):
        day = at - timedelta(days=ago)
        enter_figure(third, on=day.date(), value=value, note=note, actor=marta, at=day)
    return first, second, third


def _policy(program: Program, at: datetime) -> PolicyVersion:
    return PolicyVersion.objects.current(at).get(policy__program=program, policy__slug="house-rules")


def _words(campaign: Campaign, at: datetime) -> Words:
    return Words(
        name=campaign.name, goal=campaign.goal, policy=_policy(campaign.program, at), summary=campaign.summary,
        audience=campaign.audience, audience_note=campaign.audience_note, gets=campaign.gets,
    )  # fmt: skip


def _answered(program: Program, goal: Goal, marta: User, at: datetime) -> None:
    """Three weeks in autumn, closed with what they taught."""
    begun = at - timedelta(days=64)
    made = campaigns.draft(
        program, replace(READY["answers"], missions=()), goal=goal, starts_at=begun, actor=marta, at=begun
    )
    campaigns.describe(made, _words(made, begun), actor=marta, at=begun)
    campaigns.add_fact(
        made, text="Every pan is guaranteed for life against cracks.", source_url=CARE, actor=marta, at=begun,
        expires_on=(at + timedelta(days=200)).date(),
    )  # fmt: skip
    campaigns.open_campaign(made, actor=marta, at=begun + timedelta(hours=3))
    reached, learnt, repeat = REVIEWS
    campaigns.close(made, reached=reached, learnt=learnt, repeat=repeat, actor=marta, at=at - timedelta(days=40))


def _series(program: Program, goal: Goal, marta: User, at: datetime) -> Campaign:
    starts = at - timedelta(days=16)
    made = campaigns.draft(
        program, replace(READY["howto"], missions=()), goal=goal, starts_at=starts, ends_at=at + timedelta(days=19), actor=marta,
        at=starts - timedelta(days=6),
    )  # fmt: skip
    words = _words(made, starts)
    named = Words(**{field: getattr(words, field) for field in Words.__slots__} | {"name": "Six things about iron"})
    return campaigns.describe(made, named, actor=marta, at=starts - timedelta(days=5))


def _briefed(made: Campaign, pictures: dict[str, Image], marta: User, at: datetime) -> None:
    told = at - timedelta(days=19)
    for text, days in (
        ("Linseed oil seasons at 200 °C in one hour; rapeseed oil does, too, and smells less.", 150),
        ("Our lids fit every pan of the same width made since 1974.", 90),
        ("Spare handles are in the shop until the end of the month.", -2),
    ):
        campaigns.add_fact(
            made, text=text, source_url=CARE, expires_on=max((at + timedelta(days=days)).date(), told.date()),
            actor=marta, at=told,
        )  # fmt: skip
    for name, credit in (("pan", "Kestrel & Rowe"), ("workshop", "Owen Price"), ("herbs", "")):
        campaigns.add_picture(made, image=pictures[name], credit=credit, actor=marta, at=told)


def _page(made: Campaign, home: Page, pictures: dict[str, Image]) -> None:
    page = CampaignPage(
        title="Six things about iron", slug="six-things-about-iron", campaign=made, picture=pictures["pan"],
        intro="Six weeks, six things that everybody should know how to do with a pan.",
        body=[("text", RichText(STORY))],
    )  # fmt: skip
    Page.objects.get(pk=home.pk).add_child(instance=page)


def _sprint(program: Program, goal: Goal, owen: User, at: datetime) -> None:
    """Opened already, and begins in ten days."""
    plan = replace(READY["translation"], name="Care pages in Dutch")
    made = campaigns.draft(
        program, plan, goal=goal, starts_at=at + timedelta(days=10), actor=owen, at=at - timedelta(days=4)
    )
    campaigns.describe(made, _words(made, at), actor=owen, at=at - timedelta(days=3))
    campaigns.add_fact(
        made, text="The care sheet may be translated freely as long as its safety notes stay complete.",
        source_url=CARE, expires_on=(at + timedelta(days=120)).date(), actor=owen, at=at - timedelta(days=3),
    )  # fmt: skip
    campaigns.open_campaign(made, actor=owen, at=at - timedelta(days=2))
