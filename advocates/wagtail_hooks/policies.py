"""Policies in the workbench: the list, a new one, and the next version of one, seen before it is published for good."""

from typing import Any, ClassVar, cast

from django.db.models import Max, QuerySet
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
from advocates.forms.policies import PublishForm, SourceForm, TranslateForm
from advocates.forms.policy_source import parse, source_of
from advocates.models import Policy, PolicyVersion, Program, Wording
from advocates.queries.changes import changes
from advocates.queries.languages import named
from advocates.queries.policies import coverage, coverages
from advocates.queries.suspended import would_suspend
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramPanel, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

register_permission_policy(Policy, ProgramRows(Policy, actions=("view", "add", "change")))


class Index(OwnRows, generic.IndexView):
    """The policies of the person's programs; the figures are asked for once for each program."""

    def get_base_queryset(self) -> QuerySet[Policy]:
        found: QuerySet[Policy] = super().get_base_queryset().annotate(latest=Max("versions__number"))
        return found

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown, now = list(context["object_list"]), timezone.now()
        programs = Program.objects.filter(policies__in=shown).distinct()
        covered = {one.policy.pk: one for program in programs for one in coverages(program, at=now)}
        for policy in shown:
            policy.covered = covered.get(policy.pk)
        return context | {"object_list": shown}


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
    """What the policy says now; the next version, or a translation: written, looked at, then published for good."""

    template_name = "advocates/workbench/policy.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        return self.page(self.next_form(), self.translation_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if request.POST.get("act") == "translate":
            return self.translate(self.translation_form(request.POST))
        form = self.next_form(request.POST)
        if not form.is_valid():
            return self.page(form, self.translation_form(), status=422)
        given = form.cleaned_data
        text, clauses = parse(given["source"])
        if request.POST.get("act") != "publish":
            return self.page(form, self.translation_form(), preview=self.preview(text, clauses, given))
        try:
            version = policies.publish(
                self.object, text=text, clauses=clauses, binds_from=given.get("binds_from"),
                change=given.get("change", ""), language=given["language"], actor=self.actor, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            return self.page(form, self.translation_form(), status=refused.status)
        told = {"policy": self.object.name, "number": version.number}
        messages.success(request, gettext("Version %(number)s of “%(policy)s” is published.") % told)
        return redirect("policies:edit", self.object.pk)

    def translate(self, form: TranslateForm | None) -> HttpResponse:
        last = self.last()
        if form is None or last is None or not form.is_valid():
            return self.page(self.next_form(), form, status=422)
        text, clauses = parse(form.cleaned_data["source"])
        language = form.cleaned_data["language"]
        try:
            policies.translate(
                last, language=language, text=text, clauses=clauses, actor=self.actor, at=timezone.now()
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            return self.page(self.next_form(), form, status=refused.status)
        told = {"number": last.number, "language": named(language).name}
        messages.success(self.request, gettext("Version %(number)s is published in %(language)s, too.") % told)
        return redirect("policies:edit", self.object.pk)

    @property
    def actor(self) -> User:
        return cast(User, self.request.user)

    def last(self) -> PolicyVersion | None:
        found: PolicyVersion | None = self.object.versions.order_by("-number").first()
        return found

    def next_form(self, data: Any = None) -> PublishForm:
        last = self.last()
        initial = {"source": source_of(last) if last else "", "language": last.language if last else "en"}
        return PublishForm(data, initial=initial, is_first=last is None, attested=self.object.attested)

    def translation_form(self, data: Any = None) -> TranslateForm | None:
        last = self.last()
        return TranslateForm(data, initial={"source": source_of(last)}, prefix="translation") if last else None

    def preview(self, text: str, clauses: Any, given: dict[str, Any]) -> dict[str, Any]:
        """The text as it will read, what it changes, and how many grants it will suspend at once."""
        last, change = self.last(), given.get("change", "")
        now = Wording(given["language"], text, tuple(tuple(clause) for clause in clauses))
        urgent = last is not None and change == PolicyVersion.Change.URGENT and self.object.attested
        return {
            "text": text, "clauses": clauses, "change": change,
            "sections": changes(last.wordings()[last.language], now) if last else (),
            "suspends": would_suspend(self.object.program, timezone.now()) if urgent else 0,
        }  # fmt: skip

    def page(
        self,
        form: PublishForm,
        translation: SourceForm | None,
        *,
        preview: dict[str, Any] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        versions = self.object.versions.select_related("published_by").prefetch_related("translations")
        found = list(versions.order_by("-number")[:50])
        context = {
            "view": self,
            "policy": self.object,
            "form": form,
            "translation": translation,
            "preview": preview,
            "versions": found,
            "next_number": found[0].number + 1 if found else 1,
            "coverage": coverage(self.object, at=timezone.now()),
            "media": form.media,
            "header_title": self.object.name,
            "breadcrumbs_items": self.get_breadcrumbs_items(),
            "header_buttons": [],
        }
        return self.response_class(self.request, self.template_name, context, status=status)


def _latest(policy: Any) -> str:
    return str(policy.latest) if policy.latest else gettext("nothing published")


def _covered(policy: Any) -> str:
    """Nothing for one that nobody has to sign, or that has no text yet."""
    if policy.covered is None:
        return "–"
    return gettext("%(signed)s of %(of)s") % {"signed": policy.covered.signed, "of": policy.covered.of}


class PolicyViewSet(ProgramViewSet):
    model = Policy
    risky = True
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
