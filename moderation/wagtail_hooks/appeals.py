"""Every appeal; they are decided on the desk, where the links lead."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, acting
from advocates.workbench import ProgramRows, ProgramViewSet
from moderation.models import Appeal
from moderation.queries.conflicts import openable
from moderation.wagtail_hooks.listing import Listing

register_permission_policy(Appeal, ProgramRows(Appeal, to_program="decision__case__program"))


class AppealListing(Listing):
    """Without those that a conflict keeps from the person."""

    about = ("decision__case__message__page", "by")

    def get_base_queryset(self) -> QuerySet[Appeal]:
        found: QuerySet[Appeal] = super().get_base_queryset()
        waits = Q(state=Appeal.State.OPEN)
        return found.filter(openable(acting(self.request), waits, "decision__case__message"))


class AppealViewSet(ProgramViewSet):
    model = Appeal
    name = "appeals_to_decide"
    url_prefix = "moderation/appeals"
    icon = "redirect"
    menu_label = _("Appeals")
    pages = ("index",)
    index_view_class = AppealListing
    ordering = ("-pk",)
    form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "text",
            label=_("Appeal"),
            accessor=lambda appeal: appeal.text[:90],
            get_url=lambda appeal: reverse("appeal", args=[appeal.pk]),
        ),
        Column("act", label=_("Against"), accessor="decision.get_act_display"),
        Column("page", label=_("Where"), accessor="decision.case.message.page"),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda one: one.state == "open"
        ),
        DayColumn("due_at", label=_("Due")),
    ]
    list_filter: ClassVar[list[str]] = ["state"]
