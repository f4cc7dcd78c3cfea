"""The questions of the application form, in the workbench."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permissions import register_permission_policy

from advocates.actions.questions import save_question
from advocates.models import Question
from advocates.workbench import OrderedViewSet, ProgramRows

register_permission_policy(Question, ProgramRows(Question, actions=("view", "add", "change")))


class QuestionViewSet(OrderedViewSet):
    """The questions of the person's programs, in the order in which they are asked."""

    model = Question
    save = staticmethod(save_question)
    name = "questions"
    url_prefix = "program/questions"
    icon = "help"
    menu_label = _("Questions")
    list_display: ClassVar[list[Any]] = OrderedViewSet.columns(
        Column("get_kind_display", label=_("Kind")), BooleanColumn("required", label=_("Required"))
    )
    list_filter: ClassVar[list[str]] = ["kind", "retired"]
    edit_handler = OrderedViewSet.form(
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("choices"), FieldPanel("max_length")], heading=_("What is answered")
        ),
        beside="required",
    )
