"""The catalogue of rewards and the stock of codes behind each, in the workbench."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import OneWithActs
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from campaigns.actions import catalogue
from campaigns.actions.catalogue import Terms
from campaigns.forms.stocking import StockForm, TakeOutForm
from campaigns.models import Reward, RewardCode
from campaigns.queries.rewards import with_stock

register_permission_policy(Reward, ProgramRows(Reward, actions=("view", "add", "change")))
SHOWN = 100
"""How many codes are listed, free ones first."""


class Index(OwnRows, generic.IndexView):
    """The rewards of the person's programs, with what is left of each."""

    def get_base_queryset(self) -> QuerySet[Reward]:
        return with_stock(super().get_base_queryset())


def terms(form: Any) -> Terms:
    given = form.cleaned_data
    return Terms(
        name=given["name"], points=given["points"], text=given["text"], how_to_use=given["how_to_use"],
        picture=given["picture"], active=given["active"],
    )  # fmt: skip


class Create(ByAction, generic.CreateView):
    """A new reward; its codes come next."""

    def act(self, form: Any) -> Reward:
        return catalogue.offer(form.instance.program, terms(form), actor=self.request.user, at=timezone.now())

    def get_success_url(self) -> str:
        assert self.object is not None, "a reward that was offered has a number"
        return reverse("catalogue:codes", args=[self.object.pk])


class Edit(OwnRows, ByAction, generic.EditView):
    def act(self, form: Any) -> Reward:
        return catalogue.change(self.object, terms(form), actor=self.request.user, at=timezone.now())

    def get_header_buttons(self) -> list[Any]:
        url = reverse("catalogue:codes", args=[self.object.pk])
        return [HeaderButton(_("Codes"), url=url, icon_name="key"), *super().get_header_buttons()]


class Codes(OneWithActs):
    """The stock of one reward: filling it, and taking out what was mistyped. Codes are never shown in full."""

    template_name = "campaigns/workbench/codes.html"
    page_title = _("Codes")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"stock": StockForm, "take_out": TakeOutForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": self.request.user, "at": timezone.now()}
        if act == "stock":
            added = catalogue.stock(self.object, codes=given["codes"].splitlines(), **about)
            return ngettext("%(count)s code is new in the stock.", "%(count)s codes are new in the stock.", added) % {
                "count": added
            }
        code = RewardCode.objects.filter(reward=self.object, pk=given["code"]).first()
        catalogue.take_out(code or RewardCode(pk=0), **about)
        return gettext("The code is out of the stock.")

    def facts(self) -> dict[str, Any]:
        codes = RewardCode.objects.filter(reward=self.object).select_related("redemption__member")
        counted: Any = with_stock(Reward.objects.filter(pk=self.object.pk)).get()
        free = list(codes.filter(redemption=None).order_by("pk")[:SHOWN])
        taken = list(codes.exclude(redemption=None).order_by("-redemption")[: SHOWN - len(free)])
        return {
            "reward": counted,
            "codes": [*free, *taken],
            "more": counted.left + counted.taken > len(free) + len(taken),
        }


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
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Reward"), url_name="catalogue:edit"),
        Column("points", label=_("Points")),
        TitleColumn(
            "left", label=_("Codes left"), url_name="catalogue:codes",
            accessor=lambda reward: reward.left or _("none: fill the stock"),
        ),
        Column("taken", label=_("Redeemed")),
        BooleanColumn("active", label=_("Offered")),
        Column("program", label=_("Program")),
    ]  # fmt: skip
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("text"), FieldPanel("picture"), FieldPanel("how_to_use")],
                heading=_("What members read"),
            ),
            MultiFieldPanel([FieldPanel("points"), FieldPanel("active")], heading=_("Terms")),
        ],
        base_form_class=OwnProgramForm,
    )

    @property
    def codes_view(self) -> Any:
        return self.construct_view(Codes, **self.get_edit_view_kwargs() | {"template_name": Codes.template_name})

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/codes/", self.codes_view, name="codes")]
