"""A new campaign: from a template that comes with the product, from one of the program's own, or from nothing."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views import generic

from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import Refusing, acting
from campaigns.actions.campaigns import draft, drop_template
from campaigns.forms.campaigns import DraftForm
from campaigns.models import CampaignTemplate, Goal
from campaigns.plans import Plan, plan_of
from campaigns.ready import READY
from sitewide.errors import NotFound, Refused

NOTHING = Plan("")


def named(request: HttpRequest, key: str) -> Plan:
    """The plan that an address names. Refuses (404) what is none, or another program's."""
    if key == "nothing":
        return NOTHING
    if key in READY:
        return READY[key]
    found = None
    if key.isascii() and key.isdecimal() and len(key) < 19:
        own = CampaignTemplate.objects.filter(program__in=managed_programs(request.user))
        found = own.filter(pk=int(key)).first()
    if found is None:
        raise NotFound(_("There is no such template."))
    return plan_of(found.plan)


class New(Refusing, generic.CreateView):
    page_title = _("New campaign")
    template_name = "campaigns/workbench/new_campaign.html"
    submit_button_label = _("Make the draft")

    def get_form(self, form_class: Any = None) -> DraftForm:
        data = self.request.POST if self.request.method == "POST" else None
        plan = self._plan()
        return DraftForm(
            data, programs=managed_programs(self.request.user), initial={"name": plan.name if plan else ""}
        )

    def _plan(self) -> Plan | None:
        key = self.request.GET.get("template", "")
        return named(self.request, key) if key else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programs = managed_programs(self.request.user)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "action_url": self.request.get_full_path(), "plan": self._plan(), "ready": READY.items(),
            "goals": Goal.objects.filter(program__in=programs).exists(),
            "saved": [(one, plan_of(one.plan)) for one in CampaignTemplate.objects.filter(program__in=programs)],
        }  # fmt: skip

    def form_valid(self, form: Any) -> HttpResponse:
        given, plan = dict(form.cleaned_data), self._plan() or NOTHING
        plan = replace(plan, name=given.pop("name"))
        try:
            made = draft(given.pop("program"), plan, actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("The draft is made. The checklist says what it still lacks."))
        return redirect("campaigns:edit", made.pk)


@require_POST
def drop(request: HttpRequest, template_id: int) -> HttpResponse:
    """Delete a template of one's own program."""
    found = CampaignTemplate.objects.filter(pk=template_id).select_related("program").first()
    if found is None:
        raise NotFound(_("There is no such template."))
    drop_template(found, actor=acting(request), at=timezone.now())
    messages.success(request, gettext("The template is deleted; campaigns made from it stay."))
    return redirect("campaigns:add")
