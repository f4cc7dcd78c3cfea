"""What applications are judged by, in the workbench."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permissions import register_permission_policy

from advocates.actions.reviews import save_criterion
from advocates.models import Criterion
from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet

register_permission_policy(Criterion, ProgramRows(Criterion, actions=("view", "add", "change")))


class CriterionViewSet(SavedViewSet):
    """The criteria of the person's programs, in the order in which they are judged."""

    model = Criterion
    save = staticmethod(save_criterion)
    name = "criteria"
    url_prefix = "program/criteria"
    icon = "clipboard-list"
    menu_label = _("Criteria")
    ordering = ("program", "retired", "position", "pk")
    list_display: ClassVar[list[Any]] = [
        "label",
        Column("most", label=_("Most points")),
        Column("position", label=_("Position")),
        BooleanColumn("retired", label=_("Retired")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("label"),
            FieldPanel("help_text"),
            FieldRowPanel([FieldPanel("most"), FieldPanel("position"), FieldPanel("retired")]),
        ],
        base_form_class=OwnProgramForm,
    )
