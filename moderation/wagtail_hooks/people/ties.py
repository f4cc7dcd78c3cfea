"""Ties of people to others: seen by the managers, recorded with a reason, ended."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.models import User
from accounts.recent import recently_authenticated
from advocates.forms.workbench import NothingForm, OfProgram, reason_field
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.wagtail_hooks.choosing import advocate_chooser
from advocates.workbench import ProgramRows, ProgramViewSet
from moderation.actions import ties
from moderation.models import Tie
from moderation.wagtail_hooks.listing import Listing
from sitewide.errors import Refused

register_permission_policy(Tie, ProgramRows(Tie, actions=("view", "add", "change")))


class TieForm(OfProgram):
    """Whom it is about, and to whom or what."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.filter(is_active=True))
    kind = forms.ChoiceField(label=_("What it is"), choices=Tie.Kind.choices)
    other = forms.ModelChoiceField(
        label=_("To which member"), queryset=User.objects.filter(is_active=True), required=False
    )
    organisation = forms.CharField(label=_("Or to which organisation"), max_length=80, required=False)
    reason = reason_field(_("How is this known?"), _("The person reads it."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "other"):
            self.fields[name].widget = advocate_chooser.widget_class()


class Index(Listing):
    page_title = _("Ties")
    about = ("person", "other", "said_by")
    add_item_label = _("Record a tie")


@method_decorator(recently_authenticated, name="dispatch")
class Record(Refusing, generic.CreateView):
    """What the action refuses stands above the form, which keeps what was typed."""

    page_title = _("Record a tie")
    template_name = "moderation/workbench/gold_new.html"
    submit_button_label = _("Record it")

    def get_form_class(self) -> type[TieForm]:
        return TieForm

    def get_form(self, form_class: Any = None) -> TieForm:
        data = self.request.POST if self.request.method == "POST" else None
        return TieForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        try:
            made = ties.declare(given.pop("program"), actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("Recorded. They are given none of these cases from now on."))
        return redirect("ties:edit", made.pk)


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    template_name = "moderation/workbench/tie.html"
    page_title = _("Tie")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"end": NothingForm}

    def get_page_subtitle(self) -> str:
        return str(self.object.person.in_full)

    def possible(self) -> set[str]:
        return set() if self.object.ended_at else set(self.acts)

    def do(self, act: str, given: dict[str, Any]) -> str:
        ties.end(self.object, actor=self.request.user, at=timezone.now())
        return gettext("Ended. What was written until now stays with somebody else.")

    def facts(self) -> dict[str, Any]:
        return {"tie": self.object}


class TieViewSet(ProgramViewSet):
    model = Tie
    name = "ties"
    url_prefix = "moderation/ties"
    icon = "link"
    menu_label = _("Ties")
    index_view_class = Index
    add_view_class = Record
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["reason"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("person", label=_("Who"), accessor="person.in_full", url_name="ties:edit"),
        Column("kind", label=_("What it is"), accessor="get_kind_display"),
        Column("to", label=_("To"), accessor=lambda tie: tie.other.in_full if tie.other else tie.organisation),
        Column("said_by", label=_("Said by")),
        DayColumn("since", label=_("Since")),
        StatusTagColumn(
            "ended_at", label=_("State"), primary=lambda tie: not tie.ended_at,
            accessor=lambda tie: _("ended") if tie.ended_at else _("holds"),
        ),
    ]  # fmt: skip
