"""Drills in the workbench: the button, and how long each took to stop."""

import time
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from advocates.actions import drills
from advocates.models import Drill
from advocates.queries import managed_programs
from advocates.queries.keyset import newest_first, number_of
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import OfManagers
from sitewide.errors import NotFound, Refused

A_PAGE = 20


class Drills(OfManagers):
    """Every drill of the person's programs, newest first. A POST runs one."""

    template_name = "advocates/workbench/drills.html"
    page_title = _("Drills")
    header_icon = "time"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *OfManagers.breadcrumbs_items,
        {"url": "", "label": _("Drills")},
    ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programs = managed_programs(self.request.user)
        rows = Drill.objects.filter(program__in=programs).select_related("program", "by", "halt")
        shown = newest_first(rows, self.request.GET, A_PAGE)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "programs": programs, "drills": shown.rows, "newer_url": shown.newer, "older_url": shown.older,
        }  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        program = managed_programs(request.user).filter(pk=number_of(request.POST, "program") or 0).first()
        if program is None:
            raise NotFound(_("There is nothing at this address."))
        try:
            done = drills.run(program, actor=acting(request), at=timezone.now(), clock=time.monotonic)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self.render_to_response(self.get_context_data(), status=refused.status)
        told = {"ms": done.here_ms, "count": done.got_through}
        if done.got_through:
            messages.error(
                request, gettext("%(count)s uses got through after the press: the halt does not hold.") % told
            )
        else:
            messages.success(
                request, gettext("Stopped %(ms)s ms after the press. The worker answers in a moment.") % told
            )
        return redirect("drills:index")
