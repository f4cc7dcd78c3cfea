"""Courses, the rights that rest on them, and who is certified, in the workbench."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from advocates.actions import certifications, requirements
from advocates.forms.learning import RevokeCertificationForm
from advocates.forms.training import RequireForm
from advocates.forms.workbench import NothingForm
from advocates.models import Certification, Requirement
from advocates.queries import managed_programs
from advocates.rights.words import LABELS
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.wagtail_hooks.courses import CourseViewSet
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

register_permission_policy(Certification, ProgramRows(Certification, actions=("view", "change")))
register_permission_policy(Requirement, ProgramRows(Requirement, actions=("view", "add", "change")))


def certified(one: Certification) -> Any:
    if one.revoked_at:
        return _("revoked")
    return _("valid") if one.expires_at > timezone.now() else _("expired")


class Certifications(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]
    page_title = _("Certificates")
    show_add_button = False

    def get_base_queryset(self) -> QuerySet[Certification]:
        found: QuerySet[Certification] = super().get_base_queryset().select_related("member", "course", "program")
        return found


class Certificate(OneWithActs):
    """One certificate, and its revocation."""

    template_name = "advocates/workbench/certification.html"
    page_title = _("Certificate")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"revoke": RevokeCertificationForm}

    def get_page_subtitle(self) -> str:
        return f"{self.object.course}: {self.object.member.in_full}"

    def possible(self) -> set[str]:
        return set() if self.object.revoked_at else {"revoke"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        certifications.revoke(self.object, actor=acting(self.request), at=timezone.now(), **given)
        return gettext("The certificate is revoked: rights that rest on it are suspended.")

    def facts(self) -> dict[str, Any]:
        return {"certification": self.object, "state": certified(self.object)}


class CertificationViewSet(ProgramViewSet):
    model = Certification
    name = "certifications"
    url_prefix = "training/certificates"
    icon = "success"
    menu_label = _("Certificates")
    pages = ("index", "edit")
    index_view_class = Certifications
    edit_view_class = Certificate
    form_fields: ClassVar[list[str]] = ["reason"]
    ordering = ("-pk",)
    search_fields: ClassVar[list[str]] = ["member__name", "member__handle", "member__pseudonym", "course__title"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("member", label=_("Member"), accessor="member.in_full", url_name="certifications:edit"),
        Column("course", label=_("Course")),
        StatusTagColumn(
            "state", label=_("State"), accessor=certified, primary=lambda one: certified(one) == _("valid")
        ),
        DayColumn("passed_at", label=_("Passed"), sort_key="passed_at"),
        DayColumn("expires_at", label=_("Until"), sort_key="expires_at"),
    ]


def binding(one: Requirement) -> Any:
    if one.ended_at:
        return _("waived")
    return _("binds") if one.binds_from <= timezone.now() else _("to come")


class Requirements(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Require a course …")

    def get_base_queryset(self) -> QuerySet[Requirement]:
        found: QuerySet[Requirement] = super().get_base_queryset().select_related("program", "course", "made_by")
        return found


class Require(Refusing, generic.CreateView):
    page_title = _("Require a course")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Require it")

    def get_form(self, form_class: Any = None) -> RequireForm:
        data = self.request.POST if self.request.method == "POST" else None
        return RequireForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        try:
            made = requirements.require(given.pop("program"), actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("The right rests on the course."))
        return redirect("requirements:edit", made.pk)


class Required(OneWithActs):
    template_name = "advocates/workbench/requirement.html"
    page_title = _("Required course")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"waive": NothingForm}

    def get_page_subtitle(self) -> str:
        return f"{LABELS[self.object.right]}: {self.object.course}"

    def possible(self) -> set[str]:
        return set() if self.object.ended_at else {"waive"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        requirements.waive(self.object, actor=acting(self.request), at=timezone.now())
        return gettext("The right no longer rests on the course.")

    def facts(self) -> dict[str, Any]:
        return {"requirement": self.object, "state": binding(self.object), "label": LABELS[self.object.right]}


class RequirementViewSet(ProgramViewSet):
    model = Requirement
    name = "requirements"
    url_prefix = "training/required"
    icon = "key"
    menu_label = _("Required for rights")
    index_view_class = Requirements
    add_view_class = Require
    edit_view_class = Required
    form_fields: ClassVar[list[str]] = ["right"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        Column("right", label=_("Right"), accessor=lambda one: LABELS[one.right]),
        Column("course", label=_("Course")),
        StatusTagColumn("state", label=_("State"), accessor=binding, primary=lambda one: binding(one) == _("binds")),
        DayColumn("binds_from", label=_("Binds from"), sort_key="binds_from"),
        Column("made_by", label=_("Made by")),
    ]


class TrainingGroup(ViewSetGroup):
    menu_label = _("Training")
    menu_name = "training"
    menu_icon = "openquote"
    menu_order = 115
    items = (CourseViewSet, RequirementViewSet, CertificationViewSet)


@hooks.register("register_admin_viewset")
def training_group() -> TrainingGroup:
    return TrainingGroup()
