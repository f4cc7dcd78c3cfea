"""The workbench's "Missions": missions, what was sent in to be judged, interests, and the program's terms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from campaigns.wagtail_hooks.missions.settings import InterestViewSet, MissionTermsViewSet
from campaigns.wagtail_hooks.missions.submissions import SubmissionViewSet
from campaigns.wagtail_hooks.missions.whole import MissionViewSet


class MissionsGroup(ViewSetGroup):
    menu_label = _("Missions")
    menu_name = "missions"
    menu_icon = "tasks"
    menu_order = 138
    items = (SubmissionViewSet, MissionViewSet, InterestViewSet, MissionTermsViewSet)


@hooks.register("register_admin_viewset")
def missions_group() -> Any:
    return MissionsGroup()
