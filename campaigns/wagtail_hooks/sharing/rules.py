"""The rule of referrals: its versions, and the next one."""

from dataclasses import fields
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn
from advocates.workbench import (
    ByAction,
    OwnRows,
    ProgramPanel,
    ProgramRows,
    ProgramViewSet,
    managed_ids,
)
from campaigns.actions import referrals
from campaigns.forms.sharing_workbench import ReferralRuleForm
from campaigns.models import ReferralRule

register_permission_policy(ReferralRule, ProgramRows(ReferralRule, actions=("view", "add")))
TERMS = [field.name for field in fields(referrals.Terms)]


class Index(OwnRows, generic.IndexView):
    """Every version, the newest first."""

    any_permission_required: ClassVar[list[str]] = ["view", "add"]
    add_item_label = _("Change the rule …")

    def get_base_queryset(self) -> QuerySet[ReferralRule]:
        found: QuerySet[ReferralRule] = super().get_base_queryset().select_related("program", "by")
        return found

    def get_list_more_buttons(self, instance: ReferralRule) -> list[Any]:
        return []


class Create(ByAction, generic.CreateView):
    """The next version; it begins with what the last one says."""

    page_title = _("Change the rule")
    submit_button_label = _("Publish the rule")

    def get_initial_form_instance(self) -> ReferralRule:
        own = ReferralRule.objects.filter(program__in=managed_ids(self.request.user)).order_by("-pk").first()
        fresh = ReferralRule()
        for name in TERMS if own else []:
            setattr(fresh, name, getattr(own, name))
        if own:
            fresh.program = own.program
        return fresh

    def get_success_buttons(self) -> list[Any]:
        """A version is not edited."""
        return []

    def act(self, form: Any) -> ReferralRule:
        given = form.cleaned_data
        terms = referrals.Terms(**{name: given[name] for name in TERMS})
        return referrals.publish(
            form.instance.program, terms, reason=given["reason"], actor=self.request.user, at=timezone.now()
        )


class ReferralRuleViewSet(ProgramViewSet):
    model = ReferralRule
    name = "referral_rules"
    url_prefix = "sharing/rules"
    icon = "list-ul"
    menu_label = _("Rule of referrals")
    pages = ("index", "add")
    index_view_class = Index
    add_view_class = Create
    ordering = ("program", "-version")
    list_display: ClassVar[list[Any]] = [
        Column("version", label=_("Version")),
        Column("points", label=_("Points")),
        Column("get_pays_for_display", label=_("For")),
        Column("get_touch_display", label=_("Which link")),
        Column("window_days", label=_("Days to buy")),
        Column("hold_days", label=_("Days on hold")),
        BooleanColumn("open", label=_("Open")),
        Column("reason", label=_("Why it changed")),
        DayColumn("at", label=_("Since")),
        Column("by", label=_("By")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            FieldPanel("open"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("pays_for"), FieldPanel("points")]),
                    FieldRowPanel([FieldPanel("least"), FieldPanel("currency")]),
                ],
                heading=_("What counts, and for how much"),
            ),
            MultiFieldPanel(
                [FieldPanel("touch"), FieldRowPanel([FieldPanel("window_days"), FieldPanel("hold_days")])],
                heading=_("Which link, and when"),
            ),
            FieldPanel("hosts"),
            FieldPanel("reason", help_text=_("Everybody can read this beside the version.")),
        ],
        base_form_class=ReferralRuleForm,
    )
