"""Seasons in the workbench: planned, changed while they run, and closed once they are over."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, QuerySet
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.forms.moments import not_beyond
from advocates.forms.workbench import NothingForm
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from campaigns.actions.recognition import seasons
from campaigns.actions.recognition.seasons import Span
from campaigns.models import Season
from campaigns.queries.recognition.leaders import leaders_of

register_permission_policy(Season, ProgramRows(Season, actions=("view", "add", "change")))


def last_day(season: Season) -> Any:
    return season.ends_at.astimezone(season.program.zone) - timedelta(days=1)


def state_of(season: Season) -> str:
    now = timezone.now()
    if season.closed_at:
        return str(gettext("closed"))
    if season.ends_at <= now:
        return str(gettext("over"))
    return str(gettext("running") if season.starts_at <= now else gettext("planned"))


class Index(OwnRows, generic.IndexView):
    """The seasons of the person's programs, newest first."""

    def get_base_queryset(self) -> QuerySet[Season]:
        found: QuerySet[Season] = super().get_base_queryset().select_related("program")
        return found.annotate(people=Count("scores"))


class SeasonForm(OwnProgramForm):
    """First and last day in the program's zone, instead of moments."""

    first = forms.DateField(
        label=_("First day"), validators=[not_beyond], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Last day"), validators=[not_beyond], widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            zone = self.instance.program.zone
            self.initial["first"] = self.instance.starts_at.astimezone(zone).date()
            self.initial["last"] = last_day(self.instance).date()


def span(form: Any) -> Span:
    given = form.cleaned_data
    return Span(given["name"], given["first"], given["last"], given["repeats"])


class Create(ByAction, generic.CreateView):
    """A new season."""

    def act(self, form: Any) -> Season:
        return seasons.plan(form.instance.program, span(form), actor=acting(self.request), at=timezone.now())


class Edit(OwnRows, ByAction, generic.EditView):
    """Its name and days, while it is not over; one that is over is shown instead."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        season = self.get_object()
        if season.ends_at <= timezone.now():
            return redirect(reverse("seasons:over", args=[season.pk]))
        return super().get(request, *args, **kwargs)

    def act(self, form: Any) -> Season:
        return seasons.change(form.instance, span(form), actor=acting(self.request), at=timezone.now())


class Over(OneWithActs):
    """A season that is over: what it was closed with, or the button that closes it."""

    template_name = "campaigns/workbench/season.html"
    page_title = _("Season")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"close": NothingForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        return set() if self.object.closed_at or self.object.ends_at > timezone.now() else {"close"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        seasons.close(self.object, actor=acting(self.request), at=timezone.now())
        return gettext("The season is closed, and whoever changed the tier was told.")

    def facts(self) -> dict[str, Any]:
        season = Season.objects.select_related("program").get(pk=self.object.pk)
        return {"season": season, "lines": leaders_of(season), "people": season.scores.filter(points__gt=0).count()}


class SeasonViewSet(ProgramViewSet):
    model = Season
    name = "seasons"
    url_prefix = "recognition/seasons"
    icon = "calendar"
    menu_label = _("Seasons")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("program", "-starts_at")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Season"), url_name="seasons:edit"),
        DayColumn("starts_at", label=_("First day")),
        DayColumn("ends_at", label=_("Last day"), accessor=last_day),
        StatusTagColumn("state", label=_("State"), accessor=state_of),
        Column("people", label=_("People who scored")),
        Column("program", label=_("Program")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("first"), FieldPanel("last")]),
            FieldPanel("repeats"),
        ],
        base_form_class=SeasonForm,
    )

    @property
    def over_view(self) -> Any:
        return self.construct_view(Over, **self.get_edit_view_kwargs() | {"template_name": Over.template_name})

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/over/", self.over_view, name="over")]
