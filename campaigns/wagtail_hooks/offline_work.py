"""Work away from the pages, in the workbench: verified by somebody other than its author."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import offline_work
from campaigns.forms.working import NotCountedForm, SendBackForm, VerifyForm
from campaigns.models import OfflineWork
from campaigns.queries.offline_work import contribution_of, same_evidence, same_page, worth_of

register_permission_policy(OfflineWork, ProgramRows(OfflineWork, actions=("view", "change")))
State = OfflineWork.State
LEADS: dict[str, OfflineWork.State] = {
    "verify": State.VERIFIED, "send_back": State.RETURNED, "refuse": State.REFUSED, "revoke": State.REVOKED,
}  # fmt: skip


class Index(OwnRows, generic.IndexView):
    """What was logged in the person's programs: what waits first, then the newest."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[OfflineWork]:
        found: QuerySet[OfflineWork] = super().get_base_queryset().select_related("program", "member")
        return found

    def get_list_more_buttons(self, instance: OfflineWork) -> list[Any]:
        return []


class One(OneWithActs):
    """The work with its evidence, other work with the same, and what it would earn."""

    template_name = "campaigns/workbench/work.html"
    page_title = _("Logged work")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "verify": VerifyForm, "send_back": SendBackForm, "refuse": NotCountedForm, "revoke": NotCountedForm,
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        if self.object.member_id == acting(self.request).pk:
            return set()
        return {act for act, state in LEADS.items() if state in OfflineWork.TRANSITIONS[self.object.state]}

    def do(self, act: str, given: dict[str, Any]) -> str:
        answer = getattr(offline_work, act)
        answer(self.object, actor=acting(self.request), at=timezone.now(), **given)
        return gettext("Done. The advocate gets a letter.")

    def facts(self) -> dict[str, Any]:
        work = self.object
        return {
            "work": work, "same": same_evidence(work), "same_page": same_page(work), "worth": worth_of(work, timezone.now()),
            "counted": contribution_of(work), "own": work.member_id == acting(self.request).pk,
        }  # fmt: skip


class OfflineWorkViewSet(ProgramViewSet):
    model = OfflineWork
    name = "logged_work"
    url_prefix = "rewards/work"
    icon = "clipboard-list"
    menu_label = _("Logged work")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["title"]
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = ["title", "member__name", "member__handle"]
    list_filter: ClassVar[list[str]] = ["state", "kind"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("title", label=_("Work"), url_name="logged_work:edit"),
        Column("member", label=_("Advocate"), accessor="member.in_full"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        DayColumn("done_on", label=_("Day")),
        Column("minutes", label=_("Minutes")),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display", primary=lambda w: w.state == "submitted"
        ),
        Column("program", label=_("Program")),
    ]
