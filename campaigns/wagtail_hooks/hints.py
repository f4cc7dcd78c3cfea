"""Hints about how points were earned, in the workbench: a person looks, and answers."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import hints
from campaigns.forms.working import HintForm
from campaigns.models import Hint
from campaigns.queries.hinted import acts_of, reason_of

register_permission_policy(Hint, ProgramRows(Hint, actions=("view", "change")))


class Index(OwnRows, generic.IndexView):
    """The hints of the person's programs: open ones first, then the newest."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Hint]:
        found: QuerySet[Hint] = super().get_base_queryset().select_related("program").prefetch_related("people")
        return found

    def get_list_more_buttons(self, instance: Hint) -> list[Any]:
        return []


class One(OneWithActs):
    """What was found, among what, and what is usual; answered with a note."""

    template_name = "campaigns/workbench/hint.html"
    page_title = _("Hint")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"dismiss": HintForm, "act_on": HintForm}

    def get_page_subtitle(self) -> str:
        return str(capfirst(self.object.get_kind_display()))

    def possible(self) -> set[str]:
        about_me = self.object.people.filter(pk=acting(self.request).pk).exists()
        return set(self.acts) if self.object.state == Hint.State.OPEN and not about_me else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        answer = {"dismiss": hints.dismiss, "act_on": hints.act_on}[act]
        answer(self.object, actor=acting(self.request), at=timezone.now(), **given)
        return gettext("Answered.")

    def facts(self) -> dict[str, Any]:
        people = list(self.object.people.order_by("name", "pk"))
        return {"reason": reason_of(self.object), "people": people, "acts": acts_of(self.object)}


class HintViewSet(ProgramViewSet):
    model = Hint
    name = "hints"
    url_prefix = "rewards/hints"
    icon = "warning"
    menu_label = _("Hints")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["note"]
    ordering = ("-state", "-pk")
    list_filter: ClassVar[list[str]] = ["kind", "state"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "kind", label=_("Hint"), accessor=lambda hint: capfirst(hint.get_kind_display()), url_name="hints:edit"
        ),
        Column("people", label=_("People"), accessor=lambda hint: ", ".join(one.in_full for one in hint.people.all())),
        Column("figure", label=_("Why"), accessor=reason_of),
        StatusTagColumn("state", label=_("State"), accessor="get_state_display", primary=lambda h: h.state == "open"),
        DateColumn("found_at", label=_("Found")),
    ]
