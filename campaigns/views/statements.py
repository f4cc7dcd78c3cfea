"""The month of a member: what there was, every line with its source, what there is; to read, to print, to take along."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advocates.views.doors import member_of, program_here
from campaigns.month import first_of
from campaigns.queries.statements import (
    first_month,
    month_before,
    next_month,
    rows_for_sheet,
    statement_of_month,
)
from campaigns.views.points import is_advocate
from sitewide.sheets import write_csv


@login_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """The statement of the month that the address names, or of this one."""
    program, member, now = program_here(request), member_of(request), timezone.now()
    month, this = _months(request)
    first = first_month(program, member)
    context = {
        "here": "points", "tab": "statement", "statement": statement_of_month(program, member, month=month, at=now),
        "before": month_before(month) if first is not None and first < month else None,
        "after": next_month(month) if month < this else None, "runs": month == this, "program": program,
        "enrolled": is_advocate(request), "member": member,
    }  # fmt: skip
    return render(request, "campaigns/statement/month.html", context)


@login_required
@require_safe
def statement_csv(request: HttpRequest) -> HttpResponseBase:
    """The same for spreadsheet programs; no cell is taken for a formula."""
    month, _this = _months(request)
    told = statement_of_month(program_here(request), member_of(request), month=month, at=timezone.now())
    answer = StreamingHttpResponse(write_csv(rows_for_sheet(told)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statement-{month:%Y-%m}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _months(request: HttpRequest) -> tuple[date, date]:
    """The month that is asked for, never one to come, and this one."""
    today = timezone.now().astimezone(program_here(request).zone).date()
    this = today.replace(day=1)
    return min(first_of(request.GET.get("month", ""), today), this), this
