"""The group in the menu, and what waits for a manager."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from advocates.queries import managed_programs
from advocates.wagtail_hooks.waits import HOOK, Waits
from moderation.models import Promotion
from moderation.wagtail_hooks.people.apprentices import ApprenticeViewSet
from moderation.wagtail_hooks.people.differences import DifferenceViewSet, unanswered
from moderation.wagtail_hooks.people.gold import GoldViewSet
from moderation.wagtail_hooks.people.quality import QualityViewSet
from moderation.wagtail_hooks.people.ties import TieViewSet


class PeopleGroup(ViewSetGroup):
    menu_label = _("Moderators")
    menu_name = "moderators"
    menu_icon = "group"
    menu_order = 131
    items = (QualityViewSet, ApprenticeViewSet, DifferenceViewSet, GoldViewSet, TieViewSet)


@hooks.register("register_admin_viewset")
def people_group() -> PeopleGroup:
    return PeopleGroup()


@hooks.register(HOOK)
def promotions_and_differences(request: HttpRequest) -> Iterator[Waits]:
    """Proposals to promote and unlike second reviews, of every program of theirs; three queries."""
    programs = managed_programs(request.user)
    waiting = Promotion.objects.filter(shadow__program__in=programs, state=Promotion.State.OPEN)
    if number := waiting.exclude(shadow__advocate=request.user.pk).count():
        title = ngettext("%(count)s apprentice could moderate", "%(count)s apprentices could moderate", number)
        text = gettext("They decided as those who moderate did.")
        yield Waits(title % {"count": number}, text, "/admin/moderation/apprentices/", gettext("See them"))
    if number := unanswered().filter(program__in=programs).count():
        title = ngettext("%(count)s second review differs", "%(count)s second reviews differ", number)
        text = gettext("Open the case again, or let the decision stand.")
        yield Waits(title % {"count": number}, text, "/admin/moderation/differences/", gettext("See both"))
