"""The workbench's "Rewards": what earns points, the catalogue and its codes, redemptions, members' statements,
adjustments by hand, and the program's accounts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from campaigns.wagtail_hooks import campaigns, missions, recognition, sharing, waits
from campaigns.wagtail_hooks.accounts import TreasuryViewSet
from campaigns.wagtail_hooks.adjustments import AdjustmentViewSet
from campaigns.wagtail_hooks.catalogue import RewardViewSet
from campaigns.wagtail_hooks.earning import EarningRuleViewSet
from campaigns.wagtail_hooks.hints import HintViewSet
from campaigns.wagtail_hooks.offline_work import OfflineWorkViewSet
from campaigns.wagtail_hooks.payouts import PayoutViewSet
from campaigns.wagtail_hooks.redeemed import RedemptionViewSet
from campaigns.wagtail_hooks.simulations import SimulationViewSet
from campaigns.wagtail_hooks.statements import AccountViewSet
from campaigns.wagtail_hooks.tax import TaxViewSet
from campaigns.wagtail_hooks.tax_table import TaxTableViewSet

__all__ = ["campaigns", "missions", "recognition", "sharing", "waits"]


class RewardsGroup(ViewSetGroup):
    menu_label = _("Rewards")
    menu_name = "rewards"
    menu_icon = "pick"
    menu_order = 140
    items = (
        RewardViewSet, EarningRuleViewSet, SimulationViewSet, OfflineWorkViewSet, HintViewSet, RedemptionViewSet,
        PayoutViewSet, AccountViewSet, AdjustmentViewSet, TreasuryViewSet, TaxViewSet, TaxTableViewSet,
    )  # fmt: skip


@hooks.register("register_admin_viewset")
def rewards_group() -> Any:
    return RewardsGroup()
