"""Orders that came by advocates' links: what a person should look at, first."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import referrals
from campaigns.forms.sharing_workbench import JudgeForm
from campaigns.models import Conversion
from campaigns.queries.amounts import told
from campaigns.queries.referral_words import sentences
from campaigns.queries.referrals import waits_for_a_look

register_permission_policy(Conversion, ProgramRows(Conversion, actions=("view", "change")))
State = Conversion.State


class Index(OwnRows, generic.IndexView):
    """Those with a hint that nobody has looked at come first."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset().select_related("link__member", "rule", "program")
        looked_at = Case(When(waits_for_a_look(), then=Value(0)), default=Value(1))
        found: QuerySet[Any] = rows.annotate(looked_at=looked_at, hinted=Count("hints"))
        return found


class One(OneWithActs):
    template_name = "campaigns/workbench/conversion.html"
    page_title = _("Order")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"let_count": JudgeForm, "refuse": JudgeForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        own = self.object.link.member_id == acting(self.request).pk
        follows = Conversion.TRANSITIONS[self.object.state]
        found = {act for act, state in (("let_count", State.COUNTED), ("refuse", State.REFUSED)) if state in follows}
        return set() if own else found

    def do(self, act: str, given: dict[str, Any]) -> str:
        decide = referrals.let_count if act == "let_count" else referrals.refuse
        decide(self.object, actor=acting(self.request), at=timezone.now(), **given)
        if act == "refuse":
            return gettext("The order does not count; the advocate reads why.")
        return gettext("The order counts, at the latest when its hold is over.")

    def facts(self) -> dict[str, Any]:
        one = self.object
        return {
            "conversion": one, "hints": list(one.hints.order_by("pk")), "sentences": sentences(one.rule),
            "paid": told(one.amount, one.currency), "back": told(one.refunded, one.currency),
            "refunds": list(one.refunds.order_by("pk")), "own": one.link.member_id == acting(self.request).pk,
        }  # fmt: skip


class ConversionViewSet(ProgramViewSet):
    model = Conversion
    name = "conversions"
    url_prefix = "sharing/orders"
    icon = "link"
    menu_label = _("Orders by referral")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["reason"]
    ordering = ("looked_at", "-pk")
    search_fields: ClassVar[list[str]] = ["order", "link__code", "link__member__name", "link__member__handle"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("order", label=_("Order"), url_name="conversions:edit"),
        Column("member", label=_("Advocate"), accessor="link.member.in_full"),
        Column("amount", label=_("Paid"), accessor=lambda one: told(one.amount, one.currency)),
        Column("get_state_display", label=_("State")),
        Column("hinted", label=_("Hints"), accessor=lambda one: one.hinted or ""),
        DayColumn("ordered_at", label=_("Ordered")),
        DayColumn("hold_until", label=_("On hold until")),
    ]
