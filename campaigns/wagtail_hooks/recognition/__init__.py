"""The workbench's "Recognition": badges, tiers and seasons."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from campaigns.wagtail_hooks.recognition.badges import BadgeViewSet
from campaigns.wagtail_hooks.recognition.seasons import SeasonViewSet
from campaigns.wagtail_hooks.recognition.tiers import TierViewSet


class RecognitionGroup(ViewSetGroup):
    menu_label = _("Recognition")
    menu_name = "recognition"
    menu_icon = "crosshairs"
    menu_order = 145
    items = (BadgeViewSet, TierViewSet, SeasonViewSet)


@hooks.register("register_admin_viewset")
def recognition_group() -> Any:
    return RecognitionGroup()
