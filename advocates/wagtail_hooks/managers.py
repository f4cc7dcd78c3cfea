"""Who manages the program, in the workbench."""

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.models import User
from advocates.actions import programs
from advocates.models import CommunityManager
from advocates.workbench import ByAction, OwnProgramForm, OwnRows, ProgramRows, ProgramViewSet
from sitewide.errors import Refused

register_permission_policy(CommunityManager, ProgramRows(CommunityManager, actions=("view", "add", "delete")))


class AppointForm(OwnProgramForm):
    """Names the person by address, so that nobody has to look through all members."""

    address = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of an account that exists; its owner may enter the workbench from then on."),
    )

    class Meta:
        model = CommunityManager
        fields = ["program", "title"]

    field_order = ["program", "address", "title"]

    def clean_address(self) -> User:
        found = User.objects.filter(email__iexact=self.cleaned_data["address"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody with this address has an account: ask them to sign up first."))
        return found


class Index(OwnRows, generic.IndexView):
    """The managers of the person's programs."""

    add_item_label = _("Appoint a manager")

    def get_list_more_buttons(self, instance: CommunityManager) -> list[Any]:
        return [MenuItem(gettext("Dismiss …"), url=self.get_delete_url(instance), icon_name="cross", priority=10)]


class Appoint(ByAction, generic.CreateView):
    page_title = _("Appoint")
    submit_button_label = _("Appoint")
    submit_button_active_label = _("Appointing …")

    def act(self, form: Any) -> CommunityManager:
        given = form.cleaned_data
        return programs.appoint_manager(
            given["program"], member=given["address"], title=given["title"], actor=self.request.user, at=timezone.now()
        )

    def get_success_buttons(self) -> list[Any]:
        return []


class Dismiss(OwnRows, generic.DeleteView):
    page_title = _("Dismiss")

    @property
    def confirmation_message(self) -> str:
        told = {"member": self.object.member, "program": self.object.program}
        return _("%(member)s will no longer manage %(program)s, and the workbench is shut to them.") % told

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            programs.dismiss_manager(self.object, actor=self.request.user, at=timezone.now())
        except Refused as refused:
            messages.error(self.request, str(refused.sentence))
        else:
            messages.success(self.request, self.get_success_message())
        return HttpResponse(status=302, headers={"Location": self.get_success_url()})


class ManagerViewSet(ProgramViewSet):
    model = CommunityManager
    risky = True
    name = "managers"
    url_prefix = "program/managers"
    icon = "user"
    menu_label = _("Managers")
    pages = ("index", "add", "delete")
    index_view_class = Index
    add_view_class = Appoint
    delete_view_class = Dismiss
    list_display: ClassVar[list[Any]] = [
        "member",
        Column("title", label=_("Title")),
        Column("program", label=_("Program")),
        DateColumn("since", label=_("Since")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[AppointForm]:
        return AppointForm
