"""Second reviews that came to another act or rule than the decision: a manager opens the case again or lets it stand."""

from typing import Any, ClassVar

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.forms.workbench import reason_field
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import ProgramRows, ProgramViewSet
from moderation.actions import blind
from moderation.models import BlindDecision
from moderation.queries.conflicts import openable
from moderation.wagtail_hooks.listing import Listing
from sitewide.text import excerpt

register_permission_policy(BlindDecision, ProgramRows(BlindDecision, actions=("view", "change")))


def differing() -> QuerySet[BlindDecision]:
    """Answered second reviews with another act, or another rule, than the decision that they repeat."""
    rows = BlindDecision.objects.filter(kind=BlindDecision.Kind.SECOND, at__isnull=False)
    alike = Q(act=F("against__act")) & (
        Q(clause=None, against__clause=None)
        | Q(clause__code=F("against__clause__code"), clause__version__policy=F("against__clause__version__policy"))
    )
    return rows.exclude(pk__in=rows.filter(alike).values("pk"))


def unanswered() -> QuerySet[BlindDecision]:
    return differing().filter(answer="")


class ReasonForm(forms.Form):
    reason = reason_field(_("Why?"), _("Only managers read it; for a case opened again, also whoever gets it."))


class Index(Listing):
    """Those that nobody answered first. What a conflict keeps from the manager is not among them."""

    page_title = _("Differences")
    show_add_button = False
    about = ("case__message__page", "against__by", "by")

    def get_base_queryset(self) -> QuerySet[BlindDecision]:
        rows: QuerySet[BlindDecision] = super().get_base_queryset()
        mine = openable(acting(self.request), Q(pk__in=()), "case__message")
        return rows.filter(mine, pk__in=differing().values("pk"))


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    """Both answers side by side."""

    template_name = "moderation/workbench/difference.html"
    page_title = _("Difference")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"reopen": ReasonForm, "stand": ReasonForm}

    def get_queryset(self) -> QuerySet[BlindDecision]:
        rows: QuerySet[BlindDecision] = super().get_queryset().filter(pk__in=differing().values("pk"))
        return rows.filter(openable(acting(self.request), Q(pk__in=()), "case__message"))

    def get_page_subtitle(self) -> str:
        return gettext("Case %(number)s") % {"number": self.object.case_id}

    def possible(self) -> set[str]:
        own = self.request.user.pk in {self.object.by_id, self.object.against.by_id}
        return set() if own or self.object.answer else set(self.acts)

    def do(self, act: str, given: dict[str, Any]) -> str:
        blind.answer(self.object, reopen=act == "reopen", actor=self.request.user, at=timezone.now(), **given)
        return gettext("Another case is open.") if act == "reopen" else gettext("The decision stands.")

    def facts(self) -> dict[str, Any]:
        return {"blind": self.object, "decision": self.object.against, "message": self.object.case.message}


class DifferenceViewSet(ProgramViewSet):
    model = BlindDecision
    name = "differences"
    url_prefix = "moderation/differences"
    icon = "resubmit"
    menu_label = _("Differences")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["answer"]
    ordering = ("answer", "-at")
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "message", label=_("Message"), accessor=lambda one: excerpt(one.case.message.body, 70),
            url_name="differences:edit",
        ),
        Column("page", label=_("Where"), accessor="case.message.page"),
        Column("live", label=_("Decided"), accessor="against.get_act_display"),
        Column("again", label=_("Second review"), accessor="get_act_display"),
        DayColumn("at", label=_("Reviewed")),
        StatusTagColumn(
            "answer", label=_("State"), primary=lambda one: not one.answer,
            accessor=lambda one: one.get_answer_display() if one.answer else _("waits"),
        ),
    ]  # fmt: skip
