"""Where a program stands, and what waits on the workbench's first page."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from advocates.models import Program
from advocates.queries import managed_programs
from advocates.queries.applications import Waiting, waiting
from advocates.queries.policies import Coverage, coverages
from advocates.queries.readiness import Point, before_you_go_live
from advocates.queries.vetting import Agreement, agreement_of
from advocates.wagtail_hooks.waits import everything
from advocates.workbench import OfManagers


@dataclass(frozen=True, slots=True)
class Standing:
    """One program with what waits, what it lacks, its advocates, who of them signed which policy, and how
    often reviewers agree."""

    program: Program
    waiting: Waiting
    late: bool
    points: list[Point]
    advocates: int
    policies: list[Coverage]
    agreement: Agreement

    @property
    def missing(self) -> int:
        return sum(not point.holds for point in self.points)


def standing(program: Program) -> Standing:
    now = timezone.now()
    sent = waiting(program)
    enrolled = program.enrolments.filter(ended_at=None, term_starts__lte=now, term_ends__gt=now).count()
    signed, agreed = coverages(program, at=now), agreement_of(program)
    return Standing(program, sent, sent.is_late(now), before_you_go_live(program), enrolled, signed, agreed)


class OverviewView(OfManagers):
    template_name = "advocates/workbench/overview.html"
    page_title = _("Program")
    header_icon = "group"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *OfManagers.breadcrumbs_items,
        {"url": "", "label": _("Program")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = managed_programs(self.request.user)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"standings": [standing(program) for program in own]}


class WaitingPanel(Component):
    """Applications that wait, with the oldest's age against the promise, for each program of the manager; then whatever
    else waits for them."""

    name = "applications"
    template_name = "advocates/workbench/waiting_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        request: HttpRequest = parent_context["request"]
        now = timezone.now()
        found = [waiting(program) for program in managed_programs(request.user)]
        rows = [{"waiting": one, "late": one.is_late(now)} for one in found]
        return {"rows": rows, "others": everything(request), "request": request}
