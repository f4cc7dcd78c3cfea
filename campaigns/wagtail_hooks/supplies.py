"""What there is of a reward, in the workbench: codes, pieces, dates. Codes are never shown in full."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from advocates.wagtail_hooks.acts import OneWithActs, acting
from campaigns.actions import catalogue, supply
from campaigns.forms.offering import DateForm, PlacesForm, RestockForm
from campaigns.forms.stocking import StockForm, TakeOutForm
from campaigns.models import Reward, RewardCode, RewardDate
from campaigns.queries.rewards import with_stock

Kind = Reward.Kind
SHOWN = 100
"""How many codes or dates are listed."""
ACTS: dict[str, tuple[str, ...]] = {
    Kind.CODE: ("stock", "take_out"), Kind.GOODS: ("restock",), Kind.EXPERIENCE: ("date", "places"),
}  # fmt: skip


class Supply(OneWithActs):
    """The stock of one reward, whatever it consists of."""

    template_name = "campaigns/workbench/codes.html"
    page_title = _("Stock")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "stock": StockForm, "take_out": TakeOutForm, "restock": RestockForm, "date": DateForm, "places": PlacesForm,
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        return set(ACTS.get(self.object.kind, ()))

    def do(self, act: str, given: dict[str, Any]) -> str:
        told: str = getattr(self, f"_{act}")(given, {"actor": acting(self.request), "at": timezone.now()})
        return told

    def _stock(self, given: dict[str, Any], about: dict[str, Any]) -> str:
        added = catalogue.stock(self.object, codes=given["codes"].splitlines(), **about)
        return ngettext("%(count)s code is new in the stock.", "%(count)s codes are new in the stock.", added) % {
            "count": added
        }

    def _take_out(self, given: dict[str, Any], about: dict[str, Any]) -> str:
        code = RewardCode.objects.filter(reward=self.object, pk=given["code"]).first()
        catalogue.take_out(code or RewardCode(pk=0), **about)
        return gettext("The code is out of the stock.")

    def _restock(self, given: dict[str, Any], about: dict[str, Any]) -> str:
        left = supply.restock(self.object, pieces=given["pieces"], **about)
        return ngettext("There is %(n)s piece now.", "There are %(n)s pieces now.", left) % {"n": left}

    def _date(self, given: dict[str, Any], about: dict[str, Any]) -> str:
        supply.add_date(self.object, **given, **about)
        return gettext("The date can be chosen from now on.")

    def _places(self, given: dict[str, Any], about: dict[str, Any]) -> str:
        date = RewardDate.objects.filter(reward=self.object, pk=given["date"]).first()
        supply.set_places(date or RewardDate(pk=0), places=given["places"], **about)
        return gettext("The places are changed.")

    def facts(self) -> dict[str, Any]:
        counted: Any = with_stock(Reward.objects.filter(pk=self.object.pk), at=timezone.now()).get()
        codes = RewardCode.objects.filter(reward=self.object).select_related("redemption__member")
        free = list(codes.filter(redemption=None).order_by("pk")[:SHOWN])
        taken = list(codes.exclude(redemption=None).order_by("-redemption")[: SHOWN - len(free)])
        dates = RewardDate.objects.filter(reward=self.object).order_by("-starts_at", "pk")[:SHOWN]
        return {
            "reward": counted, "codes": [*free, *taken], "dates": dates,
            "more": codes.count() > len(free) + len(taken),
        }  # fmt: skip
