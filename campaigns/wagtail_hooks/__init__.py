"""The workbench's "Rewards": what earns points, the catalogue and its codes, redemptions, and members' statements."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from campaigns.wagtail_hooks.catalogue import RewardViewSet
from campaigns.wagtail_hooks.earning import EarningRuleViewSet
from campaigns.wagtail_hooks.redeemed import RedemptionViewSet
from campaigns.wagtail_hooks.sharing import sharing_group
from campaigns.wagtail_hooks.statements import AccountViewSet

__all__ = ["rewards_group", "sharing_group"]


class RewardsGroup(ViewSetGroup):
    menu_label = _("Rewards")
    menu_name = "rewards"
    menu_icon = "pick"
    menu_order = 140
    items = (RewardViewSet, EarningRuleViewSet, RedemptionViewSet, AccountViewSet)


@hooks.register("register_admin_viewset")
def rewards_group() -> Any:
    return RewardsGroup()
