"""Pictures that editors upload in the workbench go the way of all pictures. Named in ``WAGTAILIMAGES_IMAGE_FORM_BASE``."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from sitewide.errors import Invalid
from sitewide.images import ReencodedImage, reencode


class ReencodedImageField(WagtailImageField):
    """Re-encodes the upload before Wagtail looks at it, whose own look ends in an error 500 on half a picture.

    It does so in place: Wagtail stores the very upload of the request where another field is wrong.
    """

    def to_python(self, data: Any) -> Any:
        if isinstance(data, UploadedFile) and data.size:
            try:
                _replace(data, reencode(data))
            except Invalid as refusal:
                raise ValidationError(str(refusal.sentence), code=refusal.code) from refusal
        return super().to_python(data)


class ReencodedImageForm(BaseImageForm):
    """Wagtail's form for images, with the field above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = ReencodedImageField(label=field.label, required=field.required, widget=field.widget)


def _replace(upload: UploadedFile, picture: ReencodedImage) -> None:
    """Put the picture into the file behind the upload, in memory or on disk, so that no reader finds the old one."""
    upload.seek(0)
    upload.truncate()
    upload.write(picture.content)
    upload.flush()
    upload.seek(0)
    upload.size = len(picture.content)
    upload.content_type = picture.content_type
    upload.name = f"{PurePath(upload.name or 'picture').stem}.{picture.extension}"
