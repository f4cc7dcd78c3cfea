"""The form that a program's questions make."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from advocates.actions.applications import MOST_IN_NOTE
from advocates.actions.questions import YES, checked, longest
from advocates.models import Question
from sitewide.errors import Invalid

SHORT = 200
MOST_RADIOS = 7


class ApplicationForm(forms.Form):
    """One field a question, named `q<number>`. `complete` asks for every required answer; a draft may have gaps."""

    use_required_attribute = False

    def __init__(
        self, questions: Iterable[Question], *, answers: Mapping[int, str], complete: bool = True, data: Any = None,
        reply: str | None = None,
    ) -> None:  # fmt: skip
        """`reply` is what was answered so far to a reviewer's question; None where nothing was asked."""
        super().__init__(data)
        if reply is not None:
            self.fields["reply"] = forms.CharField(
                label=_("Your answer"), initial=reply, max_length=MOST_IN_NOTE, required=False,
                help_text=_("The reviewers read it beside their question. You may change the answers below, too."),
                widget=forms.Textarea({"rows": 5}),
            )  # fmt: skip
        self.questions = list(questions)
        self.complete = complete
        for question in self.questions:
            self.fields[name_of(question)] = field_for(question, answers.get(question.pk, ""))
        self._mark_required()

    def full_clean(self) -> None:
        super().full_clean()
        self._mark_required()

    def _clean_fields(self) -> None:
        for field in self.fields.values():
            field.required = False  # judged by `checked`, so that a draft may have gaps
        super()._clean_fields()  # type: ignore[misc]

    def _mark_required(self) -> None:
        for question in self.questions:
            self.fields[name_of(question)].required = question.required

    def clean(self) -> dict[str, Any]:
        for question in self.questions:
            name = name_of(question)
            if name in self.errors:
                continue
            try:
                text = checked(question, self.typed(question), complete=self.complete)
            except Invalid as refused:
                self.add_error(name, str(refused.sentence))
            else:
                self.cleaned_data[name] = text
        return self.cleaned_data

    def typed(self, question: Question) -> str:
        value = self.cleaned_data.get(name_of(question), "")
        return (YES if value else "") if isinstance(value, bool) else str(value)

    def reply(self) -> str:
        """What was typed in answer to a reviewer's question."""
        return str(self.cleaned_data.get("reply", ""))

    def answers(self) -> dict[int, str]:
        """What was typed and holds, by question. Of a form with errors: only the answers without one."""
        held = [question for question in self.questions if name_of(question) not in self.errors]
        return {question.pk: str(self.cleaned_data.get(name_of(question), "")) for question in held}


def name_of(question: Question) -> str:
    return f"q{question.pk}"


def field_for(question: Question, answer: str) -> forms.Field:
    """The field of a question; forms show a help text as HTML, so it is escaped here."""
    kept: dict[str, Any] = {"label": question.label, "help_text": escape(question.help_text), "initial": answer}
    if question.kind == Question.Kind.CONSENT:
        return forms.BooleanField(**kept | {"initial": answer == YES})
    return _choice(question, kept) if question.kind == Question.Kind.CHOICE else _text(question, kept)


def _choice(question: Question, kept: dict[str, Any]) -> forms.Field:
    options = [(option, option) for option in question.options()]
    if len(options) <= MOST_RADIOS:
        return forms.ChoiceField(choices=options, widget=forms.RadioSelect, **kept)
    return forms.ChoiceField(choices=[("", _("Choose …")), *options], **kept)


def _text(question: Question, kept: dict[str, Any]) -> forms.Field:
    """The length is counted after line ends are settled, so it is no validator of the field, but shown by it."""
    most = longest(question)
    widget: forms.Widget = forms.Textarea({"rows": 5, "maxlength": most})
    if question.kind == Question.Kind.LINK:
        widget = forms.TextInput(
            {"inputmode": "url", "autocomplete": "url", "placeholder": "https://", "maxlength": most}
        )
    elif most <= SHORT:
        widget = forms.TextInput({"maxlength": most})
    field = forms.CharField(widget=widget, **kept)
    field.max_length = most
    return field
