"""Who exchanged points for what, and seeing to it: approve, prepare, send, deliver; in the workbench."""

from collections.abc import Iterator
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.wagtail_hooks.waits import HOOK, Waits
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet, managed_ids
from campaigns.actions import addresses, fulfilment
from campaigns.forms.fulfilling import AddressForm, DeliverForm, NothingForm, ReasonForm, SendForm
from campaigns.models import Fulfilment, PostalAddress, Redemption, Reward
from campaigns.queries.countries import name_of
from campaigns.queries.redemptions import steps_of
from campaigns.queries.reward_needs import beyond_budget, waiting_in
from campaigns.queries.rewards import orders_to_send, stands_near, to_handle
from campaigns.queries.tax.standing import reaches_threshold
from sitewide.sheets import write_csv

Kind, State = Reward.Kind, Fulfilment.State
register_permission_policy(
    Redemption, ProgramRows(Redemption, to_program="reward__program", actions=("view", "change"))
)
TODAY = [("approve", _("To approve")), ("fulfil", _("To send or give")), ("sent", _("On its way"))]
ACTS: dict[str, tuple[Any, Any]] = {
    "approve": (fulfilment.approve, _("It is approved; the person is told.")),
    "refuse": (fulfilment.refuse, _("It is refused; the points are back, and the person is told.")),
    "prepare": (fulfilment.prepare, _("It is being prepared.")),
    "send": (fulfilment.send, _("It is on its way; the person is told.")),
    "deliver": (fulfilment.deliver, _("It is delivered; the person is told.")),
    "fail": (fulfilment.fail, _("It has failed; the points are back, and the person is told.")),
}


class RedemptionFilters(WagtailFilterSet):
    waits = django_filters.ChoiceFilter(
        label=_("What waits"), choices=TODAY, method="that_wait", widget=forms.RadioSelect
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), field_name="reward__kind", choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), field_name="fulfilment__state", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Redemption
        fields: ClassVar[list[str]] = []

    def that_wait(self, rows: QuerySet[Redemption], name: str, value: str) -> QuerySet[Redemption]:
        states = {"approve": {State.WAITING}, "fulfil": Fulfilment.TO_DO, "sent": {State.SENT}}[value]
        return to_handle(rows).filter(fulfilment__state__in=states)


class Index(OwnRows, generic.IndexView):
    """The redemptions of the person's programs, newest first; codes are masked and addresses not shown."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    template_name = "campaigns/workbench/redemptions.html"

    def get_base_queryset(self) -> QuerySet[Redemption]:
        found: QuerySet[Redemption] = super().get_base_queryset()
        return found.select_related("reward__program", "member", "code", "fulfilment")

    def get_list_more_buttons(self, instance: Redemption) -> list[Any]:
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        mine = managed_ids(self.request.user)
        return context | {"handled": waiting_in(mine), "orders": orders_to_send(mine).count()}


class One(OneWithActs):
    """One redemption with what can be done about it now. The address is shown on the answer to a press that says why."""

    address: PostalAddress | None = None

    template_name = "campaigns/workbench/redemption.html"
    page_title = _("Redemption")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "approve": NothingForm, "refuse": ReasonForm, "prepare": NothingForm, "send": SendForm,
        "deliver": DeliverForm, "fail": ReasonForm, "address": AddressForm,
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return f"{self.object.reward}: {self.object.member.in_full}"

    def possible(self) -> set[str]:
        """What the state and the kind allow, to whoever is not the person themselves."""
        row, kind = self.object.fulfilment, self.object.reward.kind
        if self.object.member_id == acting(self.request).pk:
            return set()
        if row.state == State.WAITING:
            return {"refuse"} if self.near else {"approve", "refuse"}
        if kind == Kind.CASH or row.state not in Fulfilment.TO_DO | {State.SENT}:
            return set()
        kept = getattr(self.object, "address", None)
        needed = {"address"} if kind == Kind.GOODS and kept and not kept.erased_at else set()
        if row.state == State.SENT:
            return needed | ({"deliver"} if self.near else {"deliver", "fail"})
        forward = {"send"} if kind == Kind.GOODS else {"deliver"}
        return needed | forward | {"fail", "refuse"} | ({"prepare"} if row.state == State.APPROVED else set())

    @property
    def near(self) -> bool:
        return stands_near(acting(self.request), self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        return self.get(request, *args, **kwargs) if self.address else answer

    def do(self, act: str, given: dict[str, Any]) -> str:
        if act == "address":
            self.address = addresses.read(
                self.object.fulfilment, actor=acting(self.request), at=timezone.now(), **given
            )
            return gettext("That you read the address is on the record.")
        action, told = ACTS[act]
        action(self.object.fulfilment, actor=acting(self.request), at=timezone.now(), **given)
        return str(told)

    def facts(self) -> dict[str, Any]:
        row = Fulfilment.objects.select_related("approved_by").get(redemption=self.object)
        own = self.object.member_id == acting(self.request).pk
        self.object.fulfilment = row
        held = row.state in Fulfilment.TO_DO | {State.WAITING}
        return {
            "redemption": self.object, "fulfilment": row, "steps": steps_of(self.object), "own": own,
            "near": row.state == State.WAITING and not own and self.near,
            "address": self.address,
            "taxed": held and reaches_threshold(self.object, at=timezone.now()),
        }  # fmt: skip


@recently_authenticated
def orders_csv(request: HttpRequest) -> Any:
    """The goods to send with their addresses, as a sheet. Asked for by a press: each order's record says who took it."""
    mine = managed_ids(request.user)
    if request.method != "POST" or not mine:
        return redirect("redemptions:index")
    orders = addresses.take_orders(mine, actor=acting(request), at=timezone.now())
    if not orders:
        messages.warning(request, gettext("Nothing waits to be sent."))
        return redirect("redemptions:index")
    answer = StreamingHttpResponse(write_csv(_rows(orders)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="orders.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _rows(orders: list[Redemption]) -> Iterator[list[Any]]:
    yield [
        gettext("Order"), gettext("Reward"), gettext("Since"), gettext("Name"), gettext("Street and number"),
        gettext("Floor, company or care of"), gettext("Postcode"), gettext("Town"), gettext("Region"), gettext("Country"),
    ]  # fmt: skip
    for order in orders:
        to = order.address
        day = date_format(order.at.astimezone(order.reward.program.zone), "Y-m-d")
        yield [
            order.pk, order.reward.name, day, to.name, to.street, to.extra, to.postcode, to.city, to.region,
            name_of(to.country),
        ]  # fmt: skip


class RedemptionViewSet(ProgramViewSet):
    model = Redemption
    name = "redemptions"
    url_prefix = "rewards/redemptions"
    icon = "tick-inverse"
    menu_label = _("Redemptions")
    risky = True
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    index_template_name = Index.template_name
    edit_template_name = One.template_name
    filterset_class = RedemptionFilters
    form_fields: ClassVar[list[str]] = ["points"]
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = ["member__name", "member__handle", "member__pseudonym", "reward__name"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("reward", label=_("Reward"), url_name="redemptions:edit"),
        Column("member", label=_("Member"), accessor="member.in_full"),
        Column("state", label=_("State"), accessor=lambda row: capfirst(row.fulfilment.get_state_display())),
        Column("points", label=_("Points")),
        Column("code", label=_("Code"), accessor=lambda row: row.code.masked if hasattr(row, "code") else ""),
        DateColumn("at", label=_("When"), sort_key="at"),
        Column("program", label=_("Program"), accessor="reward.program"),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [path("orders.csv", orders_csv, name="orders"), *super().get_urlpatterns()]


@hooks.register(HOOK)
def rewards_waiting(request: HttpRequest) -> Iterator[Waits]:
    """Redemptions to approve and to fulfil, and budgets that are short, of the programs that the person manages."""
    mine = managed_ids(request.user)
    handled, short = waiting_in(mine), beyond_budget(mine).count()
    url = reverse("redemptions:index")
    if handled.waiting:
        n = handled.waiting
        title = ngettext("%(n)s redemption waits for approval", "%(n)s redemptions wait for approval", n) % {"n": n}
        text = gettext("They are worth more than what passes by itself.")
        yield Waits(title, text, f"{url}?waits=approve", gettext("Decide"), True)
    if handled.to_fulfil:
        n = handled.to_fulfil
        title = ngettext("%(n)s reward to send or give", "%(n)s rewards to send or give", n) % {"n": n}
        text = gettext("People exchanged points for them and wait.")
        yield Waits(title, text, f"{url}?waits=fulfil", gettext("See to it"))
    if short:
        title = ngettext("The budget is short for %(n)s reward", "The budget is short for %(n)s rewards", short)
        text = gettext("Nobody can get them until more is paid in.")
        yield Waits(title % {"n": short}, text, reverse("catalogue:index"), gettext("See them"))
