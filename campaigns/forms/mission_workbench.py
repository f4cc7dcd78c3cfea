"""Forms of the workbench about missions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from advocates.models import CoursePage, Program
from advocates.queries import managed_programs
from advocates.queries.places import pages_below
from campaigns.models import Campaign, Criterion, Interest, Look, MissionStep
from campaigns.queries.missions.terms import REFUSALS, RETURNS
from campaigns.queries.steps import KINDS, Setting
from cms.models import BrandPage


class MissionForm(WagtailAdminModelForm):
    """A mission of a campaign of one of the person's programs; the campaign never changes afterwards."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = managed_programs(self.for_user or AnonymousUser())
        fields: dict[str, Any] = self.fields
        open_still = [Campaign.State.DRAFT, Campaign.State.OPEN]
        fields["campaign"].queryset = Campaign.objects.filter(program__in=own, state__in=open_still).order_by(
            "-starts_at"
        )
        fields["place"].queryset = BrandPage.objects.filter(pk__in=pages_below(own).values("pk")).order_by("path")
        fields["course"].queryset = _courses(own)
        fields["interest"].queryset = Interest.objects.filter(program__in=own, retired=False).order_by("label")
        for name in ("starts_at", "ends_at"):
            fields[name].widget = AdminDateTimeInput()
        if self.instance.pk:
            fields["campaign"].disabled = True


def _courses(programs: Any) -> Any:
    below = CoursePage.objects.none()
    for program in programs:
        below = below | CoursePage.objects.child_of(program.root_page)
    return below.order_by("path")


class KindForm(forms.Form):
    """Which kind of step comes next."""

    kind = forms.ChoiceField(label=_("Kind of step"), choices=MissionStep.Kind.choices)


class StepForm(forms.Form):
    """What to do in one's own words, and what this kind of step is set to."""

    text = forms.CharField(label=_("What to do"), max_length=400, help_text=_("As the advocate reads it."))

    def __init__(self, *args: Any, kind: str, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = KINDS[kind]
        for setting in self.kind.settings:
            self.fields[setting.name] = _field(setting, program)

    @property
    def settings(self) -> dict[str, Any]:
        return {one.name: self.cleaned_data[one.name] for one in self.kind.settings}


def _field(setting: Setting, program: Program) -> forms.Field:
    about: dict[str, Any] = {
        "label": setting.label, "help_text": setting.help_text, "required": setting.required,
    }  # fmt: skip
    own = Program.objects.filter(pk=program.pk)
    if setting.kind == "flag":
        return forms.BooleanField(**about)
    if setting.kind == "count":
        return forms.IntegerField(min_value=1, max_value=1_000, **about)
    if setting.kind == "page":
        pages = BrandPage.objects.filter(pk__in=pages_below(own).values("pk")).order_by("path")
        return forms.ModelChoiceField(queryset=pages, **about)
    if setting.kind == "course":
        return forms.ModelChoiceField(queryset=_courses(own), **about)
    return forms.CharField(max_length=2048 if setting.kind == "web" else 120, **about)


class CriterionForm(forms.Form):
    label = forms.CharField(label=_("What is looked for"), max_length=200)
    most = forms.IntegerField(label=_("Marks"), min_value=1, max_value=10, initial=2)
    needed = forms.IntegerField(label=_("Marks needed"), min_value=0, max_value=10, initial=1)


class NumberForm(forms.Form):
    """One row, by its number."""

    number = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why is it fair all the same?"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Every advocate reads it, with your name."),
    )  # fmt: skip


class PressForm(forms.Form):
    """Nothing to fill in."""


def _reasons() -> list[Any]:
    return [
        ("", _("none: it is verified")),
        (_("To be changed and sent again"), list(RETURNS.items())),
        (_("Not accepted"), [(code, label) for code, label in REFUSALS.items() if code != "other"]),
    ]


class JudgeForm(forms.Form):
    """Marks for each line of the rubric, and what becomes of it."""

    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=Look.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), choices=_reasons, required=False)
    words = forms.CharField(
        label=_("Words for its author"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read it with the reason. Needed unless it is verified."),
    )  # fmt: skip

    def __init__(self, *args: Any, rubric: Iterable[Criterion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = {f"marks_{one.pk}": _marks(one) for one in rubric}
        self.fields = marks | self.fields


def _marks(one: Criterion) -> forms.Field:
    return forms.TypedChoiceField(
        label=one.label, coerce=int, choices=[(str(given), str(given)) for given in range(one.most + 1)],
        widget=forms.RadioSelect, help_text=_("At least %(needed)s of %(most)s.") % {"needed": one.needed, "most": one.most},
    )  # fmt: skip


class RevokeForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=list(REFUSALS.items()))
    words = forms.CharField(label=_("Words for its author"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
