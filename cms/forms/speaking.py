"""What people write into: a comment, a post or reply with its pictures, an edit."""

from typing import Any, ClassVar
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from cms.actions.messages.wording import MOST_IN_A_COMMENT, MOST_IN_A_TITLE
from cms.forms.moments import LocalTimeField
from cms.marks import to_html
from cms.models import Message
from cms.pictures import MOST_PICTURES, NewPicture
from sitewide.errors import Invalid
from sitewide.images import FORMATS, ReencodedImage, reencode
from sitewide.text import MAX_MESSAGE, clean_rich

MARKS_HELP = _("A blank line begins a paragraph. **bold**, *slanted*, [words](https://…), lines with “- ” are a list.")
ACCEPTED = ",".join(f"image/{name.lower()}" for name in FORMATS)


class KeyedForm(forms.Form):
    """A form that is sent once, however often the button is pressed: it carries a key of its own."""

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = lambda: uuid4().hex

    @property
    def key_now(self) -> str:
        """The key that was sent, else a fresh one each time: an empty form may be shown to many."""
        return str(self["key"].value() or "") if self.is_bound else uuid4().hex


class CommentForm(KeyedForm):
    """A comment in plain text."""

    body = forms.CharField(
        label=_("Your comment"),
        max_length=MOST_IN_A_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


EMPTY_COMMENT = CommentForm(auto_id="comment_%s")
"""The empty form under every page: the same for everybody, but for its key."""


class PictureField(forms.Field):
    """A picture; its value is the picture written anew."""

    widget = forms.FileInput

    def to_python(self, data: Any) -> ReencodedImage | None:
        if not isinstance(data, UploadedFile):
            return None
        try:
            return reencode(data)
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal.sentence), code=refusal.code) from refusal

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": ACCEPTED}


class WordsForm(KeyedForm):
    """Title and marked text of a post, marked text of a reply, or the plain text of a comment."""

    title = forms.CharField(label=_("Title"), max_length=MOST_IN_A_TITLE)
    body = forms.CharField(
        label=_("Text"), max_length=MAX_MESSAGE, widget=forms.Textarea(attrs={"rows": 9}), help_text=MARKS_HELP
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind != Message.Kind.POST:
            del self.fields["title"]
        if kind == Message.Kind.COMMENT:
            self.fields["body"] = CommentForm.base_fields["body"]

    @property
    def title_text(self) -> str:
        return str(self.cleaned_data.get("title", ""))

    @property
    def body_html(self) -> str:
        """What an action wants: HTML for what is said under a right, else the text as it is."""
        text = str(self.cleaned_data["body"])
        return text if self.kind == Message.Kind.COMMENT else to_html(text)

    @property
    def preview(self) -> SafeString:
        return mark_safe(clean_rich(self.body_html))  # noqa: S308 - just sanitised


class ComposeForm(WordsForm):
    """A post or reply. Each picture needs words for those who do not see it. A post may be for later, without pictures."""

    slots: ClassVar[range] = range(1, MOST_PICTURES + 1)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.kind == Message.Kind.POST:
            due = LocalTimeField(label=_("When"), required=False)
            due.of(zone)
            self.fields["due"] = due
        for slot in self.slots:
            self.fields[f"picture_{slot}"] = PictureField(label=_("Picture"), required=False)
            self.fields[f"alt_{slot}"] = forms.CharField(
                label=_("What it shows, in words"), max_length=200, required=False
            )

    def picture_rows(self) -> list[dict[str, Any]]:
        """The fields of each picture, for the template."""
        return [{"slot": slot, "picture": self[f"picture_{slot}"], "alt": self[f"alt_{slot}"]} for slot in self.slots]

    @property
    def has_pictures(self) -> bool:
        """Whether the fields of pictures are to be seen at once."""
        return any(self[f"alt_{slot}"].value() or self.files.get(f"picture_{slot}") for slot in self.slots)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for slot in self.slots:
            if cleaned.get(f"picture_{slot}") and not cleaned.get(f"alt_{slot}", "").strip():
                self.add_error(f"alt_{slot}", _("Say in words what the picture shows."))
        if self.for_later and not cleaned.get("due") and "due" not in self.errors:
            self.add_error("due", _("Choose a date and a time."))
        if self.for_later and any(cleaned.get(f"picture_{slot}") for slot in self.slots):
            self.add_error(None, _("A post for later has no pictures: publish it now, or leave them out."))
        return cleaned

    @property
    def for_later(self) -> bool:
        return "due" in self.fields and self.data.get("act") == "schedule"

    def pictures(self) -> list[NewPicture]:
        found = [(self.cleaned_data[f"picture_{slot}"], self.cleaned_data[f"alt_{slot}"]) for slot in self.slots]
        return [NewPicture(image, alt.strip()) for image, alt in found if image]
