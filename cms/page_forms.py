"""The forms with which editors make and copy pages. They refuse a reserved slug beside the field it was typed in."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

from cms.reserved import SlugReserved, is_reserved


def slug_error(slug: str) -> ValidationError:
    return ValidationError(str(SlugReserved(slug).sentence), code=SlugReserved.code)


class ContentPageForm(WagtailAdminPageForm):
    """Refuses a slug that is one of the product's own addresses."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("slug") or ""
        if is_reserved(slug, self.parent_page):
            self.add_error("slug", slug_error(slug))
        return cleaned


class ContentPageCopyForm(CopyForm):
    """The same for a copy or an alias."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        slug = cleaned.get("new_slug") or ""
        if is_reserved(slug, cleaned.get("new_parent_page") or self.page.get_parent()):
            self.add_error("new_slug", slug_error(slug))
        return cleaned
