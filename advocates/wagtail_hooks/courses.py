"""The courses of a manager's programs: each is a page, written in the page editor."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from advocates.queries import managed_programs
from advocates.queries.keyset import path_of
from advocates.queries.training import taught
from advocates.workbench import managed_ids
from sitewide.errors import NotFound


class CoursesView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "advocates/workbench/courses.html"
    page_title = _("Courses")
    header_icon = "openquote"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": _("Courses")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = managed_programs(self.request.user)
        if not own.exists():
            raise NotFound(_("There is nothing at this address."))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        after, now = path_of(self.request.GET, "after"), timezone.now()
        return context | {"programs": [(program, *taught(program, at=now, after=after)) for program in own]}


class ForManagers(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(managed_ids(request.user))


class CourseViewSet(ViewSet):
    name = "courses"
    url_prefix = "training/courses"
    icon = "openquote"
    menu_label = _("Courses")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", CoursesView.as_view(), name="index")]
