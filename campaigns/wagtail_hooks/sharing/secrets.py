"""The secrets that shops sign their calls with. Each is shown once."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.queries import address_of, managed_programs
from advocates.wagtail_hooks.acts import DayColumn, OneWithActs, Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions import referrals
from campaigns.forms.sharing_workbench import SecretForm
from campaigns.models import ReferralSecret
from sitewide.errors import Refused

register_permission_policy(ReferralSecret, ProgramRows(ReferralSecret, actions=("view", "add", "change")))


class Index(OwnRows, generic.IndexView):
    any_permission_required: ClassVar[list[str]] = ["view"]
    add_item_label = _("Make a secret …")

    def get_base_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_base_queryset().select_related("program", "made_by")
        found: QuerySet[Any] = rows.annotate(used_at=Max("conversions__at"))
        return found


class Make(Refusing, generic.CreateView):
    """A name, and then the secret, on a page that is not to be had again."""

    page_title = _("Make a secret")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Make it")

    def get_form(self, form_class: Any = None) -> SecretForm:
        data = self.request.POST if self.request.method == "POST" else None
        return SecretForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        given = form.cleaned_data
        program = given["program"]
        try:
            made, text = referrals.make_secret(
                program, name=given["name"], actor=acting(self.request), at=timezone.now()
            )  # fmt: skip
        except Refused as refusal:
            return self.refused(form, refusal)
        address = address_of(program) + reverse("referral_call", args=[program.slug])
        context = self.get_context_data(form=form) | {"secret": made, "text": text, "address": address}
        answer = self.response_class(self.request, "campaigns/workbench/secret_made.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


class EndForm(forms.Form):
    """Nothing to type: the button says it."""


class One(OneWithActs):
    template_name = "campaigns/workbench/secret.html"
    page_title = _("Secret")
    acts: ClassVar[dict[str, type[forms.Form]]] = {"end": EndForm}

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def possible(self) -> set[str]:
        return set() if self.object.ended_at else {"end"}

    def do(self, act: str, given: dict[str, Any]) -> str:
        referrals.end_secret(self.object, actor=acting(self.request), at=timezone.now())
        return gettext("The secret has ended: calls that are signed with it are refused.")


def ended(secret: ReferralSecret) -> Any:
    return _("ended") if secret.ended_at else _("live")


class SecretViewSet(ProgramViewSet):
    model = ReferralSecret
    name = "referral_secrets"
    url_prefix = "sharing/secrets"
    icon = "key"
    menu_label = _("Secrets of the shop")
    risky = True
    index_view_class = Index
    add_view_class = Make
    edit_view_class = One
    form_fields: ClassVar[list[str]] = ["name"]
    ordering = ("-pk",)
    list_display: ClassVar[list[Any]] = [
        TitleColumn("name", label=_("Name"), url_name="referral_secrets:edit"),
        Column("state", label=_("State"), accessor=ended),
        DayColumn("made_at", label=_("Made")),
        Column("made_by", label=_("By")),
        DateColumn("used_at", label=_("Last order")),
    ]
