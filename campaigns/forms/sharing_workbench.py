"""What managers type about referrals and ideas."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from accounts.models import User
from advocates.forms.numbered import only_numbers
from advocates.forms.workbench import OfProgram, reason_field
from campaigns.forms.money import MoneyModelForm
from campaigns.models import Idea


class ReferralRuleForm(MoneyModelForm):
    amounts = {"least": Decimal(0)}


class SecretForm(OfProgram):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which system uses it: the web shop, the tills.")
    )


class JudgeForm(forms.Form):
    reason = reason_field(_("Why"), _("The advocate reads this."))


class DecideForm(forms.Form):
    """The states that follow the idea's own, and its own again, which moves the date."""

    state = forms.ChoiceField(label=_("It is"))
    reason = reason_field(_("Why"), _("Everybody reads this."))
    due = forms.DateField(
        label=_("Next answer by"), required=False, widget=AdminDateInput,
        help_text=_("Everybody reads this. Not asked where it is shipped or declined."),
    )  # fmt: skip
    owner = forms.ModelChoiceField(label=_("Who answers next"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = set() if idea.state in Idea.ENDS else {idea.state}
        follows = (Idea.TRANSITIONS[idea.state] | own) - {Idea.State.MERGED}
        state: Any = self.fields["state"]
        state.choices = [(value, label) for value, label in Idea.State.choices if value in follows]
        owner: Any = self.fields["owner"]
        owner.queryset = User.objects.filter(manages__program=idea.program_id, is_active=True).distinct()
        owner.initial = idea.owner_id
        only_numbers(self)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label=_("Merge into"), queryset=Idea.objects.none())
    reason = reason_field(_("Why"), _("Everybody reads this."))

    def __init__(self, *args: Any, idea: Idea, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Idea.objects.filter(program=idea.program_id, hidden_at=None).exclude(pk=idea.pk)
        into: Any = self.fields["into"]
        into.queryset = others.exclude(state__in=Idea.ENDS).order_by("-rank", "-pk")
        only_numbers(self)


class WhyForm(forms.Form):
    reason = reason_field(_("Why"), _("Everybody reads this."))


class HideForm(forms.Form):
    """Of the idea itself, or of the comment with this number."""

    comment = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    reason = reason_field(_("Why"), _("The author reads this."))


class OfCommentForm(forms.Form):
    comment = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
