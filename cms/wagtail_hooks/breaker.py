"""The breaker in the workbench: what tripped, with one press to release or remove it; thresholds and their dry run."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from accounts.recent import recently_authenticated
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.queries.keyset import newest_first, number_of
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import ForManagers, OfManagers, managed_ids
from cms.actions import breaker
from cms.forms.breaker import ThresholdsForm
from cms.models import Breaker, Trip
from cms.queries.dry_run import DryRun
from cms.queries.trips import counted, shown, trips_of
from sitewide.errors import Invalid, NotFound, Refused

OPEN_AT_ONCE, CLOSED_AT_ONCE = 20, 20


@method_decorator(recently_authenticated, name="dispatch")
class Tripped(OfManagers):
    """Everything that tripped in the person's programs, open first. A POST releases or removes one."""

    template_name = "cms/workbench/breaker.html"
    page_title = _("Breaker")
    header_icon = "warning"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Breaker")},
    ]  # fmt: skip
    ACTS: ClassVar[dict[str, tuple[Any, Any]]] = {
        "release": (breaker.release, _("Released: readers see it, and the grants go on.")),
        "remove": (breaker.remove, _("Removed, with everything alike. The grants stay halted.")),
    }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = managed_ids(self.request.user)
        rows = trips_of(own)
        waiting = list(rows.filter(state=Trip.State.OPEN).order_by("-pk")[:OPEN_AT_ONCE])
        closed = newest_first(rows.exclude(state=Trip.State.OPEN), self.request.GET, CLOSED_AT_ONCE)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        off = managed_programs(self.request.user).exclude(breaker__active=True)
        return context | {
            "waiting": shown(waiting), "closed": shown(closed.rows), "newer_url": closed.newer, "older_url": closed.older,
            "counted": counted(own), "off": off, "programs": managed_programs(self.request.user),
        }  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        trip = trips_of(managed_ids(request.user)).filter(pk=number_of(request.POST, "trip") or 0).first()
        action, done = self.ACTS.get(request.POST.get("act", ""), (None, ""))
        if trip is None or action is None:
            raise NotFound(_("There is nothing at this address."))
        try:
            action(trip, actor=acting(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self.render_to_response(self.get_context_data(), status=refused.status)
        messages.success(request, str(done))
        return redirect("breaker:index")


@method_decorator(recently_authenticated, name="dispatch")
class Thresholds(OfManagers):
    """The thresholds of one program: set, tried over what was said before, switched on or off."""

    template_name = "cms/workbench/thresholds.html"
    page_title = _("Thresholds")
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("breaker:index"), "label": _("Breaker")}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, first, {"url": "", "label": _("Thresholds")}]

    def get(self, request: HttpRequest, program_id: int) -> HttpResponse:
        kept = self._breaker(program_id)
        return self._page(kept, ThresholdsForm(instance=kept))

    def post(self, request: HttpRequest, program_id: int) -> HttpResponse:
        kept, act = self._breaker(program_id), request.POST.get("act", "")
        about: dict[str, Any] = {"actor": acting(request), "at": timezone.now()}
        form = ThresholdsForm(request.POST if act == "set" else None, instance=self._breaker(program_id))
        if act == "set" and not form.is_valid():
            return self._page(kept, form, status=422)
        try:
            if act == "try":
                run = breaker.try_out(kept.program, **about)
                return self._page(self._breaker(program_id), form, run=run)
            messages.success(request, self._done(act, kept.program, form, about))
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self._page(kept, form, status=refused.status)
        return redirect("breaker:thresholds", program_id)

    @staticmethod
    def _done(act: str, program: Program, form: ThresholdsForm, about: dict[str, Any]) -> str:
        if act == "set":
            breaker.set_thresholds(program, **about, **form.cleaned_data)
            return gettext("Kept. Try them over what was said before; then switch them on.")
        if act == "on":
            breaker.switch_on(program, **about)
            return gettext("The breaker is on, from the next act on.")
        if act == "off":
            breaker.switch_off(program, **about)
            return gettext("The breaker is off: nothing trips any more.")
        raise Invalid(_("Choose what to do with the breaker."), code="act")

    def _page(
        self, kept: Breaker, form: ThresholdsForm, *, run: DryRun | None = None, status: int = 200
    ) -> HttpResponse:
        context = self.get_context_data(breaker=kept, form=form, run=run, media=form.media)
        return self.render_to_response(context, status=status)

    def _breaker(self, program_id: int) -> Breaker:
        program = managed_programs(self.request.user).filter(pk=program_id).first()
        if program is None:
            raise NotFound(_("There is nothing at this address."))
        return Breaker.objects.filter(program=program).select_related("program").first() or Breaker(program=program)


class BreakerViewSet(ViewSet):
    name = "breaker"
    url_prefix = "breaker"
    icon = "warning"
    menu_label = _("Breaker")
    menu_order = 121
    menu_item_class = ForManagers
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", Tripped.as_view(), name="index"),
            path("thresholds/<int:program_id>/", Thresholds.as_view(), name="thresholds"),
        ]


@hooks.register("register_admin_viewset")
def breaker_viewset() -> BreakerViewSet:
    return BreakerViewSet()
