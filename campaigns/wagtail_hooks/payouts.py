"""Payouts in the workbench: what is in doubt above everything, and what a person may decide about one."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet, managed_ids
from campaigns import stripe_gateway
from campaigns.actions.payouts import clearing, deciding
from campaigns.forms.paying import NothingForm, ReasonForm
from campaigns.models import OddTransfer, PayAccount, Payout
from campaigns.paying import sending
from campaigns.queries.payouts import needs_a_person, rows_for_sheet, said_to_staff, worst_first
from campaigns.wagtail_hooks.pay_desk import PayDesk
from sitewide.errors import Conflict
from sitewide.sheets import write_csv

register_permission_policy(Payout, ProgramRows(Payout, actions=("view", "change")))
State = Payout.State
CLEARING: dict[str, tuple[Callable[..., Any], StrOrPromise]] = {
    "clear": (clearing.ask, _("It waits for another manager to confirm.")),
    "confirm": (clearing.confirm, _("It is cleared up.")),
    "refuse": (clearing.refuse, _("It is to be cleared up again.")),
}
"""What is done about a transfer that differs, and what is told then."""


class Index(OwnRows, generic.IndexView):
    """The payouts of the person's programs: in doubt, being sent, waiting, and then the newest."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a key it says first that nothing is paid."""
        if not stripe_gateway.is_on():
            messages.warning(request, gettext("Cash rewards are switched off on this installation."))
        shown: HttpResponse = super().get(request, *args, **kwargs)
        return shown

    def get_base_queryset(self) -> QuerySet[Payout]:
        found = super().get_base_queryset().select_related("program", "member", "redemption__reward")
        return worst_first(found)

    def get_list_more_buttons(self, instance: Payout) -> list[Any]:
        return []

    def get_header_buttons(self) -> list[Any]:
        programs = list(managed_programs(self.request.user))
        desks = [
            HeaderButton(
                _("Budget and halt") if len(programs) == 1 else _("Budget and halt: %s") % program,
                url=reverse("payouts_desk:desk", args=[program.pk]), icon_name="cogs",
            )
            for program in programs
        ]  # fmt: skip
        table = HeaderButton(_("As a table"), url=reverse("payouts_desk:csv"), icon_name="download")
        return [*desks, table, *super().get_header_buttons()]


class One(OneWithActs):
    """One payout with everything that happened to it."""

    template_name = "campaigns/workbench/payout.html"
    page_title = _("Payout")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "look_up": NothingForm, "send_again": ReasonForm, "withdraw": ReasonForm, "clear": ReasonForm,
        "confirm": NothingForm, "refuse": ReasonForm,
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return f"{self.object.member.in_full}: {self.object.money}"

    def possible(self) -> set[str]:
        found = {"look_up"} if self.object.state in (State.UNKNOWN, State.SENDING) else set()
        if self.object.member_id == acting(self.request).pk:
            return found
        if odd := self.odd():
            return found | self._about(odd)
        if needs_a_person(self.object, timezone.now()):
            return found | {"send_again", "withdraw"}
        return found | ({"withdraw"} if self.object.state == State.QUEUED else set())

    def odd(self) -> OddTransfer | None:
        """The transfer that differs and is to be cleared up first."""
        waiting = self.object.odd_transfers.exclude(state=OddTransfer.State.CLEARED)
        found: OddTransfer | None = waiting.select_related("asked_by").order_by("pk").first()
        return found

    def _about(self, odd: OddTransfer) -> set[str]:
        if odd.state == OddTransfer.State.OPEN:
            return {"clear"}
        return set() if odd.asked_by == acting(self.request) else {"confirm", "refuse"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        if act == "look_up":
            return self._looked_up()
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now(), **given}
        if act in CLEARING:
            return self._cleared(act, about)
        if act == "send_again":
            deciding.send_again(self.object, **about)
            return gettext("It is sent again in a moment.")
        deciding.withdraw(self.object, **about)
        return gettext("It is withdrawn; the member gets the points back.")

    def _cleared(self, act: str, about: dict[str, Any]) -> str:
        odd = self.odd()
        if odd is None:
            raise Conflict(gettext("Nothing differs any more."), code="answered")
        answer, told = CLEARING[act]
        answer(odd, **about)
        return str(told)

    def _looked_up(self) -> str:
        if not stripe_gateway.is_on():
            raise Conflict(gettext("Stripe is switched off on this installation."), code="switched_off")
        sending.look_up(self.object.pk, clock=timezone.now)
        self.object.refresh_from_db()
        if self.object.state in Payout.AT_STRIPE:
            return gettext("It went out: Stripe has the transfer.")
        return gettext("Stripe knows of no such transfer so far.")

    def facts(self) -> dict[str, Any]:
        account = PayAccount.objects.filter(program=self.object.program, member=self.object.member).first()
        return {
            "payout": self.object, "sentence": said_to_staff(self.object), "account": account,
            "own": self.object.member_id == acting(self.request).pk, "odd": self.odd(),
        }  # fmt: skip


def as_table(request: HttpRequest) -> HttpResponseBase:
    """Every payout of the person's programs for spreadsheet programs; no cell is taken for a formula."""
    rows = Payout.objects.filter(program__in=managed_ids(request.user)).order_by("pk")
    answer = StreamingHttpResponse(write_csv(rows_for_sheet(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="payouts.csv"'
    return answer


class PayoutViewSet(ProgramViewSet):
    model = Payout
    name = "payouts_desk"
    url_prefix = "rewards/payouts"
    icon = "download"
    menu_label = _("Payouts")
    risky = True
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["state"]
    ordering = ("urgency", "-pk")
    search_fields: ClassVar[list[str]] = ["member__name", "member__handle", "member__pseudonym", "transfer_id"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("member", label=_("Member"), accessor="member.in_full", url_name="payouts_desk:edit"),
        Column("money", label=_("Amount")),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display",
            primary=lambda payout: payout.state in (State.UNKNOWN, State.FAILED),
        ),
        Column("code", label=_("What is known"), accessor=said_to_staff),
        DateColumn("queued_at", label=_("Asked for"), sort_key="queued_at"),
        Column("program", label=_("Program")),
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("payouts.csv", as_table, name="csv"),
            path("desk/<int:program_id>/", PayDesk.as_view(), name="desk"),
        ]
