"""What applications are judged by, in the workbench."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from advocates.actions.reviews import save_criterion
from advocates.models import Criterion
from advocates.workbench import OrderedViewSet, ProgramRows

register_permission_policy(Criterion, ProgramRows(Criterion, actions=("view", "add", "change")))


class CriterionViewSet(OrderedViewSet):
    """The criteria of the person's programs, in the order in which they are judged."""

    model = Criterion
    save = staticmethod(save_criterion)
    name = "criteria"
    url_prefix = "program/criteria"
    icon = "clipboard-list"
    menu_label = _("Criteria")
    list_display: ClassVar[list[Any]] = OrderedViewSet.columns(Column("most", label=_("Most points")))
    edit_handler = OrderedViewSet.form(beside="most")
