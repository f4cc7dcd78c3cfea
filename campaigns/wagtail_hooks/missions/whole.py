"""Missions in the workbench: their terms, their steps, their rubric, opening and closing them."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import ByAction, OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions.missions import fairness, making
from campaigns.actions.missions.making import Terms
from campaigns.curves import curves_of
from campaigns.forms.mission_workbench import (
    CriterionForm,
    KindForm,
    MissionForm,
    NoteForm,
    NumberForm,
    PressForm,
    StepForm,
)
from campaigns.models import Criterion, Mission, MissionStep
from campaigns.queries.missions.course import course_of_mission
from campaigns.queries.missions.offer import findings_of, override_of
from campaigns.queries.missions.promised import promised_by
from campaigns.queries.missions.targeting import reasons_for
from campaigns.queries.steps import KINDS, kind_of_step
from sitewide.errors import NotFound, Refused

State = Mission.State
register_permission_policy(
    Mission, ProgramRows(Mission, to_program="campaign__program", actions=("view", "add", "change"))
)


class Index(OwnRows, generic.IndexView):
    """The missions of the person's programs, those that end first first."""

    def get_base_queryset(self) -> QuerySet[Mission]:
        found: QuerySet[Mission] = super().get_base_queryset().select_related("campaign__program")
        return found


def terms(form: Any) -> Terms:
    return Terms(**{name: form.cleaned_data[name] for name in Terms.__slots__})


class Create(ByAction, generic.CreateView):
    """A new mission; its steps come next."""

    def act(self, form: Any) -> Mission:
        return making.make(form.cleaned_data["campaign"], terms(form), actor=self.request.user, at=timezone.now())

    def get_success_url(self) -> str:
        assert self.object is not None, "a mission that was made has a number"
        return reverse("missions:whole", args=[self.object.pk])


class Edit(OwnRows, ByAction, generic.EditView):
    """Its terms, while it is prepared."""

    def act(self, form: Any) -> Mission:
        return making.change(self.object, terms(form), actor=self.request.user, at=timezone.now())

    def get_success_url(self) -> str:
        return reverse("missions:whole", args=[self.object.pk])

    def get_header_buttons(self) -> list[Any]:
        url = reverse("missions:whole", args=[self.object.pk])
        return [HeaderButton(_("Steps and rubric"), url=url, icon_name="tasks"), *super().get_header_buttons()]


class Whole(OneWithActs):
    """The mission with its steps and its rubric, what it promises of the campaign's budget, and what can be done now."""

    template_name = "campaigns/missions/workbench/whole.html"
    page_title = _("Mission")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "step": KindForm, "drop_step": NumberForm, "criterion": CriterionForm, "drop_criterion": NumberForm,
        "open": PressForm, "close": PressForm, "override": NoteForm,
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        state = self.object.state
        if state != State.DRAFT:
            return {"close"} if state == State.OPEN else set()
        passes = not findings_of(self.object) or override_of(self.object) is not None
        return set(self.acts) - {"close"} - ({"override"} if passes else set())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = KindForm(request.POST, prefix="step")
        if request.POST.get("act") == "step" and form.is_valid():
            return redirect("missions:step", pk=self.get_object().pk, kind=form.cleaned_data["kind"])
        return super().post(request, *args, **kwargs)

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "open":
            making.open_mission(self.object, **about)
            return gettext("It is open: those for whom it is are invited within a minute.")
        if act == "close":
            making.close(self.object, **about)
            return gettext("Nobody takes it any more. Who has it may finish it.")
        if act == "override":
            fairness.override(self.object, **given, **about)
            return gettext("It may be opened now. Your note stands on the mission.")
        if act == "criterion":
            making.add_criterion(self.object, **given, **about)
            return gettext("The rubric has one line more.")
        self._drop(act, given["number"], about)
        return gettext("It is taken out.")

    def _drop(self, act: str, number: int, about: dict[str, Any]) -> None:
        if act == "drop_step":
            step = MissionStep.objects.filter(mission=self.object, pk=number).select_related("mission").first()
            making.drop_step(step or _nothing(), **about)
        else:
            line = Criterion.objects.filter(mission=self.object, pk=number).select_related("mission").first()
            making.drop_criterion(line or _nothing(), **about)

    def facts(self) -> dict[str, Any]:
        mission = self.object
        states = list(mission.submissions.values_list("state", flat=True))
        course = course_of_mission(mission, timezone.now())
        return {
            "mission": mission, "steps": [_told(step) for step in mission.steps.all()],
            "criteria": mission.criteria.all(), "reasons": reasons_for(mission), "promised": promised_by(mission.campaign),
            "invited": mission.invitations.count(), "sent": len([one for one in states if one in {"checking", "waiting"}]),
            "verified": states.count("verified"), "curves": curves_of(course) if course else None,
            "found": findings_of(mission), "override": override_of(mission), "worth": mission.points * mission.capacity,
        }  # fmt: skip


def _told(step: MissionStep) -> tuple[MissionStep, str, str]:
    kind = kind_of_step(step)
    return step, kind.label, kind.hint(step)


def _nothing() -> Any:
    raise NotFound(gettext("There is no such line."))


class AddStep(OwnRows, generic.EditView):
    """One more step, of the kind that the address names."""

    template_name = "campaigns/missions/workbench/step.html"
    page_title = _("New step")

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.page(self.form_for(None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = self.form_for(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            making.add_step(
                self.object, kind=form.kind.slug, text=form.cleaned_data["text"], settings=form.settings,
                actor=acting(request), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            return self.page(form, status=refused.status)
        return redirect("missions:whole", pk=self.object.pk)

    def form_for(self, data: Any) -> StepForm:
        if self.kwargs["kind"] not in KINDS:
            raise NotFound(gettext("There is no such kind of step."))
        return StepForm(data, kind=self.kwargs["kind"], program=self.object.program)

    def page(self, form: StepForm, *, status: int = 200) -> HttpResponse:
        context = {
            "view": self, "mission": self.object, "form": form, "kind": form.kind, "media": form.media,
            "header_title": f"{gettext('New step')}: {form.kind.label}", "header_icon": self.header_icon,
            "breadcrumbs_items": self.get_breadcrumbs_items(), "header_buttons": [],
        }  # fmt: skip
        return self.response_class(self.request, self.template_name, context, status=status)


class MissionViewSet(ProgramViewSet):
    model = Mission
    name = "missions"
    url_prefix = "missions/missions"
    icon = "tasks"
    menu_label = _("Missions")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("-ends_at", "pk")
    search_fields: ClassVar[list[str]] = ["name"]
    list_filter: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Mission"), url_name="missions:whole"),
        Column("campaign", label=_("Campaign")),
        Column("points", label=_("Points")),
        Column("taken", label=_("Places taken"), accessor=lambda row: f"{row.taken} / {row.capacity}"),
        DayColumn("ends_at", label=_("Until")),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda row: row.state == State.OPEN),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("campaign"),
            MultiFieldPanel([FieldPanel("name"), FieldPanel("why")], heading=_("What advocates read")),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("points"), FieldPanel("capacity")]),
                    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                    FieldRowPanel([FieldPanel("days"), FieldPanel("per_person"), FieldPanel("per_week")]),
                ],
                heading=_("What it gives, and when"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("place"),
                    FieldPanel("course"),
                    FieldRowPanel([FieldPanel("language"), FieldPanel("interest"), FieldPanel("tier")]),
                ],
                heading=_("Whom it is for"),
                help_text=_("All of it must hold. Advocates read it as the reason why it is offered to them."),
            ),
        ],
        base_form_class=MissionForm,
    )

    @property
    def whole_view(self) -> Any:
        return self.construct_view(Whole, **self.get_edit_view_kwargs() | {"template_name": Whole.template_name})

    @property
    def step_view(self) -> Any:
        return self.construct_view(AddStep, **self.get_edit_view_kwargs() | {"template_name": AddStep.template_name})

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", self.whole_view, name="whole"),
            path("<int:pk>/steps/<slug:kind>/", self.step_view, name="step"),
        ]
