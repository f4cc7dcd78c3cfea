"""The workbench's "Links and ideas"."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from campaigns.wagtail_hooks.sharing.conversions import ConversionViewSet
from campaigns.wagtail_hooks.sharing.ideas import IdeaViewSet
from campaigns.wagtail_hooks.sharing.rules import ReferralRuleViewSet
from campaigns.wagtail_hooks.sharing.secrets import SecretViewSet


class SharingGroup(ViewSetGroup):
    menu_label = _("Links and ideas")
    menu_name = "sharing"
    menu_icon = "comment-add"
    menu_order = 145
    items = (IdeaViewSet, ConversionViewSet, ReferralRuleViewSet, SecretViewSet)


@hooks.register("register_admin_viewset")
def sharing_group() -> Any:
    return SharingGroup()
