from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.quizzes import MULTIPLE, ORDER, WANTED, Question


class AnswerForm(forms.Form):
    """One question of an attempt. It knows the words of the answers, never which of them is right."""

    def __init__(self, question: Question, given: list[str], data: Any = None) -> None:
        super().__init__(data, initial={})
        self.question, options = question, question["options"]
        choices = [(option["key"], option["text"]) for option in options]
        wanted = {"required": WANTED[question["kind"]]}
        if question["kind"] == ORDER:
            for option in options:
                self.fields[f"place_{option['key']}"] = self._place(option, len(options), given)
        elif question["kind"] == MULTIPLE:
            self.fields["chosen"] = forms.MultipleChoiceField(
                label=_("Choose all that are right"), choices=choices, widget=forms.CheckboxSelectMultiple,
                initial=given, error_messages=wanted,
            )  # fmt: skip
        else:
            self.fields["chosen"] = forms.ChoiceField(
                label=_("Choose one"),
                choices=choices,
                widget=forms.RadioSelect,
                initial=given[:1],
                error_messages=wanted,
            )

    @staticmethod
    def _place(option: dict[str, str], count: int, given: list[str]) -> forms.ChoiceField:
        places = [("", "–"), *((str(place), str(place)) for place in range(1, count + 1))]
        initial = str(given.index(option["key"]) + 1) if option["key"] in given else ""
        return forms.ChoiceField(label=option["text"], choices=places, initial=initial)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.question["kind"] == ORDER and not self.errors:
            places = [given[name] for name in self.fields]
            if len(set(places)) < len(places):
                raise forms.ValidationError(WANTED[ORDER], code="no_answer")
        return given

    def given(self) -> list[str]:
        """The answer as the action takes it."""
        if self.question["kind"] == ORDER:
            placed = sorted(self.fields, key=lambda name: int(self.cleaned_data[name]))
            return [name.removeprefix("place_") for name in placed]
        chosen = self.cleaned_data["chosen"]
        return chosen if isinstance(chosen, list) else [chosen]


class RevokeCertificationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it revoked?"), max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text=_("Whoever holds it reads this. Rights that require it are suspended from the next use on."),
    )  # fmt: skip
