"""Quiet periods and embargoed topics in the workbench."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.actions import restrictions
from advocates.forms.workbench import NothingForm, RestrictionForm
from advocates.models import Restriction
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

OVERRIDES = 50
register_permission_policy(Restriction, ProgramRows(Restriction, actions=("view", "add", "change")))


def state(restriction: Restriction) -> Any:
    now = timezone.now()
    if restriction.lifted_at:
        return _("lifted")
    if restriction.ends_at <= now:
        return _("over")
    return _("active") if restriction.starts_at <= now else _("to come")


class Index(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Restrict …")

    def get_base_queryset(self) -> QuerySet[Restriction]:
        found: QuerySet[Restriction] = super().get_base_queryset().select_related("program", "place", "set_by")
        return found


class Set(Refusing, generic.CreateView):
    page_title = _("Restrict")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Set the restriction")

    def get_form(self, form_class: Any = None) -> RestrictionForm:
        data = self.request.POST if self.request.method == "POST" else None
        return RestrictionForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        try:
            made = restrictions.restrict(given.pop("program"), actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("The restriction is set."))
        return redirect("restrictions:edit", made.pk)


class One(OneWithActs):
    template_name = "advocates/workbench/restriction.html"
    page_title = _("Restriction")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"lift": NothingForm}

    def get_page_subtitle(self) -> str:
        return capfirst(f"{self.object.get_kind_display()}: {self.object.place}")

    def possible(self) -> set[str]:
        over = self.object.lifted_at or self.object.ends_at <= timezone.now()
        return set() if over else {"lift"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        restrictions.lift(self.object, actor=self.request.user, at=timezone.now())
        return gettext("The restriction is lifted.")

    def facts(self) -> dict[str, Any]:
        overrides = self.object.overrides.select_related("by", "advocate").order_by("-pk")[:OVERRIDES]
        people = list(self.object.overriders.all())
        return {"restriction": self.object, "state": state(self.object), "overriders": people, "overrides": overrides}


class RestrictionViewSet(ProgramViewSet):
    model = Restriction
    risky = True
    name = "restrictions"
    url_prefix = "rights/restrictions"
    icon = "no-view"
    menu_label = _("Restrictions")
    index_view_class = Index
    add_view_class = Set
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["kind"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("place", label=_("Page"), get_url=lambda one: reverse("restrictions:edit", args=[one.pk])),
        Column("get_kind_display", label=_("Kind")),
        StatusTagColumn("state", label=_("State"), accessor=state, primary=lambda one: state(one) == _("active")),
        DayColumn("starts_at", label=_("Begins"), sort_key="starts_at"),
        DayColumn("ends_at", label=_("Ends"), sort_key="ends_at"),
        Column("reason", label=_("Reason")),
    ]
