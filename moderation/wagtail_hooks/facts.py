"""Facts that reply texts name, each with its end and who answers for it."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from accounts.models import User
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import DayColumn
from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet
from moderation.actions.playbook.facts import save_fact
from moderation.forms.playbook import People, people_of
from moderation.models import Fact

register_permission_policy(Fact, ProgramRows(Fact, actions=("view", "add", "change")))


class FactForm(OwnProgramForm):
    """Whoever answers for it is of one of the person's programs."""

    answers_for = People(label=_("Who answers for it"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = managed_programs(self.for_user) if self.for_user else ()
        numbers = {person.pk for program in own for person in people_of(program)}
        self.fields["answers_for"].queryset = User.objects.filter(pk__in=numbers).order_by("name")  # type: ignore[attr-defined]


class FactViewSet(SavedViewSet):
    model = Fact
    risky = True
    save = staticmethod(save_fact)
    name = "facts"
    url_prefix = "moderation/facts"
    icon = "info-circle"
    menu_label = _("Facts")
    ordering = ("program", "valid_until")
    list_display: ClassVar[list[Any]] = [
        "key",
        Column("value", label=_("What it says")),
        DayColumn("valid_until", label=_("Holds until")),
        Column("answers_for", label=_("Who answers for it"), accessor="answers_for.in_full"),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("key"),
            FieldPanel("value"),
            FieldRowPanel([FieldPanel("valid_until"), FieldPanel("answers_for")]),
        ],
        base_form_class=FactForm,
    )
