"""What a campaign still lacks before it can be opened: everything at once, each with where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from advocates.models import PolicyVersion
from advocates.queries import manages
from campaigns.models import BriefPoint, Campaign, CampaignPage
from campaigns.queries.campaigns.budget import room_of
from campaigns.queries.campaigns.offer import findings_of, is_overridden
from campaigns.queries.campaigns.shown import valid_facts


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `part` is what of the campaign mends it; what is not `needed` is advice."""

    code: str
    sentence: StrOrPromise
    done: bool
    part: str
    needed: bool = True


def items_of(campaign: Campaign, at: datetime) -> list[Item]:
    """The whole checklist in the order in which one would work."""
    return [*_frame(campaign, at), *_brief(campaign, at), *_money(campaign), *_words(campaign)]


def missing(campaign: Campaign, at: datetime) -> list[Item]:
    """What stands in the way of opening it."""
    return [item for item in items_of(campaign, at) if item.needed and not item.done]


def _frame(campaign: Campaign, at: datetime) -> Iterator[Item]:
    today = at.astimezone(campaign.program.zone).date()
    owned = campaign.owner is not None and manages(campaign.owner, campaign.program)
    yield Item("owner", _("An owner who manages the program answers for it."), owned, "words")
    yield Item("goal", _("Its goal is not past its date."), campaign.goal.due >= today, "goal")
    yield Item("dates", _("It ends in the future."), campaign.ends_at > at, "terms")
    current = PolicyVersion.objects.current(at).filter(policy__program=campaign.program_id)
    governed = campaign.policy_id is not None and current.filter(pk=campaign.policy_id).exists()
    yield Item("policy", _("It names the current version of a policy of the program."), governed, "words")


def _brief(campaign: Campaign, at: datetime) -> Iterator[Item]:
    kinds = {point.kind for point in campaign.points.all()}
    yield Item("summary", _("The brief says what it is about."), bool(campaign.summary), "words")
    yield Item("gets", _("It says what one gets."), bool(campaign.gets), "words")
    yield Item(
        "facts", _("The brief has a fact with its source that still holds."), bool(valid_facts(campaign, at)), "facts"
    )
    yield Item("dos", _("The brief says what to do."), BriefPoint.Kind.DO in kinds, "points")
    yield Item("donts", _("The brief says what not to do."), BriefPoint.Kind.DONT in kinds, "points")
    yield Item("disclosure", _("A disclosure tells readers what the speakers get."), bool(campaign.told), "words")
    pictured = campaign.pictures.exists()
    yield Item("pictures", _("There are pictures to use."), pictured, "pictures", needed=False)
    invited = CampaignPage.objects.filter(campaign=campaign, live=True).exists()
    yield Item("page", _("A published page invites to it."), invited, "page", needed=False)


def _money(campaign: Campaign) -> Iterator[Item]:
    yield Item("budget", _("It has a budget in points."), campaign.points_budget > 0, "terms")
    if campaign.points_budget:
        covered = room_of(campaign.program, besides=campaign).covers(campaign.points_budget)
        yield Item("covered", _("The program's budget covers it beside what is promised already."), covered, "terms")


def _words(campaign: Campaign) -> Iterator[Item]:
    fair = not findings_of(campaign) or is_overridden(campaign)
    yield Item("fair", _("It pays for nothing that no program may pay for."), fair, "fair")
