"""The weekly list in the workbench: what no scenario fits, in groups, each of which one press turns into a draft."""

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
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.queries.keyset import newest_first, number_of
from advocates.wagtail_hooks.acts import acting
from moderation.actions.playbook.unmapped import draft_from
from moderation.models import Case, UnmappedGroup, UnmappedList
from sitewide.errors import NotFound, Refused

LISTS_AT_ONCE, EXAMPLES = 4, 3


@method_decorator(recently_authenticated, name="dispatch")
class Unmapped(WagtailAdminTemplateMixin, TemplateView):
    """The weekly lists of one program, the newest first. A POST drafts a scenario from a group and opens it."""

    template_name = "moderation/workbench/unmapped.html"
    page_title = _("What no scenario fits")
    header_icon = "help"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        program: Program | None = managed_programs(request.user).filter(pk=kwargs["program_id"]).first()
        if program is None:
            raise NotFound(_("There is nothing at this address."))
        self.program = program

    def get_breadcrumbs_items(self) -> list[Any]:
        first = {"url": reverse("playbook:map", args=[self.program.pk]), "label": _("Playbook")}
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, first, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = UnmappedList.objects.filter(program=self.program).prefetch_related("groups__scenario")
        shown = newest_first(rows, self.request.GET, LISTS_AT_ONCE)
        numbers = [number for one in shown.rows for group in one.groups.all() for number in group.numbers[:EXAMPLES]]
        known = Case.objects.filter(program=self.program).select_related("message").in_bulk(numbers)
        lists = [(one, [(group, examples(group, known)) for group in one.groups.all()]) for one in shown.rows]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "program": self.program, "lists": lists, "newer_url": shown.newer, "older_url": shown.older,
        }  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = number_of(request.POST, "group")
        group = UnmappedGroup.objects.filter(listed__program=self.program, pk=number or 0).first()
        if group is None:
            raise NotFound(_("There is nothing at this address."))
        try:
            draft = draft_from(group, actor=acting(request), at=timezone.now())
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self.render_to_response(self.get_context_data(), status=refused.status)
        messages.success(
            request, gettext("A draft with the conditions of this group. Say what to do, and make it active.")
        )
        return redirect("playbook:edit", draft.pk)


def examples(group: UnmappedGroup, known: dict[int, Case]) -> list[Case]:
    """The first cases of the group."""
    return [known[number] for number in group.numbers[:EXAMPLES] if number in known]
