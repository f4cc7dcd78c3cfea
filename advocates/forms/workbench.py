"""What managers type in the workbench about rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput, AdminPageChooser
from wagtail.models import Page

from accounts.models import User
from advocates.forms.moments import not_beyond
from advocates.forms.numbered import only_known, only_numbers
from advocates.models import CommunityManager, Grant, Halt, Program, Restriction, Right
from advocates.models.grant import MOST_PROBATION, MOST_USES
from advocates.queries.places import pages_below, places_of
from advocates.rights.words import LABELS

RIGHTS = [(right.value, LABELS[right.value]) for right in Right]


def reason_field(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=400, help_text=help_text, widget=widget)


class OfProgram(forms.Form):
    """A form that is about one of the programs that the person manages; with only one nothing is asked."""

    program = forms.ModelChoiceField(label=_("Program"), queryset=Program.objects.none(), empty_label=None)

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["program"]
        field.queryset, field.initial = programs, programs.first()
        if programs.count() == 1:
            field.widget = forms.HiddenInput()
        self.first = programs.first()
        self._only_of(programs)
        only_numbers(self)
        only_known(self)

    def _only_of(self, programs: Any) -> None:
        """Pages, people and grants of these programs; nobody else's are told by their number."""
        of_model: dict[Any, Any] = {
            Page: pages_below(programs),
            User: User.objects.filter(is_active=True, enrolments__program__in=programs).distinct(),
            Grant: Grant.objects.filter(program__in=programs),
        }
        for field in self.fields.values():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if isinstance(field, forms.ModelChoiceField) and model in of_model:
                field.queryset = of_model[model]
                if model is User:
                    field.error_messages["invalid_choice"] = _("Choose somebody who is enrolled in the program.")


class IssueForm(OfProgram):
    """A new grant. What is left empty takes the program's usual value."""

    advocate = forms.ModelChoiceField(label=_("Advocate"), queryset=User.objects.filter(is_active=True))
    right = forms.ChoiceField(label=_("Right"), choices=RIGHTS)
    scope = forms.ModelChoiceField(
        label=_("Page"), queryset=Page.objects.all(), widget=AdminPageChooser,
        help_text=_("The right holds on this page and on everything below it."),
    )  # fmt: skip
    reason = reason_field(_("Reason"), _("Why this person, for this: everybody can read it in the register."))
    per_day = forms.IntegerField(label=_("Uses a day"), min_value=1, max_value=MOST_USES, initial=5)
    in_total = forms.IntegerField(
        label=_("Uses in total"), min_value=1, max_value=MOST_USES, required=False,
        help_text=_("Empty: no limit besides the daily one."),
    )  # fmt: skip
    starts_at = forms.DateTimeField(
        label=_("Begins"), required=False, widget=AdminDateTimeInput, validators=[not_beyond],
        help_text=_("Empty: as soon as it is accepted."),
    )  # fmt: skip
    ends_at = forms.DateTimeField(label=_("Ends"), required=False, widget=AdminDateTimeInput, validators=[not_beyond])
    probation_uses = forms.IntegerField(
        label=_("Approved uses until probation may end"), min_value=0, max_value=MOST_PROBATION, required=False
    )
    may_be_passed_on = forms.BooleanField(
        label=_("May be passed on"), required=False,
        help_text=_("Its holder may give other advocates narrower pieces of it, which share its quota and end with it."),
    )  # fmt: skip
    shadow = forms.BooleanField(
        label=_("Shadow: for an apprentice, without effect"), required=False,
        help_text=_("For a right to moderate: what is decided under it is compared with the live decision and does nothing."),
    )  # fmt: skip

    def __init__(self, *args: Any, chooser: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["advocate"].widget = chooser()
        if self.first:
            days = {"usual": self.first.grant_days, "most": self.first.most_grant_days}
            told: Any = _("Empty: after %(usual)s days. At most %(most)s days after it begins.") % days
            self.fields["ends_at"].help_text = told
            if self.first.most_per_day:
                told = _("At most %(most)s in this program.") % {"most": self.first.most_per_day}
                self.fields["per_day"].help_text = told
            if not self.first.whole_program_grants:
                told = _("The right holds on this page and on everything below it; not on the whole program.")
                self.fields["scope"].help_text = told
            held = {"uses": self.first.probation_uses}
            told = _(
                "Until then all wait for approval. 0: no probation. Empty: %(uses)s; a right to moderate has none."
            )
            self.fields["probation_uses"].help_text = told % held


class RevokeForm(forms.Form):
    reason = reason_field(_("Why is it revoked?"), _("The advocate and everybody who reads the register see it."))


class NarrowForm(forms.Form):
    """Only what becomes smaller; the rest stays."""

    per_day = forms.IntegerField(label=_("Uses a day"), min_value=1, max_value=MOST_USES, required=False)
    in_total = forms.IntegerField(label=_("Uses in total"), min_value=1, max_value=MOST_USES, required=False)
    ends_at = forms.DateTimeField(label=_("Ends"), required=False, widget=AdminDateTimeInput, validators=[not_beyond])
    reason = reason_field(_("Why is it narrowed?"), _("The advocate and everybody who reads the register see it."))

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["per_day"].help_text = _("Now %(count)s. Empty: as it is.") % {"count": grant.per_day}
        total = _("none") if grant.in_total is None else grant.in_total
        self.fields["in_total"].help_text = _("Now %(count)s. Empty: as it is.") % {"count": total}


class HaltForm(OfProgram):
    """What is stopped; the reason may follow."""

    level = forms.ChoiceField(label=_("What"), initial=Halt.Level.PROGRAM, choices=Halt.Level.choices)
    right = forms.ChoiceField(label=_("Right"), choices=[("", "—"), *RIGHTS], required=False)
    place = forms.ModelChoiceField(
        label=_("Page"), queryset=Page.objects.all(), widget=AdminPageChooser, required=False,
        help_text=_("Halts everything done under rights on this page and below it."),
    )  # fmt: skip
    person = forms.ModelChoiceField(label=_("Advocate"), queryset=User.objects.filter(is_active=True), required=False)
    grant = forms.ModelChoiceField(
        label=_("Grant"), queryset=Grant.objects.none(), required=False, widget=forms.NumberInput,
        help_text=_("The number at the end of its address in the register."),
    )  # fmt: skip
    message_id = forms.IntegerField(
        label=_("Message"), min_value=1, max_value=2**63 - 1, required=False,
        help_text=_("The number at the end of its address. It goes out of sight at once."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It may follow later: stop first."),
    )  # fmt: skip

    def __init__(self, *args: Any, chooser: Any, operator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [one for one in Halt.Level.choices if operator or one[0] != Halt.Level.EVERYTHING]
        self.fields["person"].widget = chooser()


class PressForm(OfProgram):
    """One press beside a person or a grant."""

    person = forms.ModelChoiceField(queryset=User.objects.all(), required=False)
    grant = forms.ModelChoiceField(queryset=Grant.objects.all(), required=False)


class ExplainForm(forms.Form):
    reason = reason_field(_("Why was it halted?"))


class LiftForm(forms.Form):
    reason = reason_field(_("Why is it lifted?"), _("It is kept beside your name."))


class EndForm(forms.Form):
    reason = reason_field(_("Why does it end?"), _("Every right ends with it, and the advocate is told."))


class RestrictionForm(OfProgram):
    """A quiet period or an embargoed topic."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Restriction.Kind.choices, widget=forms.RadioSelect, initial=Restriction.Kind.QUIET,
        help_text=_("In a quiet period nobody posts or replies there; an embargo stops only what has its words."),
    )  # fmt: skip
    place = forms.ModelChoiceField(
        label=_("Page"), queryset=Page.objects.all(), widget=AdminPageChooser,
        help_text=_("It holds on this page and on everything below it."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("Words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For an embargo: one word or phrase a line. “*” stands for the rest of a word: “recall*”, “KR-*”."),
    )  # fmt: skip
    reason = reason_field(_("Reason"), _("Advocates read it when they are stopped."))
    starts_at = forms.DateTimeField(label=_("Begins"), widget=AdminDateTimeInput, validators=[not_beyond])
    ends_at = forms.DateTimeField(label=_("Ends"), widget=AdminDateTimeInput, validators=[not_beyond])
    overriders = forms.ModelMultipleChoiceField(
        label=_("Who may override it"), queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("These managers may let something be said despite it, with a reason, and never for themselves."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["overriders"]
        managing = CommunityManager.objects.filter(program__in=self.fields["program"].queryset)  # type: ignore[attr-defined]
        people.queryset = User.objects.filter(pk__in=managing.values("member"), is_active=True).order_by("name", "pk")


class NothingForm(forms.Form):
    """An act that asks for nothing but the press."""


class WhoForm(OfProgram):
    """A right and a page to ask about."""

    right = forms.ChoiceField(label=_("Right"), choices=RIGHTS)
    page = forms.ModelChoiceField(label=_("Page"), queryset=Page.objects.all(), widget=AdminPageChooser)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        program, page = given.get("program"), given.get("page")
        if program and page and not places_of(program).filter(pk=page.pk).exists():
            self.add_error("page", _("Nothing is said on this page: choose a brand page of the program."))
        return given
