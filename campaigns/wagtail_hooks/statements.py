"""What each member has and how it came about, in the workbench. What is adjusted by hand is in `adjustments`."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.permissions import register_permission_policy

from advocates.queries.keyset import newest_first
from advocates.workbench import OwnRows, ProgramRows, ProgramViewSet
from campaigns.models import Account
from campaigns.queries.ledger import PAGE, page_of_statement, statement_of, totals_of
from campaigns.queries.lots import holdings_of

register_permission_policy(Account, ProgramRows(Account, actions=("view", "change")))


class OfMembers(OwnRows):
    """Accounts of members; the program's own sides are no accounts to look at."""

    def get_base_queryset(self) -> QuerySet[Account]:
        found: QuerySet[Account] = super().get_base_queryset().filter(kind=Account.Kind.ADVOCATE)
        return found.select_related("holder", "program")

    def get_queryset(self) -> QuerySet[Account]:
        found: QuerySet[Account] = super().get_queryset().filter(kind=Account.Kind.ADVOCATE)
        return found


class Index(OfMembers, generic.IndexView):
    """The accounts of the person's programs, most points first."""

    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_list_more_buttons(self, instance: Account) -> list[Any]:
        return []


class Statement(OfMembers, generic.EditView):
    """Every line of one account. Only shown: points move by what is done, never by a form."""

    template_name = "campaigns/workbench/statement.html"
    page_title = _("Statement")

    def get_page_subtitle(self) -> str:
        return str(self.object.holder.in_full)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        program, holder = self.object.program, self.object.holder
        part = newest_first(statement_of(program, holder), request.GET, PAGE)
        context = {
            "view": self, "account": self.object, "part": part, "totals": totals_of(program, holder),
            "holdings": holdings_of(program, holder, at=timezone.now()),
            "statement": page_of_statement(program, holder, part.rows), "header_title": self.get_page_subtitle(),
            "breadcrumbs_items": self.get_breadcrumbs_items(), "header_buttons": [], "header_icon": self.header_icon,
        }  # fmt: skip
        return self.response_class(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseNotAllowed(["GET", "HEAD"])


class AccountViewSet(ProgramViewSet):
    model = Account
    name = "statements"
    url_prefix = "rewards/statements"
    icon = "history"
    menu_label = _("Statements")
    pages = ("index", "edit")
    index_view_class = Index
    edit_view_class = Statement
    form_fields: ClassVar[list[str]] = ["kind"]
    ordering = ("-balance", "pk")
    search_fields: ClassVar[list[str]] = ["holder__name", "holder__handle", "holder__pseudonym", "holder__email"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn("holder", label=_("Member"), accessor="holder.in_full", url_name="statements:edit"),
        Column("balance", label=_("Points"), sort_key="balance"),
        Column("lifetime", label=_("Ever earned"), sort_key="lifetime"),
        Column("program", label=_("Program")),
    ]
