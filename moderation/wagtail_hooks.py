"""Rules, cases and appeals in the workbench; cases and appeals are decided on the desk, where the links lead."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import DayColumn, acting
from advocates.wagtail_hooks.waits import HOOK, Waits
from advocates.workbench import OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet, SavedViewSet
from moderation.actions.rules import save_rule
from moderation.models import Appeal, Case, Rule
from moderation.queries.appeals import to_judge
from moderation.queries.queue import how_many
from moderation.queries.standing import standing_of
from sitewide.text import excerpt

register_permission_policy(Rule, ProgramRows(Rule, actions=("view", "add", "change")))
register_permission_policy(Case, ProgramRows(Case))
register_permission_policy(Appeal, ProgramRows(Appeal, to_program="decision__case__program"))


class Listing(OwnRows, generic.IndexView):
    """The rows of the person's programs."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    about: ClassVar[tuple[str, ...]] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_base_queryset().select_related(*self.about)
        return found

    def get_list_more_buttons(self, instance: Model) -> list[Any]:
        return []


class CaseListing(Listing):
    about = ("message__page", "message__author")


class AppealListing(Listing):
    about = ("decision__case__message__page", "by")


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


class CaseViewSet(ProgramViewSet):
    """Every case, decided ones too; whoever wants another look asks for it on the case."""

    model = Case
    name = "cases"
    url_prefix = "moderation/cases"
    icon = "tasks"
    menu_label = _("Cases")
    pages = ("index",)
    index_view_class = CaseListing
    ordering = ("-pk",)
    form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "message",
            label=_("Message"),
            accessor=lambda case: excerpt(case.message.body, 90),
            get_url=lambda case: reverse("case", args=[case.pk]),
        ),
        Column("page", label=_("Where"), accessor="message.page"),
        Column("author", label=_("Author"), accessor="message.author.in_full"),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda case: case.state == "open"
        ),
        Column("urgency", label=_("Urgency")),
        BooleanColumn("escalated", label=_("Escalated")),
        DayColumn("due_at", label=_("Due")),
    ]
    list_filter: ClassVar[list[str]] = ["state", "escalated", "urgency"]


class AppealViewSet(ProgramViewSet):
    model = Appeal
    name = "appeals_to_decide"
    url_prefix = "moderation/appeals"
    icon = "redirect"
    menu_label = _("Appeals")
    pages = ("index",)
    index_view_class = AppealListing
    ordering = ("-pk",)
    form_fields: ClassVar[list[str]] = ["state"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "text",
            label=_("Appeal"),
            accessor=lambda appeal: appeal.text[:90],
            get_url=lambda appeal: reverse("appeal", args=[appeal.pk]),
        ),
        Column("act", label=_("Against"), accessor="decision.get_act_display"),
        Column("page", label=_("Where"), accessor="decision.case.message.page"),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda one: one.state == "open"
        ),
        DayColumn("due_at", label=_("Due")),
    ]
    list_filter: ClassVar[list[str]] = ["state"]


class ModerationGroup(ViewSetGroup):
    menu_label = _("Moderation")
    menu_name = "moderation"
    menu_icon = "view"
    menu_order = 130
    items = (CaseViewSet, AppealViewSet, RuleViewSet)


@hooks.register("register_admin_viewset")
def moderation_group() -> ModerationGroup:
    return ModerationGroup()


@hooks.register(HOOK)
def appeals_and_cases(request: HttpRequest) -> Iterator[Waits]:
    """Appeals that this manager may decide, and cases at the desk, of every program of theirs; four queries each."""
    for program in managed_programs(request.user):
        standing = standing_of(acting(request), program, at=timezone.now())
        appeals, (cases, more) = to_judge(standing).order_by().count(), how_many(standing)
        if appeals:
            title = ngettext("%(count)s appeal waits", "%(count)s appeals wait", appeals) % {"count": appeals}
            text = gettext("Somebody who had no hand in the decision decides again.")
            yield Waits(title, text, "/desk/appeals/", gettext("Open the appeals"))
        if cases:
            title = ngettext("%(count)s case waits at the desk", "%(count)s cases wait at the desk", cases)
            count = f"{cases}+" if more else cases
            yield Waits(
                title % {"count": count}, gettext("The most urgent comes first."), "/desk/", gettext("Open the desk")
            )
