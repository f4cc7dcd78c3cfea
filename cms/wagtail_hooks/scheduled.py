"""Posts for later in the workbench: what waits, what is held and why, and what a manager does with it."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, OneWithActs
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from cms.actions import scheduling
from cms.forms.scheduling import HeldForm
from cms.models import Scheduled
from cms.queries.restricted import active_in, may_override, stopping
from sitewide.text import to_plain

register_permission_policy(Scheduled, ProgramRows(Scheduled, actions=("view", "change")))


class ScheduledFilters(WagtailFilterSet):
    class Meta:
        model = Scheduled
        fields: ClassVar[list[str]] = ["state"]


class Index(OwnRows, generic.IndexView):
    """Everything scheduled in the person's programs, the newest first."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Scheduled]:
        found: QuerySet[Scheduled] = super().get_base_queryset().select_related("author", "page", "owner", "program")
        return found


class One(OneWithActs):
    """One post: its text and time; a held one is said now, or given back to its author."""

    template_name = "cms/workbench/scheduled.html"
    page_title = _("Post for later")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"release": HeldForm, "give_back": HeldForm}

    def get_page_subtitle(self) -> str:
        return f"{self.object.author.in_full}: {self.object.title}"

    def possible(self) -> set[str]:
        return set(self.acts) if self.object.state == Scheduled.State.HELD else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        about = {"actor": self.request.user, "at": timezone.now(), "reason": given["reason"]}
        if act == "release":
            scheduling.release(self.object, **about)
            return gettext("It is said.")
        scheduling.give_back(self.object, **about)
        return gettext("Given back to the author, who is told by mail.")

    def facts(self) -> dict[str, Any]:
        post = self.object
        text = f"{post.title}\n{to_plain(post.body)}"
        stops = stopping(active_in(post.program_id, timezone.now()), post.page.path, text) if self.possible() else []
        may = bool(stops) and may_override(stops, self.request.user, post.author_id)
        return {"post": post, "stops": stops, "may_override": may}


class ScheduledViewSet(ProgramViewSet):
    model = Scheduled
    name = "scheduled_posts"
    url_prefix = "rights/scheduled"
    icon = "time"
    menu_label = _("Posts for later")
    menu_order = 122
    add_to_admin_menu = True
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["state"]
    filterset_class = ScheduledFilters
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = ["title", "author__name", "author__handle", "author__pseudonym", "page__title"]
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("author", label=_("Advocate"), accessor="author.in_full"),
        Column("page", label=_("Page")),
        StatusTagColumn(
            "get_state_display", label=_("State"), primary=lambda post: post.state == Scheduled.State.HELD
        ),
        DayColumn("due_at", label=_("Due"), sort_key="due_at"),
        Column("hold_why", label=_("Why it is held")),
        Column("owner", label=_("Owner")),
    ]  # fmt: skip


@hooks.register("register_admin_viewset")
def scheduled_viewset() -> ScheduledViewSet:
    return ScheduledViewSet()
