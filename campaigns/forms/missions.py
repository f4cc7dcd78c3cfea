"""What an advocate sends about missions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocates.forms.numbered import only_numbers
from advocates.models import Program
from campaigns.actions.submissions.working import LONGEST_TEXT
from campaigns.models import Evidence, Interest, MissionWish
from sitewide.images import PictureField
from sitewide.languages import SPOKEN

Kind = Evidence.Kind


class WishForm(forms.Form):
    """Everything in it is one's own to say, and nothing is asked twice."""

    languages = forms.MultipleChoiceField(
        label=_("Languages I speak"), choices=SPOKEN, required=False, widget=forms.CheckboxSelectMultiple
    )
    interests = forms.ModelMultipleChoiceField(
        label=_("What I care for"), queryset=Interest.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    a_week = forms.TypedChoiceField(
        label=_("Invitations a week, at most"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, program: Program, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interests"].queryset = Interest.objects.filter(program=program, retired=False).order_by("label")  # type: ignore[attr-defined]
        fewer = [(str(number), str(number)) for number in range(1, most)]
        self.fields["a_week"].choices = [  # type: ignore[attr-defined]
            ("", _("as many as the program allows")), *fewer, ("0", _("none: I look here myself")),
        ]  # fmt: skip
        only_numbers(self)

    @classmethod
    def showing(cls, wish: MissionWish | None, **about: Any) -> "WishForm":
        if wish is None:
            return cls(**about)
        said = {"languages": wish.languages.split(), "interests": list(wish.interests.all()), "a_week": wish.a_week}
        return cls(initial=said, **about)


class LinkProof(forms.Form):
    url = forms.CharField(
        label=_("Link"), max_length=2048, widget=forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("It must be public: it is opened once, after you send."),
    )  # fmt: skip


class PictureProof(forms.Form):
    picture = PictureField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WEBP or GIF, at most 8 MB. Where and when it was taken is removed."),
    )
    alt = forms.CharField(label=_("What it shows"), max_length=200)


class TextProof(forms.Form):
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))


class FileProof(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF or plain text, at most 4 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt"}),
    )  # fmt: skip


PROOFS: dict[str, type[forms.Form]] = {
    Kind.LINK: LinkProof, Kind.PICTURE: PictureProof, Kind.TEXT: TextProof, Kind.FILE: FileProof,
}  # fmt: skip


def proof_form(step: int, kind: str, data: Any = None, files: Any = None) -> forms.Form:
    """The form of one kind of evidence for one step; its fields' ids tell forms of one page apart."""
    return PROOFS[kind](data, files, auto_id=f"id_{step}_{kind}_%s")
