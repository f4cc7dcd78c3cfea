"""The rules that open cases by themselves."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permissions import register_permission_policy

from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet
from moderation.actions.rules import save_rule
from moderation.models import Rule

register_permission_policy(Rule, ProgramRows(Rule, actions=("view", "add", "change")))


class RuleViewSet(SavedViewSet):
    model = Rule
    risky = True
    save = staticmethod(save_rule)
    name = "rules"
    url_prefix = "moderation/rules"
    icon = "list-ul"
    menu_label = _("Rules")
    ordering = ("program", "name")
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("get_kind_display", label=_("Kind")),
        Column("severity", label=_("Severity")),
        BooleanColumn("holds", label=_("Holds the message")),
        BooleanColumn("active", label=_("Active")),
    ]
    list_filter: ClassVar[list[str]] = ["kind", "active"]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("name"),
            MultiFieldPanel(
                [FieldPanel("kind"), FieldPanel("words"), FieldPanel("newcomer_days")], heading=_("What it looks for")
            ),
            FieldRowPanel([FieldPanel("severity"), FieldPanel("holds"), FieldPanel("active")]),
        ],
        base_form_class=OwnProgramForm,
    )
