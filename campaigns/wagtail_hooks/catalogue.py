"""The catalogue of rewards in the workbench: what is offered, of which kind, and what is left of it."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.workbench import ByAction, OwnRows, ProgramRows, ProgramViewSet, managed_ids
from campaigns.actions import catalogue
from campaigns.models import Reward
from campaigns.queries.amounts import told
from campaigns.queries.reward_needs import budgets_of
from campaigns.queries.rewards import with_stock
from campaigns.wagtail_hooks.reward_panels import panel_of
from campaigns.wagtail_hooks.supplies import ACTS, Supply

register_permission_policy(Reward, ProgramRows(Reward, actions=("view", "add", "change")))
Kind = Reward.Kind
KINDS: dict[str, tuple[Any, Any]] = {
    Kind.CODE: ("key", _("A voucher or a key out of a stock of codes. The person has it at once.")),
    Kind.GOODS: ("pick", _("Something sent by post: counted in pieces, with an address and tracking.")),
    Kind.EXPERIENCE: ("date", _("A place on a date: a workshop, a visit, a dinner.")),
    Kind.DONATION: ("user", _("The program gives an amount of money to a cause that the person chooses.")),
    Kind.CASH: ("download", _("An amount of money, paid out to the person.")),
}
"""An icon of Wagtail's and a sentence for each kind."""


class Index(OwnRows, generic.IndexView):
    """The rewards of the person's programs with what is left of each, below what is left of the budgets."""

    template_name = "campaigns/workbench/catalogue.html"

    def get_base_queryset(self) -> QuerySet[Reward]:
        return with_stock(super().get_base_queryset().select_related("program__treasury"), at=timezone.now())

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"budgets": budgets_of(managed_ids(self.request.user))}


class Create(ByAction, generic.CreateView):
    """First the kind, then its editor; what there is of it comes next."""

    kinds_template = "campaigns/workbench/kinds.html"

    @property
    def kind(self) -> str:
        asked = self.request.GET.get("kind", "")
        return asked if asked in Kind.values else str(Kind.CODE)

    def get_panel(self) -> Any:
        return panel_of(self.kind)

    def get_initial_form_instance(self) -> Reward:
        return Reward(kind=self.kind)

    def get_add_url(self) -> str:
        return f"{super().get_add_url()}?kind={self.kind}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("kind") in Kind.values:
            return super().get(request, *args, **kwargs)
        kinds = [(kind, *KINDS[kind]) for kind in Kind]
        context = {
            "view": self, "kinds": kinds, "header_title": _("New reward"), "header_icon": self.header_icon,
            "breadcrumbs_items": self.get_breadcrumbs_items(), "header_buttons": [],
        }  # fmt: skip
        return self.response_class(request, self.kinds_template, context)

    def act(self, form: Any) -> Reward:
        return catalogue.offer(form.instance.program, form.terms(), actor=self.request.user, at=timezone.now())

    def get_success_url(self) -> str:
        assert self.object is not None, "a reward that was offered has a number"
        page = "catalogue:codes" if self.object.kind in ACTS else "catalogue:edit"
        return reverse(page, args=[self.object.pk])


class Edit(OwnRows, ByAction, generic.EditView):
    def get_panel(self) -> Any:
        known = Reward.objects.filter(pk=self.kwargs["pk"]).values_list("kind", flat=True)
        return panel_of(known.first() or Kind.CODE)

    def act(self, form: Any) -> Reward:
        return catalogue.change(self.object, form.terms(), actor=self.request.user, at=timezone.now())

    def get_header_buttons(self) -> list[Any]:
        if self.object.kind not in ACTS:
            return super().get_header_buttons()  # type: ignore[no-any-return]
        url = reverse("catalogue:codes", args=[self.object.pk])
        return [HeaderButton(_("Stock"), url=url, icon_name="key"), *super().get_header_buttons()]


def cost_of(reward: Reward) -> str:
    treasury = getattr(reward.program, "treasury", None)
    return told(reward.cost, treasury.currency) if reward.cost and treasury else ""


def left_of(reward: Any) -> Any:
    if reward.kind not in ACTS:
        return _("as the budget allows")
    return reward.left or _("none: fill the stock")


def supply_url(reward: Reward) -> str:
    return reverse("catalogue:codes" if reward.kind in ACTS else "catalogue:edit", args=[reward.pk])


class RewardViewSet(ProgramViewSet):
    model = Reward
    name = "catalogue"
    url_prefix = "rewards/catalogue"
    icon = "pick"
    menu_label = _("Catalogue")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("program", "points", "name")
    search_fields: ClassVar[list[str]] = ["name"]
    list_filter: ClassVar[list[str]] = ["kind", "active"]
    index_template_name = Index.template_name
    edit_handler = panel_of(Kind.CODE)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Reward"), url_name="catalogue:edit"),
        Column("kind", label=_("Kind"), accessor=lambda reward: capfirst(reward.get_kind_display())),
        Column("points", label=_("Points")),
        Column("cost", label=_("Cost"), accessor=cost_of),
        TitleColumn("left", label=_("Left"), get_url=supply_url, accessor=left_of),
        Column("taken", label=_("Redeemed")),
        BooleanColumn("active", label=_("Offered")),
        Column("program", label=_("Program")),
    ]  # fmt: skip

    def get_form_class(self, for_update: bool = False) -> None:
        """The panel of the kind brings its own."""

    @property
    def codes_view(self) -> Any:
        return self.construct_view(Supply, **self.get_edit_view_kwargs() | {"template_name": Supply.template_name})

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/codes/", self.codes_view, name="codes")]
