"""Programs, questions, applications, policies and managers in the workbench."""

from typing import Any

from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from advocates.wagtail_hooks.applications import ApplicationViewSet
from advocates.wagtail_hooks.criteria import CriterionViewSet
from advocates.wagtail_hooks.disclosures import DisclosureViewSet
from advocates.wagtail_hooks.invitations import InvitationViewSet
from advocates.wagtail_hooks.managers import ManagerViewSet
from advocates.wagtail_hooks.overview import OverviewView, WaitingPanel
from advocates.wagtail_hooks.policies import PolicyViewSet
from advocates.wagtail_hooks.programs import ProgramSettingsViewSet
from advocates.wagtail_hooks.questions import QuestionViewSet
from advocates.workbench import ForManagers, managed_ids


class OverviewViewSet(ViewSet):
    """Where the program stands: what waits, and what it lacks before it goes live."""

    name = "program_overview"
    url_prefix = "program"
    icon = "home"
    menu_label = _("Overview")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", OverviewView.as_view(), name="index")]


class ProgramGroup(ViewSetGroup):
    menu_label = _("Program")
    menu_name = "program"
    menu_icon = "group"
    menu_order = 110
    items = (
        OverviewViewSet,
        ApplicationViewSet,
        QuestionViewSet,
        CriterionViewSet,
        InvitationViewSet,
        PolicyViewSet,
        DisclosureViewSet,
        ManagerViewSet,
        ProgramSettingsViewSet,
    )


@hooks.register("register_admin_viewset")
def program_group() -> ProgramGroup:
    return ProgramGroup()


@hooks.register("construct_homepage_panels")
def what_waits(request: HttpRequest, panels: list[Any]) -> None:
    if managed_ids(request.user):
        panels.insert(0, WaitingPanel())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pages and pictures there are tells a manager nothing; what waits for them takes the place."""
    if managed_ids(request.user):
        items.clear()


@hooks.register("construct_main_menu")
def name_in_the_menu(request: HttpRequest, _items: list[Any]) -> None:
    """Wagtail's menu shows `first_name`, which our people do not have, and otherwise the address."""
    request.user.first_name = str(request.user)  # type: ignore[union-attr]
