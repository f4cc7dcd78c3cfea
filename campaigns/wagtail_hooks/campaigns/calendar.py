"""A month of the person's programs in the workbench, drafts among them."""

from typing import Any, ClassVar

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from advocates.queries import managed_programs
from advocates.workbench import ForManagers
from campaigns.month import first_of, month_of, span_of
from campaigns.queries.campaigns.shown import between
from sitewide.errors import NotFound


class CalendarView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "campaigns/workbench/calendar.html"
    page_title = _("Calendar")
    header_icon = "calendar"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Calendar of campaigns")},
    ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own, now = list(managed_programs(self.request.user)), timezone.now()
        if not own:
            raise NotFound(_("There is nothing at this address."))
        months = []
        for program in own:
            today = now.astimezone(program.zone).date()
            first = first_of(self.request.GET.get("month", ""), today)
            rows = list(between(program, *span_of(first, program.zone), drafts=True))
            months.append((program, month_of(first, rows, today=today, zone=program.zone, name=program.slug)))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"months": months}


class CalendarViewSet(ViewSet):
    name = "campaign_calendar"
    url_prefix = "campaigns/calendar"
    icon = "calendar"
    menu_label = _("Calendar")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", CalendarView.as_view(), name="index")]
