"""Who exchanged points for what, in the workbench."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.models import Redemption

register_permission_policy(Redemption, ProgramRows(Redemption, to_program="reward__program"))


class Index(OwnRows, generic.IndexView):
    """The redemptions of the person's programs, newest first; codes are masked."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Redemption]:
        found: QuerySet[Redemption] = super().get_base_queryset().select_related("reward__program", "member", "code")
        return found

    def get_list_more_buttons(self, instance: Redemption) -> list[Any]:
        return []


class RedemptionViewSet(ProgramViewSet):
    model = Redemption
    name = "redemptions"
    url_prefix = "rewards/redemptions"
    icon = "tick-inverse"
    menu_label = _("Redemptions")
    pages = ("index",)
    index_view_class = Index
    form_fields: ClassVar[list[str]] = ["points"]
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = ["member__name", "member__handle", "member__pseudonym", "reward__name"]
    list_display: ClassVar[list[Any]] = [
        Column("member", label=_("Member"), accessor="member.in_full"),
        Column("reward", label=_("Reward")),
        Column("points", label=_("Points")),
        Column("code", label=_("Code"), accessor="code.masked"),
        DateColumn("at", label=_("When"), sort_key="at"),
        Column("program", label=_("Program"), accessor="reward.program"),
    ]
