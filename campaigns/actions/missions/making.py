"""Preparing a mission, opening and closing it. What is open does not change: it was promised."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import CommunityManager, CoursePage, Program
from advocates.queries.places import pages_below
from campaigns.actions.missions.drafts import draft_of, locked, must_manage
from campaigns.actions.missions.fairness import must_be_fair
from campaigns.models import Campaign, Criterion, Interest, Mission, MissionStep
from campaigns.models.mission import MOST_PLACES, MOST_POINTS
from campaigns.queries.missions.promised import promised_by
from campaigns.queries.missions.terms import terms_of
from campaigns.queries.steps import KINDS, kind_of_step
from cms.models import BrandPage
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.jobs import after_commit
from sitewide.languages import SPOKEN
from sitewide.text import one_line

State = Mission.State
MOST_STEPS = 12
MOST_CRITERIA = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a mission asks, of whom, and what it gives. Points are for each time; `capacity` is how often altogether."""

    name: str
    why: str
    points: int
    starts_at: datetime
    ends_at: datetime
    capacity: int
    per_person: int = 1
    per_week: int = 1
    days: int = 14
    tier: int = 0
    place: BrandPage | None = None
    language: str = ""
    interest: Interest | None = None
    course: CoursePage | None = None


@transaction.atomic
def make(campaign: Campaign, terms: Terms, *, actor: User, at: datetime) -> Mission:
    """Begin a mission of the campaign. Refuses 404 whoever does not manage its program, 409 a campaign that is over,
    422 terms that do not fit it."""
    must_manage(actor, campaign.program)
    return _set(Mission(campaign=campaign), terms, "mission.made", actor=actor, at=at)


@transaction.atomic
def change(mission: Mission, terms: Terms, *, actor: User, at: datetime) -> Mission:
    """Change it while it is prepared (else 409)."""
    return _set(draft_of(mission, actor), terms, "mission.changed", actor=actor, at=at)


@transaction.atomic
def add_step(
    mission: Mission, *, kind: str, text: str, settings: dict[str, object], actor: User, at: datetime
) -> MissionStep:
    """Put a step behind the others. Refuses 409 once the mission is open or has twelve, 422 what its kind refuses."""
    row = draft_of(mission, actor)
    known, text = KINDS.get(kind), one_line(text, 400)
    if known is None or not text:
        raise Invalid(_("A step has a kind, and says what to do."), code="bad_step")
    last = MissionStep.objects.filter(mission=row).order_by("-position").first()
    if MissionStep.objects.filter(mission=row).count() >= MOST_STEPS:
        raise Conflict(_("A mission has at most twelve steps."), code="too_many")
    read = {one.name: one.read(settings.get(one.name), row.program) for one in known.settings}
    kept = {name: value for name, value in read.items() if value is not None}
    step = MissionStep(mission=row, position=last.position + 1 if last else 1, kind=kind, text=text, settings=kept)
    step.save()
    write("mission.changed", at=at, actor=actor, program=row.program, subject=row, step=kind)
    return step


@transaction.atomic
def drop_step(step: MissionStep, *, actor: User, at: datetime) -> None:
    """Take a step out while the mission is prepared (else 409)."""
    row = draft_of(step.mission, actor)
    MissionStep.objects.filter(pk=step.pk, mission=row).delete()
    write("mission.changed", at=at, actor=actor, program=row.program, subject=row)


@transaction.atomic
def add_criterion(mission: Mission, *, label: str, most: int, needed: int, actor: User, at: datetime) -> Criterion:
    """Put a line into the rubric while the mission is prepared (else 409). Refuses 422 marks that cannot be met."""
    row = draft_of(mission, actor)
    label = one_line(label, 200)
    if not label or not 1 <= most <= 10 or not 0 <= needed <= most:
        raise Invalid(
            _("Say what is looked for, with 1 to 10 marks, and how many of them are needed."), code="bad_criterion"
        )
    if Criterion.objects.filter(mission=row).count() >= MOST_CRITERIA:
        raise Conflict(_("A rubric has at most twelve lines."), code="too_many")
    made = Criterion.objects.create(mission=row, label=label, most=most, needed=needed)
    write("mission.changed", at=at, actor=actor, program=row.program, subject=row)
    return made


@transaction.atomic
def drop_criterion(criterion: Criterion, *, actor: User, at: datetime) -> None:
    """Take a line out of the rubric while the mission is prepared (else 409)."""
    row = draft_of(criterion.mission, actor)
    Criterion.objects.filter(pk=criterion.pk, mission=row).delete()
    write("mission.changed", at=at, actor=actor, program=row.program, subject=row)


@transaction.atomic
def open_mission(mission: Mission, *, actor: User, at: datetime) -> Mission:
    """Offer it from now on. The campaign's row is locked first, so that two missions never promise the same points.

    Refuses 409 a campaign that is not open, a mission without a step or a rubric, whose window is over, whose points
    times places do not fit what is left of the campaign's budget, and one worth so much that two people must judge it
    where the program has only one manager; 422 what may not be paid for.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("program").get(pk=mission.campaign_id)
    row = draft_of(mission, actor)
    _must_be_ready(row, campaign, at)
    must_be_fair(row)
    row.state = State.OPEN
    row.save(update_fields=["state"])
    if (promised := promised_by(campaign)) > campaign.points_budget:
        told = {"short": promised - campaign.points_budget}
        raise Conflict(
            _("The campaign's budget in points is too small by %(short)s.") % told, code="points_short", detail=told
        )
    write(
        "mission.opened", at=at, actor=actor, program=row.program, subject=row, points=row.points, places=row.capacity
    )
    after_commit("campaigns.tasks.offer_missions")
    return row


@transaction.atomic
def close(mission: Mission, *, actor: User, at: datetime) -> Mission:
    """Nobody takes it any more; who has it finishes it. Refuses 409 one that is not open."""
    row = locked(mission, actor)
    if State.CLOSED not in Mission.TRANSITIONS[row.state]:
        raise Conflict(_("Only a mission that is open can be closed."), code="not_open")
    row.state = State.CLOSED
    row.save(update_fields=["state"])
    write("mission.closed", at=at, actor=actor, program=row.program, subject=row)
    return row


def _set(mission: Mission, terms: Terms, verb: str, *, actor: User, at: datetime) -> Mission:
    campaign = mission.campaign
    _must_fit(terms, campaign)
    for name in Terms.__slots__:
        setattr(mission, name, getattr(terms, name))
    mission.name, mission.why = one_line(terms.name, 120), terms.why.strip()[:1_000]
    mission.save()
    write(verb, at=at, actor=actor, program=campaign.program, subject=mission, points=mission.points)
    return mission


def _must_fit(terms: Terms, campaign: Campaign) -> None:
    if campaign.state not in {Campaign.State.DRAFT, Campaign.State.OPEN}:
        raise Conflict(_("This campaign is over."), code="campaign_over")
    if not one_line(terms.name, 120) or not terms.why.strip():
        raise Invalid(_("Say what the mission is called and what it is for."), code="bad_mission")
    numbers = (terms.points, terms.capacity, terms.per_person, terms.per_week, terms.days)
    if min(numbers) < 1 or terms.points > MOST_POINTS or terms.capacity > MOST_PLACES or terms.days > 365:
        raise Invalid(_("Points, places, times and days are whole numbers from 1."), code="bad_numbers")
    if not campaign.starts_at <= terms.starts_at < terms.ends_at <= campaign.ends_at:
        raise Invalid(_("The mission begins and ends within the time of its campaign."), code="out_of_campaign")
    _must_be_of(terms, campaign.program)


def _must_be_of(terms: Terms, program: Program) -> None:
    """Whom it is for is said in the program's own words."""
    strange = (terms.language and terms.language not in dict(SPOKEN)) or (
        terms.interest and terms.interest.program_id != program.pk
    )
    if terms.place:
        own = pages_below(Program.objects.filter(pk=program.pk))
        strange = strange or not own.filter(pk=terms.place.pk).exists()
    if terms.course:
        strange = strange or not terms.course.path.startswith(program.root_page.path)
    if strange:
        raise Invalid(_("Choose a page, course, language and interest of this program."), code="not_of_program")


def _must_be_ready(mission: Mission, campaign: Campaign, at: datetime) -> None:
    if campaign.state != Campaign.State.OPEN:
        raise Conflict(_("The campaign is not open yet."), code="campaign_not_open")
    if mission.ends_at <= at:
        raise Conflict(_("The time of this mission is over."), code="out_of_time")
    if not mission.steps.exists() or not mission.criteria.exists():
        raise Conflict(_("A mission needs at least one step and one line in its rubric."), code="not_ready")
    for step in mission.steps.all():
        if lacks := kind_of_step(step).lacks(step):
            told = {"what": lacks[0].label, "step": step.text}
            raise Conflict(
                _("Say for the step “%(step)s”: %(what)s. Take it out and add it anew.") % told, code="step_unset"
            )
    judges = CommunityManager.objects.filter(program=campaign.program, member__is_active=True).count()
    if mission.points > terms_of(campaign.program).two_above and judges < 2:
        raise Conflict(
            _("Two people judge a mission worth so much, and the program has only one manager."), code="too_few_judges"
        )
