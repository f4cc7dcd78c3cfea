"""One scenario in the workbench: new, changed, with the versions that were kept of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.recent import recently_authenticated
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import managed_ids
from moderation.actions.playbook.scenarios import save_scenario
from moderation.forms.playbook import ScenarioForm
from moderation.models import Scenario, ScenarioVersion
from moderation.queries.playbook.lines import in_order
from sitewide.errors import NotFound, Refused

VERSIONS_SHOWN = 20


class _ScenarioPage(WagtailAdminTemplateMixin, TemplateView):
    """The form of a scenario. What the action refuses stands above the form, which keeps what was typed."""

    template_name = "moderation/workbench/scenario.html"
    header_icon = "list-ol"

    def scenario(self) -> Scenario:
        """The row that the form is about. Refuses (404) what the person does not manage."""
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("playbook:map", args=[self.one.program_id]), "label": _("Playbook")}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, first, {"url": "", "label": self.get_page_title()}]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.one = self.scenario()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(ScenarioForm(scenario=self.one))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ScenarioForm(request.POST, scenario=self.one)
        if not form.is_valid():
            messages.error(request, gettext("Nothing was saved: see below."))
            return self.page(form, status=422)
        self.one.number = self.read_number(request)
        try:
            saved = save_scenario(form.written(), actor=acting(request), at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            return self.page(form, status=refused.status)
        messages.success(request, gettext("Kept as version %(number)s.") % {"number": saved.number})
        return redirect("playbook:map", saved.program_id)

    def read_number(self, request: HttpRequest) -> int:
        """The version that the form was opened on, so that nobody overwrites what they have not read."""
        sent = request.POST.get("number", "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else self.one.number

    def page(self, form: ScenarioForm, *, status: int = 200) -> HttpResponse:
        versions = ScenarioVersion.objects.filter(scenario=self.one.pk).select_related("by").order_by("-number")
        context = self.get_context_data(
            form=form, media=form.media, scenario=self.one, program=self.one.program, versions=versions[:VERSIONS_SHOWN]
        )
        return self.render_to_response(context, status=status)


@method_decorator(recently_authenticated, name="dispatch")
class NewScenario(_ScenarioPage):
    page_title = _("New scenario")

    def scenario(self) -> Scenario:
        program = managed_programs(self.request.user).filter(pk=self.kwargs["program_id"]).first()
        if program is None:
            raise NotFound(_("There is nothing at this address."))
        return Scenario(program=program)


@method_decorator(recently_authenticated, name="dispatch")
class EditScenario(_ScenarioPage):
    page_title = _("Scenario")

    def scenario(self) -> Scenario:
        rows = Scenario.objects.filter(pk=self.kwargs["scenario_id"], program__in=managed_ids(self.request.user))
        known = rows.values_list("program", flat=True).first()
        found = in_order(known).select_related("program__root_page").filter(pk=rows[0].pk).first() if known else None
        if found is None:
            raise NotFound(_("There is nothing at this address."))
        return found
