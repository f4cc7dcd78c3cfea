"""What advocates may say they care for, and how the program handles missions."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.permissions import register_permission_policy

from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet
from campaigns.actions.missions.terms import save_interest, set_terms
from campaigns.models import Interest, MissionTerms

for _model in (Interest, MissionTerms):
    register_permission_policy(_model, ProgramRows(_model, actions=("view", "add", "change")))


class InterestViewSet(SavedViewSet):
    model = Interest
    save = staticmethod(save_interest)
    name = "interests"
    url_prefix = "missions/interests"
    icon = "tag"
    menu_label = _("Interests")
    ordering = ("program", "retired", "label")
    list_display: ClassVar[list[Any]] = ["label", BooleanColumn("retired", label=_("Retired"))]
    edit_handler = ObjectList(
        [ProgramPanel("program"), FieldPanel("label"), FieldPanel("retired")], base_form_class=OwnProgramForm
    )


class MissionTermsViewSet(SavedViewSet):
    model = MissionTerms
    save = staticmethod(set_terms)
    name = "mission_terms"
    url_prefix = "missions/terms"
    icon = "cogs"
    menu_label = _("Terms")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("program", label=_("Program"), url_name="mission_terms:edit"),
        Column("a_week", label=_("Invitations a week")),
        Column("answer_days", label=_("Days until an answer")),
        Column("sample_below", label=_("A sample below")),
        Column("two_above", label=_("Two people above")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            MultiFieldPanel([FieldPanel("a_week"), FieldPanel("answer_days")], heading=_("What advocates may expect")),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("sample_below"), FieldPanel("sample_percent")]), FieldPanel("two_above")],
                heading=_("Who looks at what was sent"),
            ),
        ],
        base_form_class=OwnProgramForm,
    )
