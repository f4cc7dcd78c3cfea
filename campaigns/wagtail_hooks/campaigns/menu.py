"""The group in the menu, and what of campaigns waits for a manager."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from advocates.queries import managed_programs
from advocates.wagtail_hooks.waits import HOOK, Waits
from campaigns.models import BriefFact, Campaign
from campaigns.queries.campaigns.shown import without_owner
from campaigns.wagtail_hooks.campaigns.calendar import CalendarViewSet
from campaigns.wagtail_hooks.campaigns.goals import GoalViewSet
from campaigns.wagtail_hooks.campaigns.one import CampaignViewSet


class CampaignsGroup(ViewSetGroup):
    menu_label = _("Campaigns")
    menu_name = "campaigns"
    menu_icon = "calendar-alt"
    menu_order = 135
    items = (CampaignViewSet, CalendarViewSet, GoalViewSet)


@hooks.register("register_admin_viewset")
def campaigns_group() -> CampaignsGroup:
    return CampaignsGroup()


@hooks.register(HOOK)
def campaigns_that_wait(request: HttpRequest) -> Iterator[Waits]:
    """Those without a living owner, those to be reviewed, and facts that hold no more; four queries."""
    programs, now = managed_programs(request.user), timezone.now()
    address, label = "/admin/campaigns/all/", gettext("See them")
    if number := without_owner(programs).count():
        title = ngettext("%(count)s campaign has no owner", "%(count)s campaigns have no owner", number)
        text = gettext("Whoever owned it does not manage the program any more: name another one.")
        yield Waits(title % {"count": number}, text, address, label, urgent=True)
    running = Campaign.objects.filter(program__in=programs, state=Campaign.State.OPEN)
    if number := running.filter(ends_at__lte=now).count():
        title = ngettext("%(count)s campaign waits for its review", "%(count)s campaigns wait for their review", number)
        text = gettext("It is over: write what was reached and what was learnt.")
        yield Waits(title % {"count": number}, text, address, label)
    if number := BriefFact.objects.filter(campaign__in=running, expires_on__lt=now.date()).count():
        title = ngettext("%(count)s fact of a brief has expired", "%(count)s facts of briefs have expired", number)
        text = gettext("Advocates do not see it any more. Look it up again, or take it out.")
        yield Waits(title % {"count": number}, text, address, label)
