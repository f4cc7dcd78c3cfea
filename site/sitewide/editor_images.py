"""Pictures that editors upload in the workbench go the way of all pictures. Named in ``WAGTAILIMAGES_IMAGE_FORM_BASE``."""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.forms import BaseImageForm

from sitewide.errors import Invalid
from sitewide.images import ReencodedImage, reencode


class ReencodedImageForm(BaseImageForm):
    """Re-encodes the upload in place: Wagtail keeps the very upload for later where another field is still wrong."""

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        upload.seek(0)
        try:
            _replace(upload, reencode(upload))
        except Invalid as refusal:
            raise ValidationError(str(refusal.sentence), code=refusal.code) from refusal
        return upload


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
