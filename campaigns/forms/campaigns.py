"""What managers type in the workbench about campaigns and goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from accounts.models import User
from advocates.forms.moments import not_beyond
from advocates.forms.numbered import only_known, only_numbers
from advocates.forms.workbench import OfProgram, reason_field
from advocates.models import CommunityManager, PolicyVersion, Program
from campaigns.models import BriefPoint, Campaign, Goal

AREA = forms.Textarea(attrs={"rows": 3})


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=required, widget=AdminDateInput, validators=[not_beyond]
    )


def moment_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, help_text=help_text, required=required, widget=AdminDateTimeInput, validators=[not_beyond]
    )


class DraftForm(OfProgram):
    """A new campaign; the rest comes from the plan and is worked on afterwards."""

    name = forms.CharField(label=_("Name"), max_length=120)
    goal = forms.ModelChoiceField(label=_("Goal"), queryset=Goal.objects.none(), empty_label=None)
    starts_at = moment_field(_("Starts"))
    ends_at = moment_field(_("Ends"), _("Empty: after as many days as the template says."), required=False)

    def __init__(self, *args: Any, programs: Any, **kwargs: Any) -> None:
        super().__init__(*args, programs=programs, **kwargs)
        self.fields["goal"].queryset = Goal.objects.filter(program__in=programs).order_by("due")  # type: ignore[attr-defined]
        only_known(self)


class OfCampaign(forms.Form):
    """A form about one campaign: choices are those of its program."""

    def __init__(self, *args: Any, campaign: Campaign, at: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign, self.at = campaign, at
        self.prepare(campaign.program)
        only_numbers(self)
        only_known(self)

    def prepare(self, program: Program) -> None:
        """Set the choices and what stands in the fields at first."""

    def start(self, **values: Any) -> None:
        for name, value in values.items():
            self.fields[name].initial = value


class WordsForm(OfCampaign):
    name = forms.CharField(label=_("Name"), max_length=120)
    goal = forms.ModelChoiceField(label=_("Goal"), queryset=Goal.objects.none(), empty_label=None)
    policy = forms.ModelChoiceField(
        label=_("Policy"), queryset=PolicyVersion.objects.none(), required=False,
        help_text=_("The rules that hold for what is said under it: the current version of one of the program's."),
    )  # fmt: skip
    summary = forms.CharField(label=_("What it is about"), max_length=1_000, required=False, widget=AREA)
    audience = forms.ChoiceField(label=_("Who is asked"), choices=Campaign.Audience.choices)
    audience_note = forms.CharField(label=_("And in words"), max_length=240, required=False)
    gets = forms.CharField(
        label=_("What one gets"), max_length=300, required=False,
        help_text=_("Never for a favourable opinion, for followers or for recruiting: the check cites the rule."),
    )  # fmt: skip
    disclosure = forms.CharField(
        label=_("Disclosure"), max_length=240, required=False, help_text=_("Empty: the program's own.")
    )
    to_find = forms.CharField(
        label=_("What the brief still lacks"), max_length=2_000, required=False, widget=AREA,
        help_text=_("Only managers read it."),
    )  # fmt: skip

    def prepare(self, program: Program) -> None:
        goal: Any = self.fields["goal"]
        policy: Any = self.fields["policy"]
        goal.queryset = Goal.objects.filter(program=program).order_by("due")
        current = PolicyVersion.objects.current(self.at).filter(policy__program=program)
        kept = PolicyVersion.objects.filter(pk=self.campaign.policy_id or 0)
        policy.queryset = (current | kept).select_related("policy").order_by("policy__name", "-number")
        names = ("name", "goal", "policy", "summary", "audience", "audience_note", "gets", "disclosure", "to_find")
        self.start(**{name: getattr(self.campaign, name) for name in names})


class TermsForm(OfCampaign):
    starts_at = moment_field(_("Starts"))
    ends_at = moment_field(_("Ends"))
    points_budget = forms.IntegerField(
        label=_("Budget in points"), min_value=0, max_value=10_000_000,
        help_text=_("The most that its missions may promise together."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, help_text=_("It is kept beside your name.")
    )

    def prepare(self, program: Program) -> None:
        row = self.campaign
        self.start(starts_at=row.starts_at, ends_at=row.ends_at, points_budget=row.points_budget)
        if row.state == Campaign.State.OPEN:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class FactForm(OfCampaign):
    text = forms.CharField(label=_("Fact"), max_length=300)
    source_url = forms.URLField(label=_("Source"), max_length=400, assume_scheme="https")
    expires_on = day_field(_("Holds until"), _("After this day advocates do not see it any more."))


class RenewForm(OfCampaign):
    line = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    source_url = forms.URLField(label=_("Source"), max_length=400, assume_scheme="https")
    expires_on = day_field(_("Holds until"))


class PointForm(OfCampaign):
    kind = forms.ChoiceField(label=_("Kind"), choices=BriefPoint.Kind.choices, widget=forms.RadioSelect, initial="do")
    text = forms.CharField(label=_("Text"), max_length=240)


class PictureForm(OfCampaign):
    image = forms.ModelChoiceField(
        label=_("Picture"), queryset=get_image_model().objects.all(), widget=AdminImageChooser
    )
    credit = forms.CharField(label=_("Credit"), max_length=120, required=False)

    def prepare(self, program: Program) -> None:
        if program.collection is not None:
            field: Any = self.fields["image"]
            field.queryset = field.queryset.filter(collection__path__startswith=program.collection.path)


class LineForm(OfCampaign):
    kind = forms.ChoiceField(choices=[("fact", ""), ("point", ""), ("picture", "")])
    line = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class OwnerForm(OfCampaign):
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), empty_label=None)
    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, help_text=_("It is kept beside your name.")
    )

    def prepare(self, program: Program) -> None:
        owner: Any = self.fields["owner"]
        managing = CommunityManager.objects.filter(program=program).values("member")
        owner.queryset = User.objects.filter(pk__in=managing, is_active=True).exclude(pk=self.campaign.owner_id or 0)


class OverrideForm(OfCampaign):
    note = forms.CharField(
        label=_("Why it is fair all the same"), max_length=600, widget=AREA,
        help_text=_("Public: it stands beside your name on the campaign's page and in the record."),
    )  # fmt: skip


class ReviewForm(OfCampaign):
    reached = forms.CharField(label=_("What was reached, against the goal?"), max_length=2_000, widget=AREA)
    learnt = forms.CharField(label=_("What was learnt?"), max_length=2_000, widget=AREA)
    repeat = forms.CharField(label=_("What would you do again, and what not?"), max_length=2_000, widget=AREA)


class TemplateForm(OfCampaign):
    name = forms.CharField(label=_("Name of the template"), max_length=120)

    def prepare(self, program: Program) -> None:
        self.start(name=self.campaign.name)


class PressForm(OfCampaign):
    """An act that asks for nothing but the press."""


class FigureForm(forms.Form):
    on = day_field(_("Day"))
    value = forms.IntegerField(label=_("Value"), min_value=-(10**15), max_value=10**15)
    note = reason_field(_("Where is it from?"), _("A report, a system, a count: others must be able to find it again."))


class GoalForm(OfProgram):
    """A goal, new or changed."""

    name = forms.CharField(label=_("Name"), max_length=120)
    metric = forms.ChoiceField(label=_("Metric"), choices=Goal.Metric.choices)
    unit = forms.CharField(
        label=_("Unit"), max_length=30, required=False, help_text=_("Of a figure that staff enter, such as pages.")
    )
    window = forms.IntegerField(
        label=_("Counted over days"), min_value=1, max_value=365, initial=28,
        help_text=_("A measured metric is what happened in so many days."),
    )  # fmt: skip
    baseline = forms.IntegerField(
        label=_("From"), required=False, min_value=-(10**15), max_value=10**15,
        help_text=_("Empty: what is measured today."),
    )  # fmt: skip
    target = forms.IntegerField(label=_("To"), min_value=-(10**15), max_value=10**15)
    due = day_field(_("Until"))

    def __init__(self, *args: Any, goal: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if goal is not None:
            for name in ("name", "metric", "unit", "window", "baseline", "target", "due"):
                self.fields[name].initial = getattr(goal, name)
            self.fields["program"].initial = goal.program_id
            self.fields["program"].widget = forms.HiddenInput()
