"""Advocates in the workbench: who is enrolled, what each could do, and the end of an enrolment."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.actions import enrolments
from advocates.actions.enrolments import RENEW_WITHIN
from advocates.forms.workbench import EndForm, NothingForm
from advocates.models import Enrolment, Exercise, Grant, Halt, Right
from advocates.queries import managed_programs
from advocates.queries.blast import blast_of
from advocates.queries.capabilities import could_do
from advocates.queries.keyset import path_of
from advocates.queries.register import grants_of, lines
from advocates.rights import facts_of
from advocates.rights.words import LABELS
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet

register_permission_policy(Enrolment, ProgramRows(Enrolment, actions=("view", "change")))
GRANTS = 25


def state(enrolment: Enrolment) -> Any:
    if enrolment.ended_at:
        return _("ended")
    return _("active") if enrolment.term_ends > timezone.now() else _("term over")


class EnrolmentFilters(WagtailFilterSet):
    still = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("yes", _("active")), ("soon", _("to renew or to end")), ("no", _("ended"))],
        method="by_state",
        widget=forms.RadioSelect,
    )

    program = django_filters.ModelChoiceFilter(
        label=_("Program"), queryset=lambda request: managed_programs(request.user), widget=forms.RadioSelect
    )

    class Meta:
        model = Enrolment
        fields: ClassVar[list[str]] = []

    def by_state(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        active = Q(ended_at=None, term_ends__gt=timezone.now())
        if value == "soon":
            return rows.filter(active, term_ends__lte=timezone.now() + RENEW_WITHIN)
        return rows.filter(active) if value == "yes" else rows.exclude(active)


class Index(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]
    page_title = _("Advocates")
    show_add_button = False

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        live = Q(
            member__grants__program=F("program"), member__grants__state=Grant.State.LIVE,
            member__grants__ends_at__gt=timezone.now(),
        )  # fmt: skip
        uses = Exercise.objects.filter(grant__program=OuterRef("program"), grant__advocate=OuterRef("member"))
        rows = super().get_base_queryset().select_related("member", "program")
        found: QuerySet[Enrolment] = rows.annotate(
            rights=Count("member__grants", filter=live), last_used=Subquery(uses.order_by("-at").values("at")[:1])
        )
        return found


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    """One advocate: their grants, what they could do on every page and why not, and the renewal or end of the term."""

    template_name = "advocates/workbench/advocate.html"
    page_title = _("Advocate")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"renew": NothingForm, "end": EndForm}

    def get_page_subtitle(self) -> str:
        return str(self.object.member.in_full)

    def possible(self) -> set[str]:
        left = self.object.term_ends - timezone.now()
        if self.object.ended_at:
            return set()
        return {"end", "renew"} if timedelta() < left <= RENEW_WITHIN else {"end"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        if act == "renew":
            renewed = enrolments.renew(self.object, actor=self.request.user, at=timezone.now())
            return gettext("The term runs until %(day)s now.") % {"day": date_format(localtime(renewed.term_ends))}
        enrolments.end(self.object, actor=self.request.user, at=timezone.now(), **given)
        return gettext("The enrolment is ended, and every right with it.")

    def facts(self) -> dict[str, Any]:
        at, enrolment = timezone.now(), self.object
        facts = facts_of(enrolment.member, enrolment.program, at=at)
        rows, next_after = could_do(facts, after=path_of(self.request.GET))
        grants = grants_of(enrolment.program, at=at, person=enrolment.member).order_by("-pk")
        return {
            "enrolment": enrolment, "member": enrolment.member, "state": state(enrolment), "facts": facts, "rows": rows,
            "next_after": next_after, "rights": [LABELS[right] for right in Right.values],
            "lines": lines(list(grants[:GRANTS]), at),
            "renewals": enrolment.renewals.select_related("by"),
            "blast": None if enrolment.ended_at else blast_of(enrolment.member, enrolment.program, at=at),
            "halted": Halt.objects.filter(program=enrolment.program, person=enrolment.member, lifted_at=None).first(),
        }  # fmt: skip


class EnrolmentViewSet(ProgramViewSet):
    model = Enrolment
    name = "enrolments"
    url_prefix = "rights/advocates"
    icon = "group"
    menu_label = _("Advocates")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["end_reason"]
    filterset_class = EnrolmentFilters
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = ["member__name", "member__handle", "member__pseudonym", "member__email"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("member", label=_("Member"), accessor="member.in_full", url_name="enrolments:edit"),
        Column("handle", label=_("Handle"), accessor=lambda one: f"@{one.member.handle}" if one.member.handle else ""),
        StatusTagColumn("state", label=_("State"), accessor=state, primary=lambda one: state(one) == _("active")),
        Column("rights", label=_("Live rights"), sort_key="rights"),
        DateColumn("last_used", label=_("Last use"), sort_key="last_used"),
        DayColumn("term_ends", label=_("Term ends"), sort_key="term_ends"),
        Column("program", label=_("Program")),
    ]
