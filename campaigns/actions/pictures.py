"""Pictures of the library, which every program has a part of."""

from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

from advocates.models import Program
from sitewide.errors import Invalid


def must_be_of_library(image: Image | None, program: Program) -> None:
    """Refuses (422) a picture that is not in the program's own part of the library; without one nothing is asked."""
    collection = program.collection
    if image is not None and collection is not None and not image.collection.path.startswith(collection.path):
        raise Invalid(_("Choose a picture of the program's library."), code="picture")
