"""The workbench's "Missions": missions, what was sent in to be judged, interests, and the program's terms."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from advocates.queries import managed_programs
from advocates.wagtail_hooks.waits import HOOK, Waits
from campaigns.models import Submission
from campaigns.wagtail_hooks.missions.settings import InterestViewSet, MissionTermsViewSet
from campaigns.wagtail_hooks.missions.submissions import SubmissionViewSet
from campaigns.wagtail_hooks.missions.whole import MissionViewSet


class MissionsGroup(ViewSetGroup):
    menu_label = _("Missions")
    menu_name = "missions"
    menu_icon = "tasks"
    menu_order = 138
    items = (SubmissionViewSet, MissionViewSet, InterestViewSet, MissionTermsViewSet)


@hooks.register(HOOK)
def submissions_that_wait(request: HttpRequest) -> Iterator[Waits]:
    """What was sent and waits for a person, louder where an answer is overdue; one query."""
    waiting = Submission.objects.filter(program__in=managed_programs(request.user), state=Submission.State.WAITING)
    late = Count("pk", filter=Q(promised_at__lt=timezone.now()))
    found = waiting.aggregate(all=Count("pk"), late=late)
    if not found["all"]:
        return
    title = ngettext("%(count)s mission waits to be judged", "%(count)s missions wait to be judged", found["all"])
    text = ngettext("The answer to %(count)s is overdue.", "The answers to %(count)s are overdue.", found["late"])
    said = text % {"count": found["late"]} if found["late"] else gettext("What was promised first stands first.")
    address = "/admin/missions/submissions/"
    yield Waits(title % {"count": found["all"]}, said, address, gettext("Judge them"), urgent=bool(found["late"]))


@hooks.register("register_admin_viewset")
def missions_group() -> Any:
    return MissionsGroup()
