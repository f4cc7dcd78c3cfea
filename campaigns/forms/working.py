"""Logging work away from the pages, and deciding on it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.offline_work import MOST_LINK, MOST_NOTE, MOST_TEXT, MOST_TITLE, Logged
from campaigns.evidence.keeping import kept_file
from campaigns.models import OfflineWork
from campaigns.models.offline_work import MOST_MINUTES, MOST_PIECES
from sitewide.images import PictureField


class WorkForm(forms.Form):
    """What was done, how long it took, and what shows it."""

    kind = forms.ChoiceField(label=_("What was it?"), choices=OfflineWork.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("In one line"), max_length=MOST_TITLE, help_text=_("For instance: Sharpening evening at the library.")
    )
    text = forms.CharField(
        label=_("In your words"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you did, for whom, and how you told people what ties you to the brand."),
    )  # fmt: skip
    done_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Log each day by itself; at most 90 days back."),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, help_text=_("An hour and a half is 90.")
    )
    pieces = forms.IntegerField(
        label=_("Pieces"), min_value=1, max_value=MOST_PIECES, initial=1,
        help_text=_("How many texts, talks or things it was; 1 where it is one."),
    )  # fmt: skip
    link = forms.URLField(
        label=_("Link that shows it"), max_length=MOST_LINK, required=False, assume_scheme="https",
        help_text=_("A page that a manager can open. A link, a picture or a file."),
    )  # fmt: skip
    picture = PictureField(
        label=_("Picture that shows it"), required=False,
        help_text=_("Where and when it was taken is removed. Nobody is on it who does not want to be."),
    )  # fmt: skip

    file = forms.FileField(
        label=_("File that shows it"), required=False, widget=forms.FileInput(attrs={"accept": ".pdf,.txt"}),
        help_text=_("PDF or plain text, at most 4 MB. Only you and managers of the program can open it."),
    )  # fmt: skip

    @classmethod
    def of(cls, work: OfflineWork, data: Any = None, files: Any = None) -> "WorkForm":
        """Filled with what was logged."""
        names = ("kind", "title", "text", "done_on", "minutes", "pieces", "link")
        return cls(data, files, initial={name: getattr(work, name) for name in names})

    @contextmanager
    def kept(self, *, at: datetime) -> Iterator[Logged]:
        """What was said, with its file in the storage while it is logged: taken away if that is refused.

        Refuses (422) a file that is too large or of no kind that is taken.
        """
        given = dict(self.cleaned_data)
        picture, file = given.pop("picture"), given.pop("file")
        with ExitStack() as keeping:
            stored = keeping.enter_context(kept_file(file.name, file.read(), at=at)) if file else None
            yield Logged(**given, picture=(picture.name, picture.read()) if picture else None, file=stored)


def code_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Reason"), choices=OfflineWork.Code.choices)


def note_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=MOST_NOTE, required=required, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The advocate reads it."),
    )  # fmt: skip


class VerifyForm(forms.Form):
    note = note_field(_("A word to the advocate"), required=False)


class SendBackForm(forms.Form):
    code = code_field()
    note = note_field(_("What to change"))


class NotCountedForm(forms.Form):
    code = code_field()
    note = note_field(_("Why"), required=False)


class HintForm(forms.Form):
    note = forms.CharField(
        label=_("What you found or did"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Other managers read it; the people it is about do not."),
    )  # fmt: skip
