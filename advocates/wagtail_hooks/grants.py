"""Grants in the workbench: the list, a new one, and one with what a manager may do to it."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.actions import grants
from advocates.forms.workbench import IssueForm, NarrowForm, RevokeForm
from advocates.models import Exercise, Grant, Halt, Program
from advocates.queries import managed_programs
from advocates.queries.cards import card_of
from advocates.queries.register import Shown, grants_of, history_of, lines, passed_on_from, shown_state
from advocates.queries.suspended import with_suspension
from advocates.queries.what_if import WhatIf, what_if
from advocates.rights import facts_of
from advocates.rights.words import label_of, meaning_of
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.wagtail_hooks.choosing import advocate_chooser
from advocates.wagtail_hooks.grant_templates import named_in, proposal, templates_of
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Invalid, Refused

register_permission_policy(Grant, ProgramRows(Grant, actions=("view", "add", "change")))


class GrantFilters(WagtailFilterSet):
    class Meta:
        model = Grant
        fields: ClassVar[list[str]] = ["right", "state"]


class Index(OwnRows, generic.IndexView):
    """All grants of the person's programs, the newest first."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Give a right")

    def get_base_queryset(self) -> QuerySet[Grant]:
        rows = super().get_base_queryset().select_related("advocate", "scope", "granted_by", "program")
        last = Exercise.objects.filter(grant=OuterRef("pk")).order_by("-at").values("at")[:1]
        found: QuerySet[Grant] = with_suspension(rows.annotate(last_used=Subquery(last)), timezone.now())
        return found


@method_decorator(recently_authenticated, name="dispatch")
class Issue(Refusing, generic.CreateView):
    """A new grant, as typed or proposed from a template; before it is offered one can see what it would allow.

    What the action refuses stands above the form, which keeps what was typed.
    """

    page_title = _("Give a right")
    template_name = "advocates/workbench/issue.html"
    submit_button_label = _("Offer the right")
    what_if: WhatIf | None = None

    def get_form_class(self) -> type[IssueForm]:
        return IssueForm

    def get_form(self, form_class: Any = None) -> IssueForm:
        data = self.request.POST if self.request.method == "POST" else None
        asked = {name: self.request.GET[name] for name in ("advocate", "right", "scope") if name in self.request.GET}
        template = named_in(self.request.GET, self.request.user)
        proposed = proposal(template, timezone.now()) if template else {}
        programs = managed_programs(self.request.user)
        form = IssueForm(data, initial=proposed | asked, programs=programs, chooser=advocate_chooser.widget_class)
        form.fields["reason"].required = "preview" not in self.request.POST
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = {"what_if": self.what_if, "templates": templates_of(self.request.user)}
        return context | found | {"advocate_asked": self.request.GET.get("advocate", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        given, at = dict(form.cleaned_data), timezone.now()
        program = given.pop("program")
        try:
            if "preview" in self.request.POST:
                return self._previewed(form, program, at, given)
            grant = grants.issue(program, actor=acting(self.request), at=at, **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(
            self.request, gettext("Offered to %(name)s, who is told by mail.") % {"name": grant.advocate.in_full}
        )
        return redirect("grants:edit", grant.pk)

    def _previewed(self, form: Any, program: Program, at: datetime, given: dict[str, Any]) -> HttpResponse:
        """What it would change; refused as the offer itself would be."""
        given.pop("reason")
        if given["shadow"]:
            raise Invalid(_("A shadow grant has no effect, so there is nothing that it would allow."), code="shadow")
        grants.proposed(program, actor=acting(self.request), at=at, **given)
        asked = {name: given[name] for name in ("advocate", "right", "scope", "per_day", "in_total")}
        self.what_if = what_if(program, at=at, **asked)
        return self.render_to_response(self.get_context_data(form=form))


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    """One grant: its limits and history; revoke and narrow while it is open. To halt it is another, quicker, address."""

    template_name = "advocates/workbench/grant.html"
    page_title = _("Grant")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"narrow": NarrowForm, "revoke": RevokeForm}

    def get_page_subtitle(self) -> str:
        return f"{label_of(self.object)}: {self.object.advocate.in_full}"

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        return NarrowForm(data, prefix=act, grant=self.object) if act == "narrow" else super().form_of(act, data)

    def possible(self) -> set[str]:
        return set(self.acts) if Grant.TRANSITIONS[self.object.state] else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        if act == "narrow":
            grants.narrow(self.object, actor=self.request.user, at=timezone.now(), **given)
            return gettext("The grant is narrower now.")
        grants.revoke(self.object, actor=self.request.user, at=timezone.now(), **given)
        return gettext("The grant is revoked: from now on nothing can be done under it.")

    def facts(self) -> dict[str, Any]:
        at = timezone.now()
        grant = grants_of(self.object.program, at=at).get(pk=self.object.pk)
        state = shown_state(grant, at)
        halted = Halt.objects.filter(grant=grant, lifted_at=None).first()
        label, meaning = label_of(grant), meaning_of(grant)
        left = card_of(grant, facts_of(grant.advocate, grant.program, at=at), at).left_today
        return {
            "grant": grant, "state": state, "label": label, "meaning": meaning, "history": history_of(grant),
            "passed_on": lines(list(passed_on_from(grant, at)), at),
            "halted": halted, "left_today": left, "is_open": state in (Shown.OFFERED, Shown.LIVE, Shown.SUSPENDED),
        }  # fmt: skip


class GrantViewSet(ProgramViewSet):
    model = Grant
    name = "grants"
    url_prefix = "rights/grants"
    icon = "key"
    menu_label = _("Grants")
    index_view_class = Index
    add_view_class = Issue
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["state"]
    filterset_class = GrantFilters
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = [
        "advocate__name",
        "advocate__handle",
        "advocate__pseudonym",
        "scope__title",
        "reason",
    ]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("advocate", label=_("Advocate"), accessor="advocate.in_full", url_name="grants:edit"),
        Column("right", label=_("Right"), accessor=label_of),
        Column("scope", label=_("Page")),
        StatusTagColumn(
            "state", label=_("State"), accessor=lambda grant: shown_state(grant, timezone.now()).label,
            primary=lambda grant: shown_state(grant, timezone.now()) == Shown.LIVE,
        ),
        DayColumn("ends_at", label=_("Ends"), sort_key="ends_at"),
        DateColumn("last_used", label=_("Last used")),
        Column("granted_by", label=_("Given by")),
    ]  # fmt: skip
