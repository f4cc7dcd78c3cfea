"""Policies in the workbench: the list, a new one, and the next version of one, seen before it is published for good."""

from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.models import User
from advocates.actions import policies
from advocates.forms.policies import PublishForm
from advocates.forms.policy_source import parse, source_of
from advocates.models import Policy
from advocates.models.policy import whole_text
from advocates.queries.policies import coverage
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

register_permission_policy(Policy, ProgramRows(Policy, actions=("view", "add", "change")))


class Index(OwnRows, generic.IndexView):
    """The policies of the person's programs."""


class Create(ByAction, generic.CreateView):
    def act(self, form: Any) -> Policy:
        given = form.cleaned_data
        return policies.create_policy(
            given["program"], name=given["name"], attested=given["attested"],
            governs_messages=given["governs_messages"], actor=self.request.user, at=timezone.now(),
        )  # fmt: skip

    def get_success_url(self) -> str:
        return reverse("policies:edit", args=[cast(Policy, self.object).pk])


class Publish(OwnRows, generic.EditView):
    """What the policy says now, and the next version: written, looked at, then published for good."""

    template_name = "advocates/workbench/policy.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        last = self.object.versions.order_by("-number").first()
        return self.page(PublishForm(initial={"source": source_of(last) if last else ""}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        form = PublishForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        text, clauses = parse(form.cleaned_data["source"])
        if request.POST.get("act") != "publish":
            return self.page(form, preview={"text": text, "clauses": clauses, "whole": whole_text(text, clauses)})
        try:
            version = policies.publish(
                self.object, text=text, clauses=clauses, binds_from=form.cleaned_data["binds_from"],
                actor=cast(User, request.user), at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            return self.page(form, status=refused.status)
        told = {"policy": self.object.name, "number": version.number}
        messages.success(request, gettext("Version %(number)s of “%(policy)s” is published.") % told)
        return redirect("policies:edit", self.object.pk)

    def page(self, form: PublishForm, preview: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        versions = list(self.object.versions.select_related("published_by").order_by("-number"))
        signed, enrolled = coverage(self.object, at=timezone.now())
        context = {
            "view": self,
            "policy": self.object,
            "form": form,
            "preview": preview,
            "versions": versions,
            "next_number": versions[0].number + 1 if versions else 1,
            "signed": signed,
            "enrolled": enrolled,
            "media": form.media,
            "header_title": self.object.name,
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "header_buttons": [],
        }
        return self.response_class(self.request, self.template_name, context, status=status)


def _latest(policy: Policy) -> str:
    last = policy.versions.order_by("-number").first()
    return str(last.number) if last else gettext("nothing published")


def _covered(policy: Policy) -> str:
    signed, enrolled = coverage(policy, at=timezone.now())
    return gettext("%(signed)s of %(enrolled)s") % {"signed": signed, "enrolled": enrolled} if policy.attested else "–"


class PolicyViewSet(ProgramViewSet):
    model = Policy
    name = "policies"
    url_prefix = "program/policies"
    icon = "doc-full"
    menu_label = _("Policies")
    index_view_class = Index
    add_view_class = Create
    edit_view_class = Publish
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("latest", label=_("Version"), accessor=_latest),
        BooleanColumn("attested", label=_("Must be attested")),
        BooleanColumn("governs_messages", label=_("Governs messages")),
        Column("coverage", label=_("Signed by"), accessor=_covered),
    ]
    edit_handler = ObjectList(
        [ProgramPanel("program"), FieldPanel("name"), FieldPanel("attested"), FieldPanel("governs_messages")],
        base_form_class=OwnProgramForm,
    )
