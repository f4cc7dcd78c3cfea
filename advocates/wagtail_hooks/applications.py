"""Applications in the workbench: the list, and one with what a reviewer may do."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Case, F, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.actions import applications
from advocates.forms.reviews import AcceptForm, AskForm, DeclineForm
from advocates.models import Application
from advocates.queries.applications import promised_at
from advocates.queries.timeline import timeline
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

State = Application.State


class SentApplications(ProgramRows):
    """A draft that was never sent is nobody's business."""

    def visible(self, rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return super().visible(rows, user).filter(submitted_at__isnull=False)


register_permission_policy(Application, SentApplications(Application, actions=("view", "change")))

AGES = [("late", _("Later than promised")), ("3", _("Older than 3 days")), ("7", _("Older than 7 days"))]


class ApplicationFilters(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=[choice for choice in State.choices if choice[0] != State.DRAFT],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    age = django_filters.ChoiceFilter(label=_("Waits"), choices=AGES, method="waits", widget=forms.RadioSelect)

    class Meta:
        model = Application
        fields = ["state"]

    def waits(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        now = timezone.now()
        waiting = rows.filter(state=State.SUBMITTED)
        if value != "late":
            return waiting.filter(submitted_at__lt=now - timedelta(days=int(value)))
        promises = waiting.order_by().values_list("program__answer_days", flat=True).distinct()
        late = [When(program__answer_days=days, then=Value(now - timedelta(days=days))) for days in promises]
        return waiting.filter(submitted_at__lt=Case(*late)) if late else waiting.none()


class Index(OwnRows, generic.IndexView):
    """Those that wait first, the oldest first among them."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_list_more_buttons(self, instance: Application) -> list[Any]:
        return []

    def get_base_queryset(self) -> QuerySet[Application]:
        order = Case(When(state=State.SUBMITTED, then=0), When(state=State.ASKED, then=1), default=2)
        rows = super().get_base_queryset().select_related("applicant", "program")
        found: QuerySet[Application] = rows.annotate(turn=order)
        return found


class Review(OwnRows, generic.EditView):
    """One application with its answers and steps; each of three forms is one act."""

    template_name = "advocates/workbench/application.html"
    page_title = _("Application")
    forms_of: ClassVar[dict[str, type[forms.Form]]] = {"ask": AskForm, "accept": AcceptForm, "decline": DeclineForm}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.page({name: form() for name, form in self.forms_of.items()})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        act = request.POST.get("act", "")
        bound = {name: form(request.POST) if name == act else form() for name, form in self.forms_of.items()}
        form = bound.get(act)
        if form is None or not form.is_valid():
            messages.error(request, gettext("Nothing was done: see below."))
            return self.page(bound, act, status=422)
        try:
            said = self.do(act, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            return self.page(bound, act, status=refused.status)
        messages.success(request, said)
        return redirect("applications:index")

    def do(self, act: str, given: dict[str, Any]) -> str:
        """Call the action; answers what happened."""
        who: dict[str, Any] = {"actor": self.request.user, "at": timezone.now()}
        name = {"name": self.object.applicant}
        if act == "ask":
            applications.ask_more(self.object, **given, **who)
            return gettext("%(name)s is asked for more.") % name
        if act == "accept":
            applications.accept(self.object, **given, **who)
            return gettext("%(name)s is an advocate now.") % name
        applications.decline(self.object, **given, **who)
        return gettext("The application of %(name)s is declined.") % name

    def page(self, bound: dict[str, forms.Form], act: str = "", *, status: int = 200) -> HttpResponse:
        one = self.object
        own = one.applicant_id == self.request.user.pk
        may = Application.TRANSITIONS[one.state] if not own else frozenset()
        earlier = Application.objects.filter(program=one.program, applicant=one.applicant, submitted_at__isnull=False)
        media = forms.Media()
        for form in bound.values():
            media += form.media
        context = {
            "view": self,
            "application": one,
            "answers": one.answers.select_related("question").order_by("question__position", "question_id"),
            "steps": timeline(one),
            "promised": promised_at(one),
            "late": one.state == State.SUBMITTED and (promised_at(one) or timezone.now()) < timezone.now(),
            "earlier": earlier.exclude(pk=one.pk).order_by("-submitted_at"),
            "is_own": own,
            "forms": bound,
            "act": act,
            "may_ask": State.ASKED in may,
            "may_accept": State.ACCEPTED in may,
            "may_decline": State.DECLINED in may,
            "media": media,
            "header_title": str(one.applicant),
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "header_buttons": [],
        }
        return self.response_class(self.request, self.template_name, context, status=status)

    def get_page_subtitle(self) -> str:
        return str(self.object.applicant)


class Waits(Column):
    """Since when it waits; in words where it is later than promised."""

    cell_template_name = "advocates/workbench/waits_cell.html"

    def get_cell_context_data(self, instance: Application, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        promised = promised_at(instance) if instance.state == State.SUBMITTED else None
        return context | {"application": instance, "late": promised is not None and promised < timezone.now()}


class ApplicationViewSet(ProgramViewSet):
    model = Application
    name = "applications"
    url_prefix = "program/applications"
    icon = "mail"
    menu_label = _("Applications")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = Review
    form_fields: ClassVar[list[str]] = ["state"]
    filterset_class = ApplicationFilters
    ordering = ("turn", F("submitted_at").asc(nulls_last=True), "pk")
    search_fields: ClassVar[list[str]] = ["applicant__name", "applicant__handle", "applicant__email"]
    list_display: ClassVar[list[Any]] = [
        "applicant",
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda one: one.state == State.SUBMITTED),
        Waits("submitted_at", label=_("Waits"), sort_key="submitted_at"),
        DateColumn("decided_at", label=_("Decided"), sort_key="decided_at"),
        Column("program", label=_("Program")),
    ]
