"""What managers propose grants from, in the workbench."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.permissions import register_permission_policy

from advocates.actions.grants import save_template
from advocates.models import GrantTemplate
from advocates.queries.keyset import number_of
from advocates.rights.words import LABELS
from advocates.workbench import OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet, managed_ids

register_permission_policy(GrantTemplate, ProgramRows(GrantTemplate, actions=("view", "add", "change")))


def templates_of(user: Any) -> QuerySet[GrantTemplate]:
    """Those that can be proposed from, of the person's programs."""
    return GrantTemplate.objects.filter(program__in=managed_ids(user), retired=False)


def named_in(query: QueryDict, user: Any) -> GrantTemplate | None:
    """The template whose number stands in the address; none for any other number."""
    return templates_of(user).filter(pk=number_of(query, "template") or 0).first()


def proposal(template: GrantTemplate, at: datetime) -> dict[str, Any]:
    """What the form for a new grant begins with. Nothing of it counts before the form is sent and the action agrees."""
    kept = ("program", "right", "scope", "per_day", "in_total", "probation_uses", "reason", "may_be_passed_on")
    return {name: getattr(template, name) for name in kept} | {"ends_at": at + timedelta(days=template.days)}


def _propose(template: GrantTemplate) -> str:
    if template.retired:
        return ""
    address = f"{reverse('grants:add')}?template={template.pk}"
    return format_html('<a class="button button-small" href="{}">{}</a>', address, gettext("Propose a grant"))


class GrantTemplateViewSet(SavedViewSet):
    """The templates of the person's programs. What exceeds the program's limits is refused when it is saved."""

    model = GrantTemplate
    save = staticmethod(save_template)
    name = "grant_templates"
    url_prefix = "rights/templates"
    icon = "doc-full"
    menu_label = _("Grant templates")
    ordering = ("retired", "name", "pk")
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("right", label=_("Right"), accessor=lambda template: LABELS[template.right]),
        Column("scope", label=_("Page"), accessor=lambda template: template.scope or _("chosen each time")),
        Column("per_day", label=_("Uses a day")),
        Column("days", label=_("Days")),
        BooleanColumn("retired", label=_("Retired")),
        Column("propose", label=_("Propose"), accessor=_propose),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("right"), FieldPanel("scope")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("per_day"), FieldPanel("in_total")]),
                    FieldRowPanel([FieldPanel("days"), FieldPanel("probation_uses")]),
                    FieldPanel("may_be_passed_on"),
                ],
                heading=_("Limits"),
            ),
            FieldPanel("reason"),
            FieldPanel("retired"),
        ],
        base_form_class=OwnProgramForm,
    )
