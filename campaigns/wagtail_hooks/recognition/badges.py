"""Badges in the workbench: what they are for, who has them, giving and revoking."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permissions import register_permission_policy

from accounts.models import User
from advocates.models import CoursePage
from advocates.queries import managed_programs
from advocates.queries.places import pages_below
from advocates.wagtail_hooks.acts import OneWithActs, acting
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from campaigns.actions.recognition import badges
from campaigns.actions.recognition.badges import Terms
from campaigns.forms.recognition import AwardForm, RevokeForm
from campaigns.models import Achievement, Award, AwardRound, Tier
from campaigns.queries.recognition.badges import with_awards

register_permission_policy(Achievement, ProgramRows(Achievement, actions=("view", "add", "change")))
SHOWN, RELOAD_SECONDS = 200, 3
TERMS = (
    "name", "description", "criteria", "rule", "what", "count", "course", "tier", "picture", "valid_days", "active",
)  # fmt: skip


class Index(OwnRows, generic.IndexView):
    """The badges of the person's programs, with how many hold each."""

    def get_base_queryset(self) -> QuerySet[Achievement]:
        return with_awards(super().get_base_queryset())


class BadgeForm(OwnProgramForm):
    """Only courses and tiers of the programs that the person manages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = managed_programs(self.for_user or AnonymousUser())
        fields: dict[str, Any] = dict(self.fields)
        fields["course"].queryset = CoursePage.objects.filter(pk__in=pages_below(own).values("pk"))
        fields["tier"].queryset = Tier.objects.filter(program__in=own)


class Setting(ByAction):
    def act(self, form: Any) -> Achievement:
        terms = Terms(**{name: form.cleaned_data[name] for name in TERMS})
        known = Achievement.objects.select_related("program").filter(pk=form.instance.pk).first()
        badge = known or Achievement(program=form.instance.program)
        return badges.set_badge(badge, terms, actor=acting(self.request), at=timezone.now())


class Create(Setting, generic.CreateView):
    """A new badge."""


class Edit(OwnRows, Setting, generic.EditView):
    """What it is for; what was given stays as it was signed."""

    def get_header_buttons(self) -> list[Any]:
        url = reverse("achievements:held", args=[self.object.pk])
        return [HeaderButton(_("Who has it"), url=url, icon_name="group"), *super().get_header_buttons()]


class Held(OneWithActs):
    """Who has the badge; giving it by hand and revoking it."""

    template_name = "campaigns/workbench/badge.html"
    page_title = _("Badge")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"award": AwardForm, "revoke": RevokeForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def form_of(self, act: str, data: Any = None) -> forms.Form:
        if act == "award":
            people = User.objects.filter(is_active=True, enrolments__program=self.object.program_id)
            others = people.exclude(pk=acting(self.request).pk).distinct().order_by("name", "pk")
            return AwardForm(data, prefix=act, people=others)
        return RevokeForm(data, prefix=act, awards=self._awards().filter(revoked_at=None))

    def possible(self) -> set[str]:
        by_hand = self.object.rule == Achievement.Rule.HAND and self.object.active
        held = self._awards().filter(revoked_at=None).exists()
        return {act for act, fits in (("award", by_hand), ("revoke", held)) if fits}

    def do(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now(), "reason": given["reason"]}
        if act == "award":
            badges.award(self.object, member=given["member"], **about)
            return gettext("The badge is given, and they were told.")
        badges.revoke(given["award"], **about)
        return gettext("The badge is revoked, and they were told.")

    def facts(self) -> dict[str, Any]:
        return {"badge": self.object, "awards": self._awards()[:SHOWN], "round": self._round()}

    def page(self, bound: dict[str, forms.Form], act: str = "", *, status: int = 200) -> HttpResponse:
        """While those who met the rule before are looked at, the page asks again by itself."""
        response = super().page(bound, act, status=status)
        last = self._round()
        if last and not last.done_at:
            response["Refresh"] = str(RELOAD_SECONDS)
        return response

    def _round(self) -> AwardRound | None:
        return AwardRound.objects.filter(achievement=self.object).order_by("-pk").first()

    def _awards(self) -> QuerySet[Award]:
        held = Award.objects.filter(achievement=self.object)
        return held.select_related("member", "given_by", "revoked_by").order_by("-pk")


class BadgeViewSet(ProgramViewSet):
    model = Achievement
    name = "achievements"
    url_prefix = "recognition/badges"
    icon = "pick"
    menu_label = _("Badges")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Edit
    ordering = ("program", "name")
    search_fields: ClassVar[list[str]] = ["name"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Badge"), url_name="achievements:edit"),
        Column("rule", label=_("How it is earned"), accessor="get_rule_display"),
        TitleColumn("held", label=_("Who has it"), url_name="achievements:held"),
        BooleanColumn("active", label=_("Can be earned")),
        Column("program", label=_("Program")),
    ]
    edit_handler = ObjectList(
        [
            ProgramPanel("program"),
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("description"), FieldPanel("criteria"), FieldPanel("picture")],
                heading=_("What everybody reads"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("rule"),
                    FieldRowPanel([FieldPanel("what"), FieldPanel("count")]),
                    FieldRowPanel([FieldPanel("course"), FieldPanel("tier")]),
                ],
                heading=_("How it is earned"),
            ),
            FieldRowPanel([FieldPanel("valid_days"), FieldPanel("active")]),
        ],
        base_form_class=BadgeForm,
    )

    @property
    def held_view(self) -> Any:
        return self.construct_view(Held, **self.get_edit_view_kwargs() | {"template_name": Held.template_name})

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("<int:pk>/held/", self.held_view, name="held")]
