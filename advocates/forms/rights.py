from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from advocates.models import Right
from advocates.rights.words import LABELS


class AnswerForm(forms.Form):
    """Why a right is declined or handed back; it may stay empty."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever gave the right reads it, and it stands in the public register."),
    )  # fmt: skip


class PlaceChoice(forms.ModelChoiceField[Page]):
    """A page of the program, indented as it lies in the tree."""

    def label_from_instance(self, page: Page) -> str:
        return f"{' ' * 3 * max(page.depth - 2, 0)}{page.title}"


class WhyForm(forms.Form):
    """A right and a page to ask about."""

    right = forms.ChoiceField(label=_("What"), choices=[(right.value, LABELS[right.value]) for right in Right])
    page = PlaceChoice(label=_("Where"), queryset=Page.objects.none(), empty_label=_("Choose a page"))

    def __init__(self, *args: Any, pages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = pages  # type: ignore[attr-defined]
