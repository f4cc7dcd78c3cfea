"""What readers are told in the other languages of the program's pages, in the workbench."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from advocates.actions.programs import save_disclosure
from advocates.models import DisclosureText
from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet

register_permission_policy(DisclosureText, ProgramRows(DisclosureText, actions=("view", "add", "change")))


class DisclosureViewSet(SavedViewSet):
    """The disclosures of the person's programs beside those in the programs' own languages."""

    model = DisclosureText
    save = staticmethod(save_disclosure)
    name = "disclosures"
    url_prefix = "program/disclosures"
    icon = "globe"
    menu_label = _("Disclosures")
    list_display: ClassVar[list[Any]] = [
        Column("text", label=_("Disclosure")),
        Column("get_language_display", label=_("Language")),
    ]
    edit_handler = ObjectList(
        [ProgramPanel("program"), FieldPanel("language"), FieldPanel("text")], base_form_class=OwnProgramForm
    )
