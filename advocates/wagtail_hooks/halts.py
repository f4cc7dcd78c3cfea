"""Halts in the workbench: a press beside what is to stop, the reason afterwards, and the lift."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.actions import halts
from advocates.forms.workbench import ExplainForm, HaltForm, LiftForm, PressForm
from advocates.models import Halt
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import OneWithActs, Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import NotFound, Refused

register_permission_policy(Halt, ProgramRows(Halt, actions=("view", "add", "change")))


def what(halt: Halt) -> str:
    """What the halt stops, in words."""
    match halt.level:
        case Halt.Level.RIGHT:
            return str(halt.get_right_display())
        case Halt.Level.PLACE:
            return str(halt.place)
        case Halt.Level.PERSON:
            return str(halt.person)
        case Halt.Level.GRANT:
            return str(halt.grant)
    return str(halt.program)


class Index(OwnRows, generic.IndexView):
    """Those that are active first."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Halt …")

    def get_base_queryset(self) -> QuerySet[Halt]:
        rows = super().get_base_queryset().select_related("program", "place", "person", "grant__advocate", "started_by")
        found: QuerySet[Halt] = rows
        return found


class Start(Refusing, generic.CreateView):
    """Stop a program, a right or a place."""

    page_title = _("Halt")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Halt now")

    def get_form(self, form_class: Any = None) -> HaltForm:
        data = self.request.POST if self.request.method == "POST" else None
        return HaltForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        try:
            halt = halts.halt(given.pop("program"), actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("Halted, from the next request on."))
        return redirect("halts:edit", halt.pk)


def press(request: HttpRequest) -> HttpResponse:
    """One press beside a program, a person or a grant (POST): it stops at once, and the reason is asked afterwards."""
    form = PressForm(request.POST, programs=managed_programs(request.user))
    if request.method != "POST" or not form.is_valid():
        raise NotFound(gettext("There is nothing at this address."))
    given = dict(form.cleaned_data)
    level = next((name for name in ("person", "grant") if given[name]), Halt.Level.PROGRAM)
    halt = halts.halt(given.pop("program"), actor=acting(request), at=timezone.now(), level=level, **given)
    messages.success(request, gettext("Halted, from the next request on. Say why, as long as you remember."))
    return redirect("halts:edit", halt.pk)


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    template_name = "advocates/workbench/halt.html"
    page_title = _("Halt")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"explain": ExplainForm, "lift": LiftForm}

    def get_page_subtitle(self) -> str:
        return capfirst(f"{self.object.get_level_display()}: {what(self.object)}")

    def possible(self) -> set[str]:
        return ({"explain"} if not self.object.reason else set()) | ({"lift"} if not self.object.lifted_at else set())

    def do(self, act: str, given: dict[str, Any]) -> str:
        if act == "explain":
            halts.explain(self.object, actor=self.request.user, at=timezone.now(), **given)
            return gettext("The reason is kept with the halt.")
        halts.lift(self.object, actor=self.request.user, at=timezone.now(), **given)
        return gettext("The halt is lifted: rights can be used again.")

    def facts(self) -> dict[str, Any]:
        return {"halt": self.object, "what": what(self.object)}


class HaltViewSet(ProgramViewSet):
    model = Halt
    name = "halts"
    url_prefix = "rights/halts"
    icon = "warning"
    menu_label = _("Halts")
    index_view_class = Index
    add_view_class = Start
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["level"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        Column("what", label=_("What"), accessor=what),
        Column("get_level_display", label=_("Level")),
        StatusTagColumn(
            "state", label=_("State"), accessor=lambda halt: _("lifted") if halt.lifted_at else _("active"),
            primary=lambda halt: not halt.lifted_at,
        ),
        Column("reason", label=_("Reason")),
        DateColumn("started_at", label=_("Since"), sort_key="started_at"),
        Column("started_by", label=_("By")),
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("press/", press, name="press")]
