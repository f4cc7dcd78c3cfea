"""What was sent in, in the workbench: what is promised first stands first, evidence beside its rubric."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions.submissions import judging
from campaigns.forms.mission_workbench import JudgeForm, RevokeForm
from campaigns.models import Criterion, Evidence, Look, Submission
from campaigns.queries.missions.findings import alike_to, told_of
from campaigns.queries.missions.judging import conflict_of
from campaigns.queries.missions.terms import REASONS
from campaigns.queries.steps import progress_of

State = Submission.State
register_permission_policy(Submission, ProgramRows(Submission, actions=("view", "change")))
TOLD = {
    State.WAITING: _("Kept. Another person judges it now, without knowing what you said."),
    State.VERIFIED: _("Verified. Its author is told, and the points follow."),
    State.RETURNED: _("It goes back to its author, with the reason and your words."),
    State.REFUSED: _("Not accepted. Its author is told why."),
}


class Index(OwnRows, generic.IndexView):
    """What was sent in the person's programs: what waits first, and of that what is overdue or due next."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    page_title = _("To verify")
    show_add_button = False

    def get_base_queryset(self) -> QuerySet[Submission]:
        rows: QuerySet[Submission] = super().get_base_queryset().filter(sent_at__isnull=False)
        waits = Case(
            When(state=State.WAITING, then=Value(0)), When(state=State.CHECKING, then=Value(1)), default=Value(2)
        )
        return rows.annotate(waits=waits).select_related("mission", "member", "program")


def promised(row: Submission) -> str:
    """Until when an answer is promised, said louder where that is over."""
    if row.state != State.WAITING or row.promised_at is None:
        return ""
    left = row.promised_at - timezone.now()
    hours = int(left.total_seconds() // 3600)
    if hours < 0:
        return gettext("overdue for %(hours)s h") % {"hours": -hours}
    return gettext("in %(hours)s h") % {"hours": hours}


class One(OneWithActs):
    """One submission: each step with what proves it and what the checks found, beside the rubric."""

    template_name = "campaigns/missions/workbench/submission.html"
    page_title = _("Submission")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"judge": JudgeForm, "revoke": RevokeForm}

    def get_page_subtitle(self) -> str:
        return f"{self.object.mission}: {self.object.member.in_full}"

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        if act == "judge":
            return JudgeForm(data, prefix=act, rubric=Criterion.objects.filter(mission=self.object.mission))
        return super().form_of(act, data)

    def possible(self) -> set[str]:
        bar = conflict_of(self.object, acting(self.request))
        if self.object.state == State.WAITING and not bar:
            return {"judge"}
        return {"revoke"} if self.object.state == State.VERIFIED and bar not in {"own", "near"} else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "revoke":
            judging.revoke(self.object, **given, **about)
            return gettext("It is taken back, and its author is told why.")
        prefix = "marks_"
        marks = {int(name.removeprefix(prefix)): value for name, value in given.items() if name.startswith(prefix)}
        judging.look(
            self.object, outcome=given["outcome"], reason=given["reason"], words=given["words"], marks=marks, **about
        )
        self.object.refresh_from_db()
        return str(TOLD[State(self.object.state)])

    def facts(self) -> dict[str, Any]:
        row = self.object
        steps = [(one, [(piece, told_of(piece), _alike(piece)) for piece in one.evidence]) for one in progress_of(row)]
        bar = conflict_of(row, acting(self.request))
        earlier = Submission.objects.filter(program=row.program, member=row.member, state=State.VERIFIED)
        looks = Look.objects.filter(submission=row).select_related("by")
        shown = looks if row.state != State.WAITING else looks.exclude(round=row.round)
        return {
            "submission": row, "mission": row.mission, "steps": steps, "bar": judging.BARS.get(bar, ""),
            "looks": [(one, REASONS.get(one.reason, "")) for one in shown],
            "already": looks.filter(round=row.round).count(),
            "overdue": row.state == State.WAITING and row.promised_at < timezone.now(),
            "earlier": earlier.exclude(pk=row.pk).count(),
        }  # fmt: skip


def _alike(piece: Evidence) -> list[Evidence]:
    """The evidence that a picture or the page of a link is like, to be compared."""
    numbers = alike_to(piece)
    return list(Evidence.objects.filter(pk__in=numbers).select_related("submission__member")) if numbers else []


class SubmissionViewSet(ProgramViewSet):
    model = Submission
    name = "submissions"
    url_prefix = "missions/submissions"
    icon = "check"
    menu_label = _("To verify")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["state"]
    ordering = ("waits", F("promised_at").asc(nulls_last=True), "pk")
    list_filter: ClassVar[list[str]] = ["state"]
    search_fields: ClassVar[list[str]] = ["mission__name", "member__name", "member__handle", "member__pseudonym"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("mission", label=_("Mission"), url_name="submissions:edit"),
        Column("member", label=_("Advocate"), accessor="member.in_full"),
        Column("points", label=_("Points")),
        DayColumn("sent_at", label=_("Sent")),
        Column("promised_at", label=_("Answer promised"), accessor=promised),
        StatusTagColumn("get_state_display", label=_("State"), primary=lambda row: row.state == State.WAITING),
    ]
