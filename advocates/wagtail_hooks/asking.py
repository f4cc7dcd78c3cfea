"""Who could do this here?"""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocates.forms.workbench import WhoForm
from advocates.queries import managed_programs
from advocates.queries.capabilities import able, holders_covering
from advocates.queries.keyset import newest_first
from advocates.rights.words import LABELS
from advocates.workbench import OfManagers

PEOPLE = 20


class WhoCould(OfManagers):
    """For a right and a page: everybody whose grant covers it, and whether each could use it now, or why not."""

    template_name = "advocates/workbench/who.html"
    page_title = _("Who could do this here?")
    header_icon = "help"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *OfManagers.breadcrumbs_items,
        {"url": "", "label": page_title},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programs = managed_programs(self.request.user)
        data = self.request.GET.copy()
        if "right" in data and "program" not in data:
            data["program"] = str(programs.first().pk)  # type: ignore[union-attr]
        form = WhoForm(data if "right" in data else None, programs=programs)
        found = self.found(form.cleaned_data) if form.is_valid() else {}
        context: dict[str, Any] = super().get_context_data(form=form, media=form.media, **found, **kwargs)
        return context

    def found(self, asked: dict[str, Any]) -> dict[str, Any]:
        at = timezone.now()
        holders = holders_covering(asked["program"], asked["right"], asked["page"], at=at)
        shown = newest_first(holders, self.request.GET, PEOPLE)
        people = able(shown.rows, asked["program"], asked["right"], asked["page"], at=at)
        return {
            "asked": True, "people": people, "newer_url": shown.newer, "older_url": shown.older,
            "label": LABELS[asked["right"]], "page_asked": asked["page"],
        }  # fmt: skip
