"""The group of moderation in the menu of the workbench."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from moderation.wagtail_hooks.appeals import AppealViewSet
from moderation.wagtail_hooks.cases import CaseViewSet
from moderation.wagtail_hooks.classifier import ClassifierViewSet
from moderation.wagtail_hooks.facts import FactViewSet
from moderation.wagtail_hooks.playbook import PlaybookViewSet
from moderation.wagtail_hooks.promises import IntakeViewSet, PromiseViewSet
from moderation.wagtail_hooks.rules import RuleViewSet
from moderation.wagtail_hooks.strikes import ClauseWeightViewSet, StandingRuleViewSet


class ModerationGroup(ViewSetGroup):
    menu_label = _("Moderation")
    menu_name = "moderation"
    menu_icon = "view"
    menu_order = 130
    items = (
        CaseViewSet,
        AppealViewSet,
        RuleViewSet,
        ClassifierViewSet,
        PromiseViewSet,
        IntakeViewSet,
        PlaybookViewSet,
        FactViewSet,
        StandingRuleViewSet,
        ClauseWeightViewSet,
    )


@hooks.register("register_admin_viewset")
def moderation_group() -> ModerationGroup:
    return ModerationGroup()
