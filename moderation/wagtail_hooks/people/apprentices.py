"""Shadow grants: how each apprentice compares, and the proposal to promote, to be decided."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from accounts.recent import recently_authenticated
from advocates.forms.workbench import reason_field
from advocates.models import Grant
from advocates.wagtail_hooks.acts import DayColumn, OneWithProposal
from advocates.workbench import ProgramViewSet
from moderation.actions import apprentices
from moderation.models import Promotion
from moderation.queries.apprentices import agreed_of
from moderation.wagtail_hooks.listing import Listing


class ConfirmForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? (if you like)"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It becomes the reason of the grant, which everybody reads. Empty: the figures."),
    )  # fmt: skip


class KeepForm(forms.Form):
    reason = reason_field(_("Why not yet?"), _("The apprentice reads it. Cases are counted from nothing again."))


class Index(Listing):
    """The live shadow grants; proposed ones first."""

    page_title = _("Apprentices")
    show_add_button = False
    about = ("advocate", "scope")

    def get_base_queryset(self) -> QuerySet[Grant]:
        rows: QuerySet[Grant] = super().get_base_queryset().filter(shadow=True, state=Grant.State.LIVE)
        proposed = Promotion.objects.filter(state=Promotion.State.OPEN).values("shadow")
        waits = Case(When(pk__in=proposed, then=Value(0)), default=Value(1))
        return rows.filter(ends_at__gt=timezone.now()).annotate(waits=waits, done=Count("shadow_decisions"))


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithProposal):
    """One apprentice: agreement with its interval, the list of differences, and the proposal."""

    template_name = "moderation/workbench/apprentice.html"
    page_title = _("Apprentice")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"confirm": ConfirmForm, "keep": KeepForm}
    proposals = "promotions"
    answers: ClassVar[dict[str, Any]] = {
        "confirm": (apprentices.confirm, _("The right itself is offered, and the shadow grant has ended.")),
        "keep": (apprentices.keep, _("The apprentice goes on, and is told why.")),
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[Grant]:
        found: QuerySet[Grant] = super().get_queryset().filter(shadow=True)
        return found

    def get_page_subtitle(self) -> str:
        return str(self.object.advocate.in_full)

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"agreed": agreed_of(self.object)}


class ApprenticeViewSet(ProgramViewSet):
    model = Grant
    name = "apprentices"
    url_prefix = "moderation/apprentices"
    icon = "user"
    menu_label = _("Apprentices")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["state"]
    ordering = ("waits", "-pk")
    list_display: ClassVar[list[Any]] = [
        TitleColumn("advocate", label=_("Apprentice"), accessor="advocate.in_full", url_name="apprentices:edit"),
        Column("scope", label=_("Page")),
        Column("done", label=_("Decided in the shadow")),
        DayColumn("ends_at", label=_("Ends")),
        StatusTagColumn(
            "waits", label=_("State"), primary=lambda grant: not grant.waits,
            accessor=lambda grant: _("learns") if grant.waits else _("promotion proposed"),
        ),
    ]  # fmt: skip

    def register_admin_url_finder(self) -> None:
        """A grant's own page in the workbench is that of the list of grants."""
