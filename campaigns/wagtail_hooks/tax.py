"""Tax in the workbench: everybody's year against the table, one person with their form, and the year as sheets."""

from typing import Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from accounts.models import User
from accounts.recent import recently_authenticated
from advocates.forms.workbench import NothingForm
from advocates.models import Program
from advocates.queries import managed_programs
from advocates.wagtail_hooks.acts import acting
from advocates.workbench import ForManagers
from campaigns.actions.tax import exporting
from campaigns.actions.tax import forms as acts
from campaigns.forms.tax import CheckForm, RefuseForm
from campaigns.models import TaxForm
from campaigns.queries.countries import name_of
from campaigns.queries.tax.standing import Standing, everybody_in, standings_of
from campaigns.queries.tax.table import table_of
from campaigns.queries.tax.values import lines_of, year_of
from campaigns.views.tax import year_asked
from sitewide.errors import NotFound, Refused
from sitewide.sheets import write_csv

PAGE = 50
SHOWS = {"": _("everybody"), "reached": _("threshold reached"), "missing": _("form missing")}
BREADCRUMB = {"url": reverse_lazy("tax:index"), "label": _("Tax")}


def program_of(request: HttpRequest, number: str | int | None) -> Program:
    """The program that is asked for, or the first, of those that the person manages; else 404."""
    own = managed_programs(request.user)
    found = own.filter(pk=number).first() if str(number or "").isdecimal() else own.order_by("pk").first()
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def year_of_request(request: HttpRequest, program: Program) -> int:
    return year_asked(request, timezone.now().astimezone(program.zone).year)


class YearView(WagtailAdminTemplateMixin, TemplateView):
    """Everybody who was given anything in the year, the most first, with what the table says of it."""

    template_name = "campaigns/workbench/tax_year.html"
    page_title = _("Tax")
    header_icon = "list-ul"
    breadcrumbs_items: ClassVar[list[Any]] = [
        *WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Tax")},
    ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        program = program_of(self.request, self.request.GET.get("program"))
        year, now = year_of_request(self.request, program), timezone.now()
        everybody = everybody_in(program, year=year, at=now)
        show = self.request.GET.get("show", "")
        page = Paginator([pair for pair in everybody if _is_shown(pair[1], show)], PAGE)
        this = now.astimezone(program.zone).year
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "program": program, "programs": list(managed_programs(self.request.user)), "year": year,
            "years": range(this, this - 4, -1), "show": show if show in SHOWS else "", "shows": SHOWS.items(),
            "page": page.get_page(self.request.GET.get("p")), "people": len({person.pk for person, _row in everybody}),
            "reached": sum(standing.reached for _person, standing in everybody),
            "missing": sum(standing.missing for _person, standing in everybody),
            "table": sorted(table_of(program, now.astimezone(program.zone).date()).by_country.items(), reverse=True),
        }  # fmt: skip


def _is_shown(standing: Standing, show: str) -> bool:
    return {"reached": standing.reached, "missing": standing.missing}.get(show, True)


@method_decorator(recently_authenticated, name="dispatch")
class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """One person's year line by line, and their form. A POST names its act."""

    template_name = "campaigns/workbench/tax_person.html"
    header_icon = "user"
    acts: ClassVar[dict[str, type[forms.Form]]] = {"ask": NothingForm, "check": CheckForm, "refuse": RefuseForm}
    program: Program
    person: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.program = program_of(request, kwargs["program_id"])
        person = User.objects.filter(pk=kwargs["member_id"], redemptions__reward__program=self.program).first()
        if person is None:
            raise NotFound(_("There is nothing at this address."))
        self.person = person
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.person.in_full)

    def get_breadcrumbs_items(self) -> list[Any]:
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, BREADCRUMB, {"url": "", "label": self.person.in_full}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("act", "")
        bound = {name: made(request.POST if name == act else None, prefix=name) for name, made in self.acts.items()}
        form = bound.get(act)
        if form is None or not form.is_valid():
            messages.error(request, gettext("Nothing was done: see below."))
            return self.render_to_response(self.get_context_data(bound=bound, act=act), status=422)
        try:
            messages.success(request, self._done(act, form.cleaned_data))
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            messages.error(request, str(refused.sentence))
            return self.render_to_response(self.get_context_data(bound=bound, act=act), status=refused.status)
        return redirect(request.path)

    def _done(self, act: str, given: dict[str, Any]) -> str:
        about: dict[str, Any] = {"actor": acting(self.request), "at": timezone.now()}
        if act == "ask":
            asked = acts.ask_for(self.program, self.person, **about)
            return (
                gettext("The person is asked by mail.") if asked else gettext("The table asks no form of this person.")
            )
        row = TaxForm.objects.filter(program=self.program, member=self.person).first()
        if row is None:
            raise NotFound(_("No form was asked of this person yet."))
        if act == "check":
            acts.check(row, **given, **about)
            return gettext("It is marked as checked. What waited for it goes out.")
        acts.refuse(row, **given, **about)
        return gettext("It is refused; the person reads why.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound = kwargs.pop("bound", None) or {name: made(prefix=name) for name, made in self.acts.items()}
        year = year_of_request(self.request, self.program)
        standings = standings_of(self.program, self.person, year=year, at=timezone.now())
        row, own = standings[0].row, self.person.pk == acting(self.request).pk
        context: dict[str, Any] = super().get_context_data(**kwargs)
        media = forms.Media()
        for form in bound.values():
            media += form.media
        return context | {
            "program": self.program, "person": self.person, "year": year, "standings": standings, "row": row, "own": own,
            "country": name_of(standings[0].country) if standings[0].country else "", "media": media,
            "lines": lines_of(self.program, year_of(self.program, year), self.person), "act": kwargs.get("act", ""),
            "forms": {name: form for name, form in bound.items() if name in _possible(row, own) or name == kwargs.get("act")},
            "ways": {"before": year - 1, "after": year + 1 if year < timezone.now().year else None},
        }  # fmt: skip


def _possible(row: TaxForm | None, own: bool) -> set[str]:
    """What fits the form's state, for whoever it is not of."""
    state = row.state if row else TaxForm.State.NONE
    targets = {"ask": TaxForm.State.ASKED, "check": TaxForm.State.CHECKED, "refuse": TaxForm.State.REFUSED}
    return set() if own else {name for name, target in targets.items() if target in TaxForm.TRANSITIONS[state]}


def export(request: HttpRequest, program_id: int, what: str) -> Any:
    """The year as a sheet, by a press; that it was taken is on the record. No cell is taken for a formula."""
    program = program_of(request, program_id)
    if request.method != "POST":
        return redirect(f"{reverse('tax:index')}?program={program.pk}")
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else 0
    if not 2000 <= year <= timezone.now().astimezone(program.zone).year:
        raise NotFound(_("There is nothing at this address."))
    kind = exporting.LINES if what == exporting.LINES else exporting.PEOPLE
    rows = exporting.take_out(program, year=year, what=kind, actor=acting(request), at=timezone.now())
    answer = StreamingHttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tax-{program.slug}-{year}-{kind}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


class TaxViewSet(ViewSet):
    name = "tax"
    url_prefix = "rewards/tax"
    icon = "list-ul"
    menu_label = _("Tax")
    menu_item_class = ForManagers

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", YearView.as_view(), name="index"),
            path("<int:program_id>/people/<int:member_id>/", PersonView.as_view(), name="person"),
            path("<int:program_id>/<slug:what>.csv", recently_authenticated(export), name="csv"),
        ]
