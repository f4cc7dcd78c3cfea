"""Applications in the workbench: the list, and one with what a reviewer may do."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.actions import applications, reviews
from advocates.forms.reviews import AcceptForm, AskForm, ConflictForm, DeclineForm, ReviewForm
from advocates.models import Application, ConflictOfInterest
from advocates.queries.applications import promised_at
from advocates.queries.timeline import timeline
from advocates.queries.vetting import COUNTED, Vetting, criteria_of, has_nominated, may_be_decided, vetting_of
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

State = Application.State


class SentApplications(ProgramRows):
    """A draft that was never sent is nobody's business, and one with a conflict not that of who declared it."""

    def visible(self, rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
        away = ConflictOfInterest.objects.filter(application=OuterRef("pk"), reviewer=user)
        return super().visible(rows, user).filter(~Exists(away), submitted_at__isnull=False)


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
        found: QuerySet[Application] = rows.annotate(turn=order, judged=Count("reviews", filter=COUNTED))
        return found


class Review(OwnRows, generic.EditView):
    """One application with its answers, steps and reviews; each form is one act."""

    template_name = "advocates/workbench/application.html"
    page_title = _("Application")
    forms_of: ClassVar[dict[str, type[forms.Form]]] = {
        "ask": AskForm, "accept": AcceptForm, "decline": DeclineForm, "review": ReviewForm, "conflict": ConflictForm,
    }  # fmt: skip

    def form_of(self, name: str, data: Any = None) -> Any:
        more: dict[str, Any] = {"criteria": criteria_of(self.object.program)} if name == "review" else {}
        return self.forms_of[name](data, **more)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.page({name: self.form_of(name) for name in self.forms_of})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        act = request.POST.get("act", "")
        bound = {name: self.form_of(name, request.POST if name == act else None) for name in self.forms_of}
        form = bound.get(act)
        if form is None or not form.is_valid():
            messages.error(request, gettext("Nothing was done: see below."))
            return self.page(bound, act, status=422)
        try:
            said = self.judge(form) if act == "review" else self.do(act, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            return self.page(bound, act, status=refused.status)
        messages.success(request, said)
        return redirect(request.path) if act == "review" else redirect("applications:index")

    def judge(self, form: ReviewForm) -> str:
        advice, note = form.cleaned_data["advice"], form.cleaned_data["note"]
        given: dict[str, Any] = {"points": form.points(), "advice": advice, "note": note}
        reviews.give(self.object, **given, actor=acting(self.request), at=timezone.now())
        return gettext("Your review is given. What others wrote stands below.")

    def do(self, act: str, given: dict[str, Any]) -> str:
        """Call the action; answers what happened."""
        who: dict[str, Any] = {"actor": self.request.user, "at": timezone.now()}
        name = {"name": self.object.applicant.in_full}
        if act == "ask":
            applications.ask_more(self.object, **given, **who)
            return gettext("%(name)s is asked for more.") % name
        if act == "accept":
            applications.accept(self.object, **given, **who)
            return gettext("%(name)s is an advocate now.") % name
        if act == "conflict":
            reviews.declare_conflict(self.object, **given, **who)
            return gettext("You have stepped back from the application of %(name)s.") % name
        applications.decline(self.object, **given, **who)
        return gettext("The application of %(name)s is declined.") % name

    def possible(self, vetting: Vetting) -> dict[str, Any]:
        """What this reviewer may do now, and which reviews they may read."""
        one, person = self.object, acting(self.request)
        own = one.applicant_id == person.pk or has_nominated(person, one)
        may = Application.TRANSITIONS[one.state] if not own else frozenset()
        decidable = may_be_decided(one, vetting, timezone.now())
        waits = one.state == State.SUBMITTED and not own
        return {
            "may_ask": State.ASKED in may,
            "may_accept": State.ACCEPTED in may and decidable and not vetting.against,
            "may_decline": State.DECLINED in may and decidable,
            "may_judge": waits and not vetting.complete and vetting.by(person) is None,
            "may_step_back": one.is_open and not own,
            "vetting": vetting,
            "nominations": one.nominations.select_related("nominator").order_by("pk"),
            "tells_who": vetting.may_be_known_to(person, one),
            "has_nominated": own and one.applicant_id != person.pk,
            "invited_by": one.invited_by if vetting.may_be_known_to(person, one) else None,
            "readable": vetting.readable_by(person, one) if not own else (),
        }

    def page(self, bound: dict[str, forms.Form], act: str = "", *, status: int = 200) -> HttpResponse:
        one = self.object
        own = one.applicant_id == self.request.user.pk
        vetting = vetting_of(one)
        earlier = Application.objects.filter(program=one.program, applicant=one.applicant, submitted_at__isnull=False)
        media = forms.Media()
        for form in bound.values():
            media += form.media
        context = {
            "view": self,
            "application": one,
            "answers": one.answers.select_related("question").order_by("question__position", "question_id"),
            "steps": timeline(one, own=False),
            "promised": promised_at(one),
            "late": one.state == State.SUBMITTED and (promised_at(one) or timezone.now()) < timezone.now(),
            "earlier": earlier.exclude(pk=one.pk).order_by("-submitted_at"),
            "is_own": own,
            "forms": bound,
            "act": act,
            **self.possible(vetting),
            "media": media,
            "header_title": str(one.applicant),
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "header_buttons": [],
        }
        return self.response_class(self.request, self.template_name, context, status=status)

    def get_page_subtitle(self) -> str:
        return str(self.object.applicant.in_full)


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
    search_fields: ClassVar[list[str]] = [
        "applicant__name",
        "applicant__handle",
        "applicant__pseudonym",
        "applicant__email",
    ]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("applicant", label=_("Applicant"), accessor="applicant.in_full", url_name="applications:edit"),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda one: one.state == State.SUBMITTED),
        Waits("submitted_at", label=_("Waits"), sort_key="submitted_at"),
        Column("judged", label=_("Reviews")),
        DateColumn("decided_at", label=_("Decided"), sort_key="decided_at"),
        Column("program", label=_("Program")),
    ]
