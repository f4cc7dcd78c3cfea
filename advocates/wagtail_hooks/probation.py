"""Probation in the workbench: how far along each grant is, and a proposed end with its evidence, to be decided."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from accounts.recent import recently_authenticated
from advocates.actions import probation
from advocates.forms.workbench import reason_field
from advocates.models import Exercise, Grant, ProbationProposal
from advocates.queries.probation import judged, progress_of
from advocates.rights.words import LABELS
from advocates.wagtail_hooks.acts import OneWithProposal
from advocates.workbench import OwnRows, ProgramViewSet

MOST_EVIDENCE = 50


class ConfirmForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? (if you like)"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The advocate and everybody who reads the register see it."),
    )  # fmt: skip


class KeepForm(forms.Form):
    reason = reason_field(
        _("Why does it go on?"), _("The advocate reads it. The approved uses are counted from nothing again.")
    )


class Index(OwnRows, generic.IndexView):
    """The live grants on probation; those whose end is proposed first."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    page_title = _("Probation")
    show_add_button = False

    def get_base_queryset(self) -> QuerySet[Grant]:
        rows: QuerySet[Grant] = super().get_base_queryset().filter(
            state=Grant.State.LIVE, ends_at__gt=timezone.now(), probation_uses__gt=0, probation_ended_at=None
        )  # fmt: skip
        proposed = ProbationProposal.objects.filter(state=ProbationProposal.State.OPEN).values("grant")
        waits = Case(When(pk__in=proposed, then=Value(0)), default=Value(1))
        return rows.annotate(waits=waits).select_related("advocate", "scope")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        along = progress_of(shown)
        for grant in shown:
            grant.along = along.get(grant.pk)
        return context | {"object_list": shown}


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithProposal):
    """One grant on probation with each use that counts, what was decided about it, and the proposal."""

    template_name = "advocates/workbench/probation.html"
    page_title = _("Probation")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"confirm": ConfirmForm, "keep": KeepForm}
    proposals = "probation_proposals"
    answers: ClassVar[dict[str, Any]] = {
        "confirm": (
            probation.confirm, _("Probation has ended: what is said under the grant appears at once from now on.")
        ),
        "keep": (probation.keep, _("Probation goes on, and the advocate is told why.")),
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return f"{LABELS[self.object.right]}: {self.object.advocate.in_full}"

    def facts(self) -> dict[str, Any]:
        grant = self.object
        along = progress_of([grant]).get(grant.pk)
        uses = Exercise.objects.filter(grant=grant, message__isnull=False).order_by("-pk")
        return super().facts() | {
            "label": LABELS[grant.right], "along": along, "counted": set(along.uses) if along else set(),
            "evidence": judged(uses[:MOST_EVIDENCE]), "most": MOST_EVIDENCE,
        }  # fmt: skip


def told(grant: Any) -> str:
    return gettext("%(approved)s of %(needed)s") % {"approved": grant.along.approved, "needed": grant.along.needed}


class ProbationViewSet(ProgramViewSet):
    model = Grant
    name = "probation"
    url_prefix = "rights/probation"
    icon = "tasks"
    menu_label = _("Probation")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["state"]
    ordering = ("waits", "-pk")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("advocate", label=_("Advocate"), accessor="advocate.in_full", url_name="probation:edit"),
        Column("right", label=_("Right"), accessor=lambda grant: LABELS[grant.right]),
        Column("scope", label=_("Page")),
        Column("approved", label=_("Approved uses"), accessor=told),
        StatusTagColumn(
            "waits", label=_("State"), primary=lambda grant: not grant.waits,
            accessor=lambda grant: _("on probation") if grant.waits else _("end proposed"),
        ),
    ]  # fmt: skip

    def register_admin_url_finder(self) -> None:
        """A grant's own page in the workbench is that of the list of grants."""
