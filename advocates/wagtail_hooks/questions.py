"""The questions of the application form, in the workbench."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permissions import register_permission_policy

from advocates.actions.questions import save_question
from advocates.models import Question
from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet

register_permission_policy(Question, ProgramRows(Question, actions=("view", "add", "change")))


class QuestionViewSet(SavedViewSet):
    """The questions of the person's programs, in the order in which they are asked."""

    model = Question
    save = staticmethod(save_question)
    name = "questions"
    url_prefix = "program/questions"
    icon = "help"
    menu_label = _("Questions")
    ordering = ("program", "retired", "position", "pk")
    list_display: ClassVar[list[Any]] = [
        "label",
        Column("get_kind_display", label=_("Kind")),
        BooleanColumn("required", label=_("Required")),
        Column("position", label=_("Position")),
        BooleanColumn("retired", label=_("Retired")),
    ]
    list_filter: ClassVar[list[str]] = ["kind", "retired"]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("label"),
            FieldPanel("help_text"),
            MultiFieldPanel(
                [FieldPanel("kind"), FieldPanel("choices"), FieldPanel("max_length")], heading=_("What is answered")
            ),
            FieldRowPanel([FieldPanel("required"), FieldPanel("position"), FieldPanel("retired")]),
        ],
        base_form_class=OwnProgramForm,
    )
