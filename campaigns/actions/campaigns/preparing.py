"""A campaign as a draft, from nothing or from a plan, and the words of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from advocates.models import PolicyVersion, Program
from campaigns.actions.campaigns.fairness import must_be_fair
from campaigns.actions.campaigns.steps import locked, must_be_alive, must_be_owned, must_manage, paragraphs
from campaigns.actions.missions.planning import plan_missions
from campaigns.models import BriefFact, BriefPoint, Campaign, Goal
from campaigns.plans import Plan
from record.actions import write
from sitewide.errors import Invalid
from sitewide.text import one_line

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Words:
    """What a campaign says, and for what it stands. All but the name may be empty until it is opened."""

    name: StrOrPromise
    goal: Goal
    policy: PolicyVersion | None = None
    summary: StrOrPromise = ""
    audience: str = Campaign.Audience.ALL
    audience_note: StrOrPromise = ""
    gets: StrOrPromise = ""
    disclosure: StrOrPromise = ""
    to_find: StrOrPromise = ""


@transaction.atomic
def draft(
    program: Program,
    plan: Plan,
    *,
    goal: Goal,
    starts_at: datetime,
    actor: User,
    at: datetime,
    ends_at: datetime | None = None,
    policy: PolicyVersion | None = None,
) -> Campaign:
    """Begin a campaign from a plan, its missions as drafts; its owner is the actor. Without an end it lasts the plan's days.

    Refuses 404 whoever does not manage the program, 422 a goal or a policy of another program, dates that are none, and
    words that are too long.
    """  # fmt: skip
    must_manage(actor, program)
    words = Words(
        name=plan.name, goal=goal, policy=policy, summary=plan.summary, audience=plan.audience, gets=plan.gets,
        audience_note=plan.audience_note, disclosure=plan.disclosure, to_find=plan.to_find,
    )  # fmt: skip
    campaign = Campaign(program=program, owner=actor, starts_at=starts_at, points_budget=plan.points_budget)
    campaign.ends_at = ends_at or starts_at + timedelta(days=plan.days)
    must_last(campaign)
    _set(campaign, words)
    campaign.save()
    _brief(campaign, plan)
    plan_missions(campaign, plan.missions, actor=actor, at=at)
    write("campaign.drafted", at=at, actor=actor, program=program, subject=campaign, points_budget=plan.points_budget)
    return campaign


def must_last(campaign: Campaign) -> None:
    """Refuses (422) a campaign that ends before it starts, or lasts for more than a year."""
    if not timedelta(0) < campaign.ends_at - campaign.starts_at <= timedelta(days=MOST_DAYS):
        raise Invalid(_("A campaign ends after it starts, and within a year."), code="dates")


def _brief(campaign: Campaign, plan: Plan) -> None:
    BriefFact.objects.bulk_create(
        BriefFact(
            campaign=campaign, text=text, source_url=source, expires_on=date.fromisoformat(until), position=number
        )
        for number, (text, source, until) in enumerate(plan.facts)
    )
    kinds = ((BriefPoint.Kind.DO, plan.dos), (BriefPoint.Kind.DONT, plan.donts))
    BriefPoint.objects.bulk_create(
        BriefPoint(campaign=campaign, kind=kind, text=str(text), position=number)
        for kind, texts in kinds for number, text in enumerate(texts)
    )  # fmt: skip


@transaction.atomic
def describe(campaign: Campaign, words: Words, *, actor: User, at: datetime) -> Campaign:
    """Change what a campaign says. Words that no program may pay for are refused once it is open (422 `unfair`).

    Refuses 404 whoever does not manage it, 409 one that is over or that nobody owns, 422 what `draft` refuses.
    """
    row = locked(campaign, actor)
    must_be_alive(row)
    if row.state == Campaign.State.OPEN:
        must_be_owned(row)
        if not (words.policy and words.summary.strip() and words.gets.strip()):
            raise Invalid(
                _("An open campaign keeps its policy, what it is about and what one gets."), code="incomplete"
            )
    _set(row, words)
    row.save()
    if row.state == Campaign.State.OPEN:
        must_be_fair(row)
    write("campaign.described", at=at, actor=actor, program=row.program, subject=row)
    return row


def _set(campaign: Campaign, words: Words) -> None:
    campaign.name = one_line(str(words.name), 120)
    if not campaign.name:
        raise Invalid(_("A campaign has a name."), code="no_name")
    if words.goal.program_id != campaign.program_id:
        raise Invalid(_("Choose a goal of the program."), code="goal")
    if words.policy is not None and words.policy.policy.program_id != campaign.program_id:
        raise Invalid(_("Choose a policy of the program."), code="policy")
    if words.audience not in Campaign.Audience.values:
        raise Invalid(_("Say who is asked."), code="audience")
    campaign.goal, campaign.policy, campaign.audience = words.goal, words.policy, words.audience
    campaign.summary, campaign.to_find = paragraphs(str(words.summary), 1_000), paragraphs(str(words.to_find), 2_000)
    campaign.audience_note, campaign.gets = one_line(str(words.audience_note), 240), one_line(str(words.gets), 300)
    campaign.disclosure = one_line(str(words.disclosure), 240)
