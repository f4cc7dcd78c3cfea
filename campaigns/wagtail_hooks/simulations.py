"""Earning rules tried over the last quarter, in the workbench."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.models import Program
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.workbench import OfManagers, OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import simulations
from campaigns.forms.drafting import SwitchOnForm, sheet_of
from campaigns.models import Simulation
from campaigns.queries.reckoning import Terms
from campaigns.queries.rules import current_rules
from campaigns.queries.simulated import differences, report_of
from sitewide.errors import NotFound, Refused

register_permission_policy(Simulation, ProgramRows(Simulation, actions=("view", "change")))
RELOAD_SECONDS = 3


class Index(OwnRows, generic.IndexView):
    """The simulations of the person's programs, newest first."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    @cached_property
    def header_buttons(self) -> list[Any]:  # type: ignore[override]
        return [HeaderButton(_("Try a change"), url=reverse("simulations:draft"), icon_name="view")]

    def get_list_more_buttons(self, instance: Simulation) -> list[Any]:
        return []


class Draft(OfManagers):
    """The rules of now as a sheet to be changed. A POST has the changed rules tried."""

    template_name = "campaigns/workbench/draft.html"
    page_title = _("Try a change")
    header_icon = "view"

    @cached_property
    def program(self) -> Program:
        """The one that the address names, else the person's first. Refuses (404) others."""
        own, asked = managed_programs(self.request.user), self.request.GET.get("program", "")
        found = own.filter(pk=int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else own
        program = found.first()
        if program is None:
            raise NotFound(_("There is no such program."))
        return program

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("simulations:index"), "label": _("Simulations")}
        return [*OfManagers.breadcrumbs_items, first, {"url": "", "label": self.page_title}]

    def sheet(self, data: Any = None) -> Any:
        return sheet_of({rule.what: Terms.of(rule) for rule in current_rules(self.program)}, data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = managed_programs(self.request.user).exclude(pk=self.program.pk)
        about = {"sheet": self.sheet(), "program": self.program, "others": others, "refused": None}
        context: dict[str, Any] = super().get_context_data(**about | kwargs)
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        sheet = self.sheet(request.POST)
        if not sheet.is_valid():
            messages.error(request, gettext("Nothing was done: see below."))
            return self.render_to_response(self.get_context_data(sheet=sheet), status=422)
        try:
            made = simulations.simulate(self.program, sheet.draft, actor=acting(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            context = self.get_context_data(sheet=sheet, refused=refused)
            return self.render_to_response(context, status=refused.status)
        return redirect("simulations:edit", made.pk)


class One(OneWithActs):
    """What the draft would have cost; switched on from here."""

    template_name = "campaigns/workbench/simulation.html"
    page_title = _("Simulation")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"switch_on": SwitchOnForm}

    def get_queryset(self) -> QuerySet[Simulation]:
        found: QuerySet[Simulation] = super().get_queryset().select_related("program", "asked_by", "switched_on_by")
        return found

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        return {"switch_on"} if self.object.done_at and not self.object.switched_on_at else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        simulations.switch_on(self.object, actor=acting(self.request), at=timezone.now(), **given)
        return gettext("The rules hold from now on.")

    def page(self, bound: dict[str, forms.Form], act: str = "", *, status: int = 200) -> HttpResponse:
        """While the run is under way the page asks again by itself."""
        response = super().page(bound, act, status=status)
        if not self.object.done_at:
            response["Refresh"] = str(RELOAD_SECONDS)
        return response

    def facts(self) -> dict[str, Any]:
        report = report_of(self.object) if self.object.done_at else None
        return {"report": report, "differences": differences(self.object)}


class SimulationViewSet(ProgramViewSet):
    model = Simulation
    name = "simulations"
    url_prefix = "rewards/simulations"
    icon = "view"
    menu_label = _("Try rules")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["asked_at"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("asked_at", label=_("Asked"), accessor="__str__", url_name="simulations:edit"),
        Column("asked_by", label=_("By"), accessor="asked_by.in_full"),
        DateColumn("done_at", label=_("Done")),
        DateColumn("switched_on_at", label=_("Switched on")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("draft/", Draft.as_view(), name="draft")]
