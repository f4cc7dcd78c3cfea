"""The courses of a manager's programs: each is a page, written in the page editor."""

from typing import Any, ClassVar

from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from advocates.queries import managed_programs
from advocates.queries.keyset import path_of
from advocates.queries.training import taught
from advocates.workbench import ForManagers, OfManagers


class CoursesView(OfManagers):
    template_name = "advocates/workbench/courses.html"
    page_title = _("Courses")
    header_icon = "openquote"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *OfManagers.breadcrumbs_items,
        {"url": "", "label": _("Courses")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = managed_programs(self.request.user)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        after, now = path_of(self.request.GET), timezone.now()
        return context | {"programs": [(program, *taught(program, at=now, after=after)) for program in own]}


class CourseViewSet(ViewSet):
    name = "courses"
    url_prefix = "training/courses"
    icon = "openquote"
    menu_label = _("Courses")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", CoursesView.as_view(), name="index")]
