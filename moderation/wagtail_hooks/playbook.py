"""The playbook in the workbench: the map as picture and list, what is wrong with it, and how it is carried away."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from advocates.models import Program
from advocates.queries import managed_programs
from cms.models import Message
from moderation.models import Fact, Scenario
from moderation.queries.playbook.check import Finding, findings
from moderation.queries.playbook.conditions import catches_all, terms_of
from moderation.queries.playbook.coverage import by_queue, by_week, whole
from moderation.queries.playbook.drawing import Picture, picture_of
from moderation.queries.playbook.lines import in_order
from moderation.queries.playbook.matrix import as_rows, matrix_of
from moderation.queries.playbook.words import Row, rows_of
from moderation.wagtail_hooks.scenarios import EditScenario, NewScenario
from moderation.wagtail_hooks.unmapped import Unmapped
from sitewide.errors import NotFound
from sitewide.sheets import write_csv

NOTHING = _("There is nothing at this address.")


def program_named(request: HttpRequest, program_id: int | None) -> Program:
    """One of the programs that the person manages; without a number the first. Refuses (404) any other."""
    own = managed_programs(request.user)
    found: Program | None = own.first() if program_id is None else own.filter(pk=program_id).first()
    if found is None:
        raise NotFound(NOTHING)
    return found


def mend_url(finding: Finding, program: Program) -> str:
    """Where a finding is mended."""
    if isinstance(finding.about, Scenario):
        return reverse("playbook:edit", args=[finding.about.pk])
    if isinstance(finding.about, Fact):
        return reverse("facts:edit", args=[finding.about.pk])
    return reverse("playbook:new", args=[program.pk])


def drawn(rows: list[Row]) -> Picture:
    terms = [terms_of(row.scenario) for row in rows]
    caught = all(any(catches_all(one, kind) for one in terms) for kind in Message.Kind.values)
    return picture_of(rows, caught=caught)


class Map(WagtailAdminTemplateMixin, TemplateView):
    """The map of one program: what is wrong with it, the picture, every scenario in words, and its share of the cases."""

    template_name = "moderation/workbench/playbook.html"
    page_title = _("Playbook")
    header_icon = "list-ol"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Playbook")},
    ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program, at = program_named(self.request, self.kwargs.get("program_id")), timezone.now()
        rows = rows_of(in_order(program.pk), program.pk)
        active = [row for row in rows if row.scenario.state == Scenario.State.ACTIVE]
        weeks = by_week(program, at=at)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "program": program, "programs": managed_programs(self.request.user), "rows": active,
            "others": [row for row in rows if row not in active], "picture": drawn(active) if active else None,
            "findings": [(finding, mend_url(finding, program)) for finding in findings(program, at=at)],
            "weeks": weeks, "queues": by_queue(program, at=at), "share": whole(weeks, ""),
        }  # fmt: skip


class Printed(WagtailAdminTemplateMixin, TemplateView):
    """Every possibility and its response, on paper."""

    template_name = "moderation/workbench/matrix.html"
    page_title = _("Every possibility and its response")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program = program_named(self.request, self.kwargs["program_id"])
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"matrix": matrix_of(program, at=timezone.now()), "program": program}


def matrix_csv(request: HttpRequest, program_id: int) -> HttpResponseBase:
    """The same for spreadsheet programs; no cell is taken for a formula."""
    program = program_named(request, program_id)
    rows = write_csv(as_rows(matrix_of(program, at=timezone.now())))
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="playbook.csv"'
    return answer


def map_svg(request: HttpRequest, program_id: int) -> HttpResponse:
    """The picture as a file of its own, legible on light and dark ground."""
    program = program_named(request, program_id)
    active = rows_of(in_order(program.pk).filter(state=Scenario.State.ACTIVE), program.pk)
    context = {"picture": drawn(active), "program": program, "alone": True}
    answer = HttpResponse(render_to_string("moderation/workbench/map.svg", context), content_type="image/svg+xml")
    answer["Content-Disposition"] = 'attachment; filename="playbook.svg"'
    return answer


class PlaybookViewSet(ViewSet):
    name = "playbook"
    url_prefix = "moderation/playbook"
    icon = "list-ol"
    menu_label = _("Playbook")

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Map.as_view(), name="index"),
            path("<int:program_id>/", Map.as_view(), name="map"),
            path("<int:program_id>/new/", NewScenario.as_view(), name="new"),
            path("<int:program_id>/matrix/", Printed.as_view(), name="matrix"),
            path("<int:program_id>/matrix.csv", matrix_csv, name="matrix_csv"),
            path("<int:program_id>/map.svg", map_svg, name="map_svg"),
            path("scenario/<int:scenario_id>/", EditScenario.as_view(), name="edit"),
            path("unmapped/<int:program_id>/", Unmapped.as_view(), name="unmapped"),
        ]
