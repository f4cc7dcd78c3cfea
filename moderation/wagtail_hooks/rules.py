"""The rules that open cases by themselves: their settings, and how often each was right."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.widgets import HeaderButton
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import OfManagers, OwnProgramForm, ProgramPanel, ProgramRows, SavedViewSet
from moderation.actions.rules import add_defaults, save_rule
from moderation.models import Rule
from moderation.queries.rule_figures import figures_of
from moderation.rules.defaults import DEFAULTS
from moderation.wagtail_hooks.listing import Listing
from moderation.wagtail_hooks.one_rule import OneRule, standing_words
from sitewide.errors import NotFound, Refused

register_permission_policy(Rule, ProgramRows(Rule, actions=("view", "add", "change")))


class FigureColumn(Column):
    """One of a rule's figures; a dash where there is none."""

    def get_value(self, instance: Any) -> str:
        number = getattr(instance.figures, self.name)
        if number is None:
            return "–"
        return f"{number} %" if self.name == "precision" else str(number)


class RuleListing(Listing):
    about = ("program",)

    def get_table(self, object_list: Any) -> Any:
        rules = list(object_list)
        figures = figures_of(rules, at=timezone.now())
        for rule in rules:
            rule.figures = figures[rule.pk]
        return super().get_table(rules)

    @cached_property
    def header_more_buttons(self) -> list[Any]:  # type: ignore[override]
        known: list[Any] = super().header_more_buttons
        offer = HeaderButton(_("Begin with the product's rules"), url=reverse("rules:defaults"), icon_name="list-ul")
        return [offer, *known] if _without_rules(self.request.user) else known


class RuleViewSet(SavedViewSet):
    model = Rule
    risky = True
    save = staticmethod(save_rule)
    name = "rules"
    url_prefix = "moderation/rules"
    icon = "list-ul"
    menu_label = _("Rules")
    ordering = ("program", "name")
    index_view_class = RuleListing
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Name"), get_url=lambda rule: reverse("rules:show", args=[rule.pk])),
        Column("get_kind_display", label=_("Kind")),
        StatusTagColumn("active", label=_("State"), accessor=standing_words, primary=lambda rule: rule.active),
        Column("severity", label=_("Severity")),
        Column("effect", label=_("Effect")),
        FigureColumn("hits", label=_("Hits, 90 days")),
        FigureColumn("false", label=_("False hits")),
        FigureColumn("waiting", label=_("Not decided")),
        FigureColumn("precision", label=_("Precision")),
    ]
    list_filter: ClassVar[list[str]] = ["kind", "active", "shadow"]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("name"),
            MultiFieldPanel(
                [
                    FieldPanel("kind"),
                    FieldPanel("words"),
                    FieldPanel("language"),
                    FieldPanel("newcomer_days"),
                    FieldRowPanel([FieldPanel("count"), FieldPanel("minutes")]),
                    FieldRowPanel([FieldPanel("percent"), FieldPanel("people")]),
                ],
                heading=_("What it looks for"),
                help_text=_(
                    "Each kind uses what its name asks for. A change switches the rule off until it is tried again."
                ),
            ),
            FieldPanel("severity"),
            FieldRowPanel([FieldPanel("holds"), FieldPanel("with_sign")]),
        ],
        base_form_class=OwnProgramForm,
    )

    def get_urlpatterns(self) -> list[Any]:
        own = [
            path("show/<int:rule_id>/", OneRule.as_view(), name="show"),
            path("defaults/", Defaults.as_view(), name="defaults"),
        ]
        return [*super().get_urlpatterns(), *own]


@method_decorator(recently_authenticated, name="dispatch")
class Defaults(OfManagers):
    """The rules that the product brings, for a program that has none. A POST adds them."""

    template_name = "moderation/workbench/default_rules.html"
    page_title = _("The product's rules")
    header_icon = "list-ul"

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("rules:index"), "label": _("Rules")}
        return [*OfManagers.breadcrumbs_items, first, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = [Rule(**known | {"name": gettext(known["name"])}) for known in DEFAULTS]
        programs = _without_rules(self.request.user)
        context: dict[str, Any] = super().get_context_data(rules=rules, programs=programs, **kwargs)
        return context

    def post(self, request: HttpRequest) -> HttpResponse:
        program = next(
            (one for one in _without_rules(request.user) if str(one.pk) == request.POST.get("program")), None
        )
        if program is None:
            raise NotFound(_("There is nothing at this address."))
        try:
            add_defaults(program, actor=acting(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, gettext("The rules act from the next message on."))
        return redirect("rules:index")


def _without_rules(person: Any) -> list[Program]:
    return list(managed_programs(person).filter(rules=None, practice_of=None))
