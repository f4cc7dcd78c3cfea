"""Advocates, grants, halts and restrictions in the workbench."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from advocates.wagtail_hooks.access import AccessReviewViewSet
from advocates.wagtail_hooks.asking import WhoCould
from advocates.wagtail_hooks.choosing import AdvocateChooser, advocate_chooser
from advocates.wagtail_hooks.drills import Drills
from advocates.wagtail_hooks.enrolled import EnrolmentViewSet
from advocates.wagtail_hooks.grant_templates import GrantTemplateViewSet
from advocates.wagtail_hooks.grants import GrantViewSet
from advocates.wagtail_hooks.halts import HaltViewSet
from advocates.wagtail_hooks.probation import ProbationViewSet
from advocates.wagtail_hooks.restrictions import RestrictionViewSet
from advocates.workbench import ForManagers


class WhoViewSet(ViewSet):
    name = "who_could"
    url_prefix = "rights/who"
    icon = "help"
    menu_label = _("Who could …?")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", WhoCould.as_view(), name="index")]


class DrillViewSet(ViewSet):
    name = "drills"
    url_prefix = "rights/drills"
    icon = "time"
    menu_label = _("Drills")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", Drills.as_view(), name="index")]


class ReviewViewSet(AccessReviewViewSet):
    menu_item_class = ForManagers


class RightsGroup(ViewSetGroup):
    menu_label = _("Rights")
    menu_name = "rights"
    menu_icon = "key"
    menu_order = 120
    items = (
        EnrolmentViewSet,
        GrantViewSet,
        GrantTemplateViewSet,
        ProbationViewSet,
        ReviewViewSet,
        HaltViewSet,
        DrillViewSet,
        RestrictionViewSet,
        WhoViewSet,
    )


@hooks.register("register_admin_viewset")
def rights_group() -> RightsGroup:
    return RightsGroup()


@hooks.register("register_admin_viewset")
def choosing() -> AdvocateChooser:
    return advocate_chooser
