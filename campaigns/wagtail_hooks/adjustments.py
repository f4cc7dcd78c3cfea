"""Points given or taken by hand, in the workbench: asked for, confirmed or refused by a second manager."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.forms.workbench import NothingForm
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import OneWithActs, Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import adjustments
from campaigns.forms.treasury import AdjustForm, NoteForm
from campaigns.models import Adjustment
from sitewide.errors import Refused

register_permission_policy(Adjustment, ProgramRows(Adjustment, actions=("view", "add", "change")))
ABOUT = ("program", "member", "asked_by", "answered_by")


class Index(OwnRows, generic.IndexView):
    """The adjustments of the person's programs: what waits for a second person first, then the newest."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Adjust points")

    def get_base_queryset(self) -> QuerySet[Adjustment]:
        found: QuerySet[Adjustment] = super().get_base_queryset().select_related(*ABOUT)
        return found

    def get_list_more_buttons(self, instance: Adjustment) -> list[Any]:
        return []


class Make(Refusing, generic.CreateView):
    page_title = _("Adjust points")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Adjust the points")

    def get_form(self, form_class: Any = None) -> AdjustForm:
        data = self.request.POST if self.request.method == "POST" else None
        return AdjustForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        program = given.pop("program")
        try:
            made = adjustments.adjust(program, actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        waits = made.state == Adjustment.State.WAITING
        done = gettext("The points are adjusted, and the member was told.")
        waiting = gettext("It waits for a second manager: with what one alone adjusted lately it is above the limit.")
        messages.success(self.request, waiting if waits else done)
        return redirect(reverse("adjustments:edit", args=[made.pk]))


class One(OneWithActs):
    """One adjustment; a manager who neither asked for it nor would get it answers."""

    template_name = "campaigns/workbench/adjustment.html"
    page_title = _("Adjustment")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"confirm": NothingForm, "refuse": NoteForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        concerned = {self.object.asked_by_id, self.object.member_id}
        waits = self.object.state == Adjustment.State.WAITING
        return set(self.acts) if waits and acting(self.request).pk not in concerned else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "confirm":
            adjustments.confirm(self.object, **about)
            return gettext("The points are adjusted, and the member was told.")
        adjustments.refuse(self.object, note=given["note"], **about)
        return gettext("It is refused: no points moved.")

    def facts(self) -> dict[str, Any]:
        row = Adjustment.objects.select_related(*ABOUT).get(pk=self.object.pk)
        return {"adjustment": row, "waits": row.state == Adjustment.State.WAITING}


class AdjustmentViewSet(ProgramViewSet):
    model = Adjustment
    name = "adjustments"
    url_prefix = "rewards/adjustments"
    icon = "edit"
    menu_label = _("Adjustments")
    risky = True
    index_view_class = Index
    add_view_class = Make
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["reason"]
    ordering = ("-state", "-pk")
    search_fields: ClassVar[list[str]] = ["member__name", "member__handle", "member__pseudonym", "reason"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("member", label=_("Member"), accessor="member.in_full", url_name="adjustments:edit"),
        Column("points", label=_("Points"), accessor=lambda row: f"{row.points:+,}"),
        Column("reason", label=_("Reason")),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda row: row.state == "waiting"
        ),
        Column("asked_by", label=_("Asked by"), accessor="asked_by.in_full"),
        DateColumn("asked_at", label=_("When"), sort_key="asked_at"),
        Column("program", label=_("Program")),
    ]  # fmt: skip
