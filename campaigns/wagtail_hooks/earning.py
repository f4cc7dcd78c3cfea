"""What earns points, in the workbench."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from campaigns.actions.earning import set_rule
from campaigns.models import EarningRule

register_permission_policy(EarningRule, ProgramRows(EarningRule, actions=("view", "add", "change")))


class Index(OwnRows, generic.IndexView):
    """The earning rules of the person's programs."""


class Setting(ByAction):
    """A rule is set, whether it is new or known."""

    def act(self, form: Any) -> EarningRule:
        given = form.cleaned_data
        return set_rule(
            form.instance.program, what=form.instance.what, points=given["points"], per_day=given["per_day"],
            active=given["active"], actor=self.request.user, at=timezone.now(),
        )  # fmt: skip


class Create(Setting, generic.CreateView):
    """Every kind of contribution has one rule at most."""


class Edit(OwnRows, Setting, generic.EditView):
    """What it earns; which kind it is about never changes."""


class RuleForm(OwnProgramForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].disabled = bool(self.instance.pk)


class EarningRuleViewSet(ProgramViewSet):
    model = EarningRule
    name = "earning_rules"
    url_prefix = "rewards/earning"
    icon = "list-ul"
    menu_label = _("What earns points")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("program", "-points", "what")
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "what", label=_("What"), accessor=lambda rule: capfirst(rule.get_what_display()),
            url_name="earning_rules:edit",
        ),
        Column("points", label=_("Points")),
        Column("per_day", label=_("Most a day and person"), accessor=lambda rule: rule.per_day or _("no limit")),
        BooleanColumn("active", label=_("Active")),
        Column("program", label=_("Program")),
    ]  # fmt: skip
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("what", help_text=_("A change holds for what comes after it; points given stay as they are.")),
            FieldRowPanel([FieldPanel("points"), FieldPanel("per_day")]),
            FieldPanel("active"),
        ],
        base_form_class=RuleForm,
    )
