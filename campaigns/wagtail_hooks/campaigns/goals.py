"""The program's goals, and the figures that staff enter for them."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions.goals import Aim, change_goal, enter_figure, set_goal
from campaigns.forms.campaigns import FigureForm, GoalForm
from campaigns.models import Goal
from campaigns.queries.campaigns.metrics import value_of
from sitewide.errors import Refused

register_permission_policy(Goal, ProgramRows(Goal, actions=("view", "add", "change")))
FIGURES = 60


class Index(OwnRows, generic.IndexView):
    """The goals of the person's programs, with what each stands at."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Goal]:
        found: QuerySet[Goal] = super().get_base_queryset().select_related("program")
        return found


class Set(Refusing, generic.CreateView):
    page_title = _("New goal")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Set the goal")

    def get_form(self, form_class: Any = None) -> GoalForm:
        data = self.request.POST if self.request.method == "POST" else None
        return GoalForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        try:
            made = set_goal(given.pop("program"), Aim(**given), actor=acting(self.request), at=timezone.now())
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("The goal is set."))
        return redirect("goals:edit", made.pk)


class One(OneWithActs):
    """A goal with what it stands at; where staff enter it, every figure with day, source and name."""

    template_name = "campaigns/workbench/goal.html"
    page_title = _("Goal")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"figure": FigureForm, "change": GoalForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        if act == "change":
            return GoalForm(data, prefix=act, programs=managed_programs(self.request.user), goal=self.object)
        return super().form_of(act, data)

    def possible(self) -> set[str]:
        return {"change"} if self.object.measured else {"figure", "change"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "figure":
            enter_figure(self.object, **given, **about)
            return gettext("The figure is entered.")
        given.pop("program")
        change_goal(self.object, Aim(**given), **about)
        return gettext("The goal is changed; the record has what it was.")

    def facts(self) -> dict[str, Any]:
        figures = self.object.figures.select_related("by").order_by("-on", "-pk")[:FIGURES]
        campaigns = self.object.campaigns.order_by("-starts_at")[:FIGURES]
        value = value_of(self.object, timezone.now())
        return {"goal": self.object, "figures": figures, "campaigns": campaigns, "value": value}


class GoalViewSet(ProgramViewSet):
    model = Goal
    name = "goals"
    url_prefix = "campaigns/goals"
    icon = "bars"
    menu_label = _("Goals")
    index_view_class = Index
    add_view_class = Set
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["name"]
    ordering = ("due", "pk")
    search_fields: ClassVar[list[str]] = ["name"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Goal"), url_name="goals:edit"),
        Column("counted_in", label=_("Counted in")),
        Column("baseline", label=_("From")),
        Column(
            "now", label=_("Now"), accessor=lambda goal: "–" if (now := value_of(goal, timezone.now())) is None else now
        ),
        Column("target", label=_("To")),
        DayColumn("due", label=_("Until"), sort_key="due"),
        Column("program", label=_("Program")),
    ]
