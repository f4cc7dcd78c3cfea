"""Halts in the workbench: a press beside what is to stop, the reason afterwards, and the lift."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.actions import halts
from advocates.forms.workbench import ExplainForm, HaltForm, LiftForm, NothingForm, PressForm
from advocates.models import Halt
from advocates.queries import managed_programs
from advocates.queries.halts import RELATED, seconds_of
from advocates.wagtail_hooks.acts import OneWithActs, Refusing, acting
from advocates.wagtail_hooks.choosing import advocate_chooser
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet, managed_ids
from sitewide.errors import NotFound, Refused


class HaltRows(ProgramRows):
    """A halt of everything belongs to no program: every manager sees it, and who runs the installation lifts it."""

    def visible(self, rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
        return rows.filter(Q(program__in=managed_ids(user)) | Q(program=None))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if instance.program_id is None:
            return action in self.actions and bool(managed_ids(user) or user.is_superuser)
        return super().user_has_permission_for_instance(user, action, instance)


register_permission_policy(Halt, HaltRows(Halt, actions=("view", "add", "change")))


class Index(OwnRows, generic.IndexView):
    """Those that are active first."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Halt …")

    def get_base_queryset(self) -> QuerySet[Halt]:
        rows: QuerySet[Halt] = super().get_base_queryset().select_related(*RELATED)
        return rows.annotate(is_over=Case(When(lifted_at=None, then=Value(0)), default=Value(1)))


class Start(Refusing, generic.CreateView):
    """Stop anything: what is narrow is quicker halted where it is seen."""

    page_title = _("Halt")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Halt now")

    def get_form(self, form_class: Any = None) -> HaltForm:
        data = self.request.POST if self.request.method == "POST" else None
        chooser = advocate_chooser.widget_class
        operator = acting(self.request).is_superuser
        return HaltForm(data, programs=managed_programs(self.request.user), chooser=chooser, operator=operator)

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
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "explain": ExplainForm, "propose": LiftForm, "lift": LiftForm, "confirm": NothingForm, "keep": NothingForm,
    }  # fmt: skip
    DONE: ClassVar[dict[str, tuple[Any, Any]]] = {
        "explain": (halts.explain, _("The reason is kept with the halt.")),
        "propose": (halts.propose_lift, _("The lift is proposed; it stays halted until a second person confirms.")),
        "keep": (halts.keep_halted, _("It stays halted.")),
        "lift": (halts.lift, _("The halt is lifted: rights can be used again.")),
        "confirm": (halts.lift, _("The halt is lifted: rights can be used again.")),
    }

    def get_page_subtitle(self) -> str:
        return capfirst(f"{self.object.get_level_display()}: {self.object.named}")

    def possible(self) -> set[str]:
        halt = self.object
        found = set() if halt.reason or not self.decides() else {"explain"}
        if halt.lifted_at or not self.decides():
            return found
        if not halt.is_wide:
            return found | {"lift"}
        if halt.lift_proposed_by_id is None:
            return found | {"propose"}
        return found | ({"keep"} if halt.lift_proposed_by_id == self.request.user.pk else {"keep", "confirm"})

    def decides(self) -> bool:
        """A halt of everything is for whoever runs the installation."""
        return self.object.program_id is not None or bool(self.request.user.is_superuser)

    def do(self, act: str, given: dict[str, Any]) -> str:
        action, done = self.DONE[act]
        action(self.object, actor=self.request.user, at=timezone.now(), **given)
        return str(done)

    def facts(self) -> dict[str, Any]:
        halt = self.object
        managers, operators = seconds_of(halt, halt.lift_proposed_by or self.request.user) if halt.is_wide else (0, 0)
        own = halt.lift_proposed_by_id == self.request.user.pk
        return {"halt": halt, "what": halt.named, "managers": managers, "operators": operators, "own": own}


def state(halt: Halt) -> Any:
    if halt.lifted_at:
        return _("lifted")
    return _("active, lift proposed") if halt.lift_proposed_by_id else _("active")


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
    ordering = ("is_over", "-pk")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("named", label=_("What"), get_url=lambda halt: reverse("halts:edit", args=[halt.pk])),
        Column("get_level_display", label=_("Level")),
        StatusTagColumn(
            "state", label=_("State"), accessor=state, primary=lambda halt: not halt.lifted_at
        ),
        Column("reason", label=_("Reason")),
        DateColumn("started_at", label=_("Since"), sort_key="started_at"),
        Column("started_by", label=_("By"), accessor=lambda halt: halt.started_by or _("the breaker")),
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("press/", press, name="press")]
