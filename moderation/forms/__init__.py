"""The shape of what is sent: flags, decisions, appeals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.models import Clause
from moderation.acts import suggested_words
from moderation.models import AGAINST, Act


class ClauseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the clauses that can be cited now, by its number and title."""

    def label_from_instance(self, clause: Clause) -> str:
        return f"{clause.code} {clause.title}"


class FlagForm(forms.Form):
    clause = ClauseChoice(
        queryset=Clause.objects.none(), widget=forms.RadioSelect, empty_label=None, label=_("Which rule does it break?"),
        error_messages={"required": _("Choose the rule that you think it breaks.")},
    )  # fmt: skip
    note = forms.CharField(
        max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("What should we know?"),
        help_text=_("Only those who decide read this."),
    )  # fmt: skip

    def __init__(self, *args: Any, clauses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].queryset = clauses  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What a moderator sends. Whether it can be decided is the action's question; the form only reads."""

    act = forms.CharField(max_length=10)
    clause = ClauseChoice(queryset=Clause.objects.none(), required=False)
    reason = forms.CharField(required=False, max_length=2000, strip=True)
    override = forms.CharField(required=False, max_length=400, strip=True)
    version = forms.IntegerField(min_value=0)
    read_at = forms.DateTimeField()
    scenario = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def __init__(self, *args: Any, clauses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].queryset = clauses  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Words that were only suggested accuse nobody when nothing is done against the message."""
        given = self.cleaned_data
        harmless = given.get("act") not in AGAINST | {Act.ESCALATE}
        clauses = self.fields["clause"].queryset  # type: ignore[attr-defined]
        said = given.get("reason", "").replace("\r\n", "\n")
        if harmless and said in {suggested_words(clause) for clause in clauses}:
            given["reason"] = ""
        return given


class AppealForm(forms.Form):
    text = forms.CharField(
        max_length=4000, widget=forms.Textarea(attrs={"rows": 7}), label=_("Why is the decision wrong?"),
        help_text=_("Say it in your own words. Whoever decided before does not decide on this."),
    )  # fmt: skip


class JudgementForm(forms.Form):
    overturn = forms.TypedChoiceField(
        choices=[("no", _("The decision stands")), ("yes", _("The decision is overturned"))],
        coerce=lambda said: said == "yes", widget=forms.RadioSelect, label=_("Your judgement"),
        error_messages={"required": _("Choose whether the decision stands.")},
    )  # fmt: skip
    reason = forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), label=_("The words the author will read"),
        error_messages={"required": _("Write the words that the author will read.")},
    )  # fmt: skip


class TurnForm(forms.Form):
    text = forms.CharField(
        max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), label=_("Your words"),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
