"""What a form of writing sends."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.cms.conftest import Cast


def a_picture(name: str = "pan.jpg") -> SimpleUploadedFile:
    made = BytesIO()
    Image.new("RGB", (1000, 700), "#a35").save(made, "JPEG", exif=b"Exif\x00\x00secret-place")
    return SimpleUploadedFile(name, made.getvalue(), "image/jpeg")


def write(cast: Cast, **fields: Any) -> dict[str, Any]:
    return {"as": "post", "act": "send", "title": "Season it", "body": "Oil, **then** heat.", "key": "k"} | fields
