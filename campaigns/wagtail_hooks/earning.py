"""What earns points, in the workbench."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from advocates.queries.keyset import newest_first
from advocates.workbench import (
    ByAction,
    OfManagers,
    OwnProgramForm,
    OwnRows,
    ProgramPanel,
    ProgramRows,
    ProgramViewSet,
    managed_ids,
)
from campaigns.actions.earning import set_terms
from campaigns.models import EarningRule
from campaigns.queries.explained import limits_of, rate_words
from campaigns.queries.reckoning import Terms

register_permission_policy(EarningRule, ProgramRows(EarningRule, actions=("view", "add", "change")))
PAGE = 50


class OfNow(OwnRows):
    """The rules that hold now; what held before is in the history."""

    def get_base_queryset(self) -> QuerySet[EarningRule]:
        found: QuerySet[EarningRule] = super().get_base_queryset().filter(until=None)
        return found

    def get_queryset(self) -> QuerySet[EarningRule]:
        return super().get_queryset().filter(until=None)


class Index(OfNow, generic.IndexView):
    """The earning rules of the person's programs."""

    @cached_property
    def header_buttons(self) -> list[Any]:  # type: ignore[override]
        """Trying comes before setting, and stands where it is seen."""
        known: list[Any] = super().header_buttons
        return [HeaderButton(_("Try a change"), url=reverse("simulations:draft"), icon_name="view"), *known]

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        known: list[Any] = super().header_more_buttons
        history = HeaderButton(_("What held when"), url=reverse("earning_rules:history"), icon_name="history")
        return [history, *known]


class Setting(ByAction):
    """A rule is set, whether it is new or known."""

    def act(self, form: Any) -> EarningRule:
        given = {name: value for name, value in form.cleaned_data.items() if name not in {"program", "what", "reason"}}
        terms = Terms(what=form.instance.what, **given)
        return set_terms(
            form.instance.program, terms, actor=self.request.user, at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip


class Create(Setting, generic.CreateView):
    """Every kind of contribution has one rule at most."""


class Edit(OfNow, Setting, generic.EditView):
    """What it earns; which kind it is about never changes."""


class RuleForm(OwnProgramForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].disabled = bool(self.instance.pk)
        self.initial["reason"] = ""


class History(OfManagers):
    """Every rule that there was, newest first, with who set it and why."""

    template_name = "campaigns/workbench/rules_history.html"
    page_title = _("What held when")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("earning_rules:index"), "label": _("What earns points")}
        return [*OfManagers.breadcrumbs_items, first, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = EarningRule.objects.filter(program__in=managed_ids(self.request.user))
        part = newest_first(rules.select_related("program", "set_by"), self.request.GET, PAGE)
        told = [(rule, rate_words(rule), limits_of(rule)) for rule in part.rows]
        context: dict[str, Any] = super().get_context_data(told=told, part=part, **kwargs)
        return context


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
        Column("points", label=_("Points"), accessor=rate_words),
        Column("limits", label=_("Limits"), accessor=lambda rule: " ".join(limits_of(rule)) or _("no limit")),
        BooleanColumn("active", label=_("Active")),
        Column("program", label=_("Program")),
    ]  # fmt: skip
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("what", help_text=_("A change holds for what comes after it; points given stay as they are.")),
            FieldRowPanel([FieldPanel("points"), FieldPanel("per"), FieldPanel("most_units")]),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("per_day"), FieldPanel("half_after")]),
                    FieldRowPanel([FieldPanel("per_pair"), FieldPanel("pair_days")]),
                    FieldRowPanel([FieldPanel("per_place"), FieldPanel("place_days")]),
                ],
                heading=_("Limits"),
                help_text=_("What is left empty has no limit. What was taken back still counts against a limit."),
            ),
            FieldPanel("holding_days"),
            FieldPanel("active"),
            FieldPanel("reason"),
        ],
        base_form_class=RuleForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("history/", History.as_view(), name="history")]
