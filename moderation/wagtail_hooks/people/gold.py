"""Cases with a known answer: made from decided ones, mixed among the live work, retired."""

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

from accounts.recent import recently_authenticated
from advocates.forms.numbered import only_numbers
from advocates.forms.workbench import NothingForm
from advocates.models import Clause
from advocates.queries import managed_programs
from advocates.queries.keyset import number_of
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.workbench import ProgramRows, ProgramViewSet
from moderation.actions import gold as actions
from moderation.models import Act, BlindDecision, Decision, GoldCase
from moderation.queries.blind import compared, to_seal
from moderation.queries.standing import conflicts_of
from moderation.wagtail_hooks.listing import Listing
from sitewide.errors import Refused
from sitewide.text import to_plain

register_permission_policy(GoldCase, ProgramRows(GoldCase, actions=("view", "add", "change")))


class GoldForm(forms.Form):
    """A decision of one of the manager's programs and the right answer."""

    decision = forms.ModelChoiceField(
        label=_("Number of the decision"), queryset=Decision.objects.none(), widget=forms.NumberInput,
        help_text=_("As in the decision log. Those who were part of it never get the case; it does not name the author."),
    )  # fmt: skip
    act = forms.ChoiceField(label=_("Right answer"), choices=Act.choices)
    clause = forms.ModelChoiceField(label=_("Rule"), queryset=Clause.objects.none(), required=False)
    why = forms.CharField(
        label=_("Why this is right"), max_length=800, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever got the case reads it afterwards."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programs = managed_programs(user)
        rules = Clause.objects.filter(version__policy__program__in=programs, version__policy__governs_messages=True)
        fields: Any = self.fields
        fields["decision"].queryset = Decision.objects.filter(case__program__in=programs)
        fields["clause"].queryset = rules.select_related("version__policy").order_by("-version", "code")
        only_numbers(self)


class Index(Listing):
    page_title = _("Known cases")
    about = ("case__message__page", "made_by")
    add_item_label = _("Make a case a known one")


@method_decorator(recently_authenticated, name="dispatch")
class Make(Refusing, generic.CreateView):
    """What the action refuses stands above the form, which keeps what was typed."""

    page_title = _("Make a case a known one")
    template_name = "moderation/workbench/gold_new.html"
    submit_button_label = _("Mix it among the live cases")

    def get_form_class(self) -> type[GoldForm]:
        return GoldForm

    def get_form(self, form_class: Any = None) -> GoldForm:
        data = self.request.POST if self.request.method == "POST" else None
        return GoldForm(data, user=self.request.user, initial=self._proposed())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the text that would be sealed, unless the manager may not open the case."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        decision = self._decision()
        if decision is None or set(conflicts_of(acting(self.request), decision.case.message)) - {"decided"}:
            return context
        title, body = to_seal(decision.case, decision)
        return context | {"said_title": title, "said": to_plain(body)}

    def _proposed(self) -> dict[str, Any]:
        """What was decided, where a link names a decision of the manager's own programs."""
        decision = self._decision()
        return {"decision": decision.pk, "act": decision.act, "clause": decision.clause_id} if decision else {}

    def _decision(self) -> Decision | None:
        number = number_of(self.request.GET, "decision")
        own = Decision.objects.filter(case__program__in=managed_programs(acting(self.request)))
        return own.select_related("case__message__author").filter(pk=number).first() if number else None

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        try:
            made = actions.make_gold(given.pop("decision"), actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("From now on it comes among the live cases."))
        return redirect("gold_cases:edit", made.pk)


@method_decorator(recently_authenticated, name="dispatch")
class One(OneWithActs):
    """One known case with who answered it how."""

    template_name = "moderation/workbench/gold.html"
    page_title = _("Known case")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"retire": NothingForm}

    def get_page_subtitle(self) -> str:
        return gettext("Case %(number)s") % {"number": self.object.case_id}

    def possible(self) -> set[str]:
        return set() if self.object.retired_at else set(self.acts)

    def do(self, act: str, given: dict[str, Any]) -> str:
        actions.retire(self.object, actor=self.request.user, at=timezone.now())
        return gettext("Nobody gets it any more.")

    def facts(self) -> dict[str, Any]:
        rows = BlindDecision.objects.filter(case=self.object.case_id, kind=BlindDecision.Kind.GOLD)
        answers = compared(rows.select_related("by"))
        text = to_plain(self.object.body)
        return {"gold": self.object, "answers": answers, "text": text, "message": self.object.case.message}


class GoldViewSet(ProgramViewSet):
    model = GoldCase
    name = "gold_cases"
    url_prefix = "moderation/known-cases"
    icon = "pick"
    menu_label = _("Known cases")
    index_view_class = Index
    add_view_class = Make
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["why"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("case", label=_("Case"), accessor="case_id", url_name="gold_cases:edit"),
        Column("page", label=_("Where"), accessor="case.message.page"),
        Column("act", label=_("Right answer"), accessor="get_act_display"),
        Column("made_by", label=_("Made by")),
        DayColumn("made_at", label=_("Since")),
        StatusTagColumn(
            "retired_at", label=_("State"), primary=lambda one: not one.retired_at,
            accessor=lambda one: _("retired") if one.retired_at else _("among the live cases"),
        ),
    ]  # fmt: skip
