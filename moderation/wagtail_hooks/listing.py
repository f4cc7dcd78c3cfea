"""What the listings share."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from wagtail.admin.views import generic

from advocates.workbench import OwnRows


class Listing(OwnRows, generic.IndexView):
    """The rows of the person's programs."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    about: ClassVar[tuple[str, ...]] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_base_queryset().select_related(*self.about)
        return found

    def get_list_more_buttons(self, instance: Model) -> list[Any]:
        return []
