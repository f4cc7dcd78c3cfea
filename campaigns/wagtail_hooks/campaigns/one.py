"""The list of campaigns, and one of them with everything that is done to it."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import campaigns
from campaigns.actions.campaigns import Words
from campaigns.forms import campaigns as asked
from campaigns.models import BriefFact, BriefPicture, BriefPoint, Campaign
from campaigns.wagtail_hooks.campaigns.facts import facts_of
from campaigns.wagtail_hooks.campaigns.new import New, drop
from sitewide.errors import NotFound

register_permission_policy(Campaign, ProgramRows(Campaign, actions=("view", "add", "change")))
LINES: dict[str, type[BriefFact] | type[BriefPoint] | type[BriefPicture]] = {
    "fact": BriefFact, "point": BriefPoint, "picture": BriefPicture,
}  # fmt: skip
ALIVE = frozenset({"words", "terms", "fact", "renew", "point", "picture", "remove", "owner", "override"})
OF_STATE: dict[str, frozenset[str]] = {
    Campaign.State.DRAFT: ALIVE | {"open", "cancel", "template"},
    Campaign.State.OPEN: ALIVE | {"close", "template"},
    Campaign.State.CLOSED: frozenset({"template"}),
    Campaign.State.CANCELLED: frozenset(),
}


class Index(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_queryset(self) -> QuerySet[Campaign]:
        found: QuerySet[Campaign] = super().get_base_queryset().select_related("program", "goal", "owner")
        return found


class One(OneWithActs):
    """Checklist, progress, brief, words, terms, history; each act is a form of its own on the page."""

    template_name = "campaigns/workbench/campaign.html"
    page_title = _("Campaign")
    acts: ClassVar[dict[str, type[forms.Form]]] = {
        "words": asked.WordsForm, "terms": asked.TermsForm, "fact": asked.FactForm, "renew": asked.RenewForm,
        "point": asked.PointForm, "picture": asked.PictureForm, "remove": asked.LineForm, "owner": asked.OwnerForm,
        "override": asked.OverrideForm, "open": asked.PressForm, "close": asked.ReviewForm, "cancel": asked.PressForm,
        "template": asked.TemplateForm,
    }  # fmt: skip

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        return self.acts[act](data, prefix=act, campaign=self.object, at=timezone.now())  # type: ignore[call-arg]

    def possible(self) -> set[str]:
        return set(OF_STATE[self.object.state])

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act in ("renew", "remove"):
            return self._line(act, given, about)
        doing, told = DOING[act]
        if act == "words":
            campaigns.describe(self.object, Words(**given), **about)
        else:
            doing(self.object, **given, **about)
        return str(told)

    def _line(self, act: str, given: dict[str, Any], about: dict[str, Any]) -> str:
        model = LINES["fact" if act == "renew" else given.pop("kind")]
        line = model.objects.filter(campaign=self.object, pk=given.pop("line")).select_related("campaign").first()
        if line is None:
            raise NotFound(_("There is no such line in this brief."))
        if isinstance(line, BriefFact) and act == "renew":
            campaigns.renew_fact(line, **given, **about)
            return gettext("The fact holds again; advocates see it.")
        campaigns.remove_from_brief(line, **about)
        return gettext("The line is out of the brief.")

    def facts(self) -> dict[str, Any]:
        return facts_of(self.object, timezone.now())


DOING: dict[str, tuple[Any, Any]] = {
    "words": (campaigns.describe, _("What it says is changed.")),
    "terms": (campaigns.change_terms, _("Dates and budget are set.")),
    "fact": (campaigns.add_fact, _("The fact is in the brief.")),
    "point": (campaigns.add_point, _("The line is in the brief.")),
    "picture": (campaigns.add_picture, _("The picture is in the brief.")),
    "owner": (campaigns.hand_over, _("It has another owner.")),
    "override": (campaigns.override, _("Your note stands beside your name, in public.")),
    "open": (campaigns.open_campaign, _("The campaign is open.")),
    "close": (campaigns.close, _("The campaign is closed; its review is kept.")),
    "cancel": (campaigns.cancel, _("The campaign is cancelled.")),
    "template": (campaigns.save_as_template, _("The template is kept: new campaigns can begin from it.")),
}
"""The action of each act, and what is told then."""


class CampaignViewSet(ProgramViewSet):
    model = Campaign
    name = "campaigns"
    url_prefix = "campaigns/all"
    icon = "calendar-alt"
    menu_label = _("Campaigns")
    index_view_class = Index
    add_view_class = New
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["name"]
    ordering = ("-starts_at", "-pk")
    search_fields: ClassVar[list[str]] = ["name"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Campaign"), url_name="campaigns:edit"),
        StatusTagColumn(
            "state", label=_("State"), accessor="get_state_display",
            primary=lambda one: one.state == Campaign.State.OPEN,
        ),
        Column("goal", label=_("Goal")),
        Column("owner", label=_("Owner")),
        DayColumn("starts_at", label=_("Starts"), sort_key="starts_at"),
        DayColumn("ends_at", label=_("Ends"), sort_key="ends_at"),
        Column("program", label=_("Program")),
    ]  # fmt: skip

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("templates/<int:template_id>/drop/", drop, name="drop_template")]
