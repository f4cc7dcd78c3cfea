"""Every case, decided ones too; they are decided on the desk, where the links lead."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import acting
from advocates.workbench import ProgramRows, ProgramViewSet
from moderation.models import Case
from moderation.queries.conflicts import openable
from moderation.wagtail_hooks.listing import Listing
from sitewide.text import excerpt

register_permission_policy(Case, ProgramRows(Case))


class DueColumn(Column):
    """The minute by which it is promised, and whether that is over while it is open."""

    def get_value(self, instance: Case) -> str:
        said = date_format(localtime(instance.due_at), "j M Y, H:i T")
        late = instance.state == Case.State.OPEN and instance.due_at < now()
        return gettext("%(moment)s (late)") % {"moment": said} if late else said


class CaseListing(Listing):
    """Without those that a conflict keeps from the person."""

    about = ("message__page", "message__author")

    def get_base_queryset(self) -> QuerySet[Case]:
        found: QuerySet[Case] = super().get_base_queryset()
        return found.filter(openable(acting(self.request), Q(state=Case.State.OPEN)))


class CaseViewSet(ProgramViewSet):
    """Every case, decided ones too; whoever wants another look asks for it on the case."""

    model = Case
    name = "cases"
    url_prefix = "moderation/cases"
    icon = "tasks"
    menu_label = _("Cases")
    pages = ("index",)
    index_view_class = CaseListing
    ordering = ("-pk",)
    form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "message",
            label=_("Message"),
            accessor=lambda case: excerpt(case.message.body, 90),
            get_url=lambda case: reverse("case", args=[case.pk]),
        ),
        Column("page", label=_("Where"), accessor="message.page"),
        Column("author", label=_("Author"), accessor="message.author.in_full"),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda case: case.state == "open"
        ),
        Column("urgency", label=_("Urgency")),
        BooleanColumn("escalated", label=_("Escalated")),
        DueColumn("due_at", label=_("Due")),
    ]
    list_filter: ClassVar[list[str]] = ["state", "escalated", "urgency"]
