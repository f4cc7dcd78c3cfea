"""The dated table of thresholds in the workbench: lines are added, with a reason and a source, and never changed."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from accounts.recent import recently_authenticated
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import Refusing, acting
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.actions.budget import treasury_of
from campaigns.actions.tax import table
from campaigns.forms.tax import ThresholdForm
from campaigns.models import TaxThreshold
from campaigns.queries.amounts import told
from campaigns.queries.countries import name_of
from campaigns.queries.tax.table import kinds_named, known_lines
from campaigns.wagtail_hooks.tax import program_of
from sitewide.errors import Refused

register_permission_policy(TaxThreshold, ProgramRows(TaxThreshold, actions=("view", "add")))


class Index(OwnRows, generic.IndexView):
    """The tables of the person's programs, what began last first; below it what can be taken over."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    template_name = "campaigns/workbench/tax_table.html"
    add_item_label = _("Add a line")

    def get_base_queryset(self) -> QuerySet[TaxThreshold]:
        found: QuerySet[TaxThreshold] = super().get_base_queryset().select_related("program", "entered_by")
        return found

    def get_list_more_buttons(self, instance: TaxThreshold) -> list[Any]:
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        payers = [(code, name_of(code), known[0]["currency"]) for code, known in known_lines().items()]
        own = managed_programs(self.request.user).select_related("treasury")
        offers = [
            (program, code, name)
            for program in own
            for code, name, currency in payers
            if getattr(getattr(program, "treasury", None), "currency", "") == currency
        ]
        return context | {"offers": offers, "payers": payers}


class Add(Refusing, generic.CreateView):
    page_title = _("Line of the tax table")
    template_name = "wagtailadmin/generic/form.html"
    submit_button_label = _("Add the line")

    def get_form(self, form_class: Any = None) -> ThresholdForm:
        data = self.request.POST if self.request.method == "POST" else None
        return ThresholdForm(data, programs=managed_programs(self.request.user))

    def form_valid(self, form: Any) -> HttpResponse:
        program = form.cleaned_data["program"]
        about = {"reason": form.cleaned_data["reason"], "actor": acting(self.request), "at": timezone.now()}
        try:
            table.enter(program, form.terms(treasury_of(program).currency), **about)
        except Refused as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, gettext("The line is in the table, and on the record."))
        return redirect(reverse("tax_table:index"))


def take_over(request: HttpRequest, program_id: int) -> HttpResponse:
    """Enter the lines that come with the product, by a press."""
    program = program_of(request, program_id)
    if request.method != "POST":
        return redirect("tax_table:index")
    try:
        made = len(
            table.take_over(program, payer=request.POST.get("payer", ""), actor=acting(request), at=timezone.now())
        )
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("tax_table:index")
    shown = ngettext("%(n)s line is in the table now.", "%(n)s lines are in the table now.", made) % {"n": made}
    messages.success(request, shown)
    return redirect("tax_table:index")


def held(row: TaxThreshold) -> str:
    begins = date_format(row.valid_from, "j M Y")
    if row.valid_to is None:
        return gettext("from %(day)s") % {"day": begins}
    return f"{begins} – {date_format(row.valid_to, 'j M Y')}"


class TaxTableViewSet(ProgramViewSet):
    model = TaxThreshold
    name = "tax_table"
    url_prefix = "rewards/tax-table"
    icon = "table"
    menu_label = _("Tax table")
    risky = True
    pages = ("index", "add")
    index_view_class = Index
    add_view_class = Add
    index_template_name = Index.template_name
    form_fields: ClassVar[list[str]] = ["form"]
    ordering = ("-valid_from", "-pk")
    list_display: ClassVar[list[Any]] = [
        Column("country", label=_("People in"), accessor=lambda row: name_of(row.country) or _("everywhere else")),
        Column("form", label=_("Form")),
        Column("threshold", label=_("From"), accessor=lambda row: told(row.threshold, row.currency)),
        Column("covers", label=_("What counts"), accessor=lambda row: kinds_named(row.covers)),
        Column("valid_from", label=_("Holds"), accessor=held, sort_key="valid_from"),
        Column("source", label=_("Source")),
        Column("entered_by", label=_("Entered by"), accessor="entered_by.in_full"),
        Column("program", label=_("Program")),
    ]

    def get_urlpatterns(self) -> list[Any]:
        take = recently_authenticated(take_over)
        return [*super().get_urlpatterns(), path("<int:program_id>/take-over/", take, name="take_over")]
