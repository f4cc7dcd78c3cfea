"""Which campaigns somebody sees, what of a brief may be said, and whom a campaign asks."""

from datetime import datetime
from enum import Enum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import CommunityManager, Enrolment, Grant, Program
from campaigns.models import BriefFact, Campaign, FairOverride


class Phase(Enum):
    """How a campaign that is public stands for readers."""

    BEFORE = _("begins soon")
    RUNNING = _("open now")
    OVER = _("over; the review is being written")
    CLOSED = _("closed")


def phase_of(campaign: Campaign, at: datetime) -> Phase | None:
    """None where readers may not know of it: it is being prepared or was cancelled."""
    if campaign.state == Campaign.State.CLOSED:
        return Phase.CLOSED
    if campaign.state != Campaign.State.OPEN:
        return None
    if at < campaign.starts_at:
        return Phase.BEFORE
    return Phase.RUNNING if at < campaign.ends_at else Phase.OVER


def public_campaigns(program: Program) -> QuerySet[Campaign]:
    """Every one that was opened, the one that ends first first."""
    shown = Campaign.objects.filter(program=program, state__in=[Campaign.State.OPEN, Campaign.State.CLOSED])
    return shown.select_related("program", "goal", "owner", "page").order_by("ends_at", "pk")


def open_campaigns(program: Program, at: datetime) -> QuerySet[Campaign]:
    """Opened ones that are not over."""
    return public_campaigns(program).filter(state=Campaign.State.OPEN, ends_at__gt=at)


def valid_facts(campaign: Campaign, at: datetime) -> list[BriefFact]:
    """The facts that may be said on this day of the program."""
    today = at.astimezone(campaign.program.zone).date()
    return [fact for fact in campaign.facts.all() if fact.expires_on >= today]


def expired_facts(campaign: Campaign, at: datetime) -> list[BriefFact]:
    """Those that may not be said any more; only managers see them."""
    today = at.astimezone(campaign.program.zone).date()
    return [fact for fact in campaign.facts.all() if fact.expires_on < today]


def asked_by(campaign: Campaign, at: datetime) -> QuerySet[User]:
    """The enrolled advocates whom it asks, with a live right of the kind where it asks for one."""
    running = Enrolment.objects.filter(
        program=campaign.program_id, ended_at=None, term_starts__lte=at, term_ends__gt=at
    )
    found = User.objects.filter(pk__in=running.values("member"), is_active=True)
    if campaign.audience == Campaign.Audience.ALL:
        return found
    holding = Grant.objects.live(at).filter(program=campaign.program_id, right=campaign.audience, shadow=False)
    return found.filter(pk__in=holding.values("advocate"))


def asks(campaign: Campaign, person: User, at: datetime) -> bool:
    return asked_by(campaign, at).filter(pk=person.pk).exists()


def between(program: Program, start: datetime, end: datetime, *, drafts: bool) -> QuerySet[Campaign]:
    """Those that run in part or in whole between two moments; drafts only where asked for."""
    states = [Campaign.State.OPEN, Campaign.State.CLOSED, *([Campaign.State.DRAFT] if drafts else [])]
    found = Campaign.objects.filter(program=program, state__in=states, starts_at__lt=end, ends_at__gt=start)
    return found.select_related("owner", "page").order_by("starts_at", "pk")


def public_notes(campaign: Campaign) -> QuerySet[FairOverride]:
    """Who let which finding pass, and why: everybody may read it."""
    return FairOverride.objects.filter(campaign=campaign).select_related("by").order_by("pk")


def without_owner(programs: QuerySet[Program]) -> QuerySet[Campaign]:
    """Drafts and open campaigns whose owner does not manage the program any more."""
    alive = Campaign.objects.filter(program__in=programs, state__in=[Campaign.State.DRAFT, Campaign.State.OPEN])
    managing = CommunityManager.objects.filter(program=OuterRef("program"), member=OuterRef("owner"))
    owned = Q(owner__is_active=True) & (Q(owner__is_superuser=True) | Exists(managing))
    return alive.exclude(pk__in=alive.filter(owned).values("pk")).order_by("starts_at")
