"""Invitation links in the workbench: made, shown once, counted, revoked."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.actions import invitations
from advocates.forms.invitations import LinkForm
from advocates.forms.workbench import NothingForm
from advocates.models import InvitationLink
from advocates.queries import address_of, managed_programs
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

register_permission_policy(InvitationLink, ProgramRows(InvitationLink, actions=("view", "add", "change")))


def state(link: InvitationLink) -> Any:
    if link.revoked_at:
        return _("revoked")
    if link.ends_at <= timezone.now():
        return _("over")
    return _("open") if link.uses < link.most_uses else _("used up")


class Index(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Make a link")

    def get_base_queryset(self) -> QuerySet[InvitationLink]:
        found: QuerySet[InvitationLink] = super().get_base_queryset().select_related("program", "made_by")
        return found


class Make(Refusing, generic.CreateView):
    """Answers with the address itself: it is not shown again."""

    page_title = _("Make an invitation link")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Make the link")

    def get_form(self, form_class: Any = None) -> LinkForm:
        data = self.request.POST if self.request.method == "POST" else None
        return LinkForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = dict(form.cleaned_data)
        program = given.pop("program")
        try:
            link, secret = invitations.make(program, actor=acting(self.request), at=timezone.now(), **given)
        except Refused as refusal:
            return self.refused(form, refusal)
        return self.shown(link, f"{address_of(program)}{reverse('invited', args=[secret])}")

    def shown(self, link: InvitationLink, address: str) -> HttpResponse:
        context = {
            "view": self, "link": link, "state": state(link), "forms": {}, "address": address, "header_buttons": [],
            "header_title": str(link), "header_icon": "link", "breadcrumbs_items": self.get_breadcrumbs_items(),
        }  # fmt: skip
        return self.response_class(self.request, "advocates/workbench/invitation.html", context)


class One(OneWithActs):
    template_name = "advocates/workbench/invitation.html"
    page_title = _("Invitation link")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"revoke": NothingForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        return {"revoke"} if self.object.is_open(timezone.now()) else set()

    def do(self, act: str, given: dict[str, Any]) -> str:
        invitations.revoke(self.object, actor=acting(self.request), at=timezone.now())
        return gettext("The link is revoked: it opens nothing any more.")

    def facts(self) -> dict[str, Any]:
        return {"link": self.object, "state": state(self.object)}


class InvitationViewSet(ProgramViewSet):
    model = InvitationLink
    name = "invitations"
    url_prefix = "program/links"
    icon = "link"
    menu_label = _("Invitation links")
    index_view_class = Index
    add_view_class = Make
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["purpose"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        "purpose",
        StatusTagColumn("state", label=_("State"), accessor=state, primary=lambda one: state(one) == _("open")),
        Column("used", label=_("Uses"), accessor=lambda one: f"{one.uses} / {one.most_uses}"),
        DayColumn("ends_at", label=_("Ends"), sort_key="ends_at"),
        Column("made_by", label=_("Made by")),
        Column("program", label=_("Program")),
    ]
