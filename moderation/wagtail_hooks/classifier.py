"""The classifier: what it learnt, how good it is, and the switch. It sorts and never decides."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from accounts.recent import recently_authenticated
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import ForManagers, OfManagers
from moderation.actions.classifier import ask_to_learn, switch_classifier
from moderation.classifier.learning import FEWEST, FEWEST_OF_EACH, LIKELY, is_installed
from moderation.models import Classifier
from sitewide.errors import NotFound, Refused

RELOAD_SECONDS = "3"


@method_decorator(recently_authenticated, name="dispatch")
class Classifiers(OfManagers):
    """One classifier a program. A POST teaches it or switches it."""

    template_name = "moderation/workbench/classifier.html"
    page_title = _("Classifier")
    header_icon = "view"
    breadcrumbs_items: ClassVar[list[Any]] = [*OfManagers.breadcrumbs_items, {"url": "", "label": _("Classifier")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programs = list(managed_programs(self.request.user).filter(practice_of=None))
        known = {row.program_id: row for row in Classifier.objects.filter(program__in=programs)}
        rows = [known.get(program.pk) or Classifier(program=program) for program in programs]
        numbers = {"fewest": FEWEST, "each": FEWEST_OF_EACH, "likely": LIKELY}
        context: dict[str, Any] = super().get_context_data(rows=rows, installed=is_installed(), **numbers, **kwargs)
        return context

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(context, **kwargs)
        if any(row.asked_at for row in context["rows"]):
            response["Refresh"] = RELOAD_SECONDS
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        own = managed_programs(request.user).filter(practice_of=None)
        program = next((one for one in own if str(one.pk) == request.POST.get("program")), None)
        if program is None:
            raise NotFound(_("There is nothing at this address."))
        try:
            messages.success(request, self._done(request, program))
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return self.render_to_response(self.get_context_data(), status=refused.status)
        return redirect("classifier:index")

    @staticmethod
    def _done(request: HttpRequest, program: Program) -> str:
        about: dict[str, Any] = {"actor": acting(request), "at": timezone.now()}
        act = request.POST.get("act", "")
        if act == "teach":
            ask_to_learn(program, **about)
            return gettext("A worker lets it learn now.")
        if act not in {"on", "off"}:
            raise NotFound(_("There is nothing at this address."))
        row = switch_classifier(program, active=act == "on", **about)
        return gettext("It sorts, from the next case on.") if row.active else gettext("It sorts no more.")


class ClassifierViewSet(ViewSet):
    name = "classifier"
    url_prefix = "moderation/classifier"
    icon = "view"
    menu_label = _("Classifier")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [path("", Classifiers.as_view(), name="index")]
