"""What a member was given in the year, which form is asked of them and why, and what they say of it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from advocates.views.doors import member_of, program_here
from campaigns.actions.tax import forms as acts
from campaigns.forms.tax import LivesForm
from campaigns.queries.countries import name_of
from campaigns.queries.tax.standing import country_of, form_of, standings_of
from campaigns.queries.tax.table import kinds_named, table_of
from campaigns.queries.tax.values import lines_of, year_of
from campaigns.views.points import is_advocate
from sitewide.limits import limited


@login_required
@require_safe
def tax(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@login_required
@require_POST
@limited("tax")
def declare(request: HttpRequest) -> HttpResponse:
    """Where the person lives."""
    form = LivesForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=422)
    acts.declare(
        program_here(request), country=form.cleaned_data["country"], actor=member_of(request), at=timezone.now()
    )
    return redirect("tax")


@login_required
@require_POST
@limited("tax")
def sent(request: HttpRequest) -> HttpResponse:
    """The person has sent the form to where it is collected."""
    acts.submit(program_here(request), actor=member_of(request), at=timezone.now())
    return redirect("tax")


def year_asked(request: HttpRequest, this: int) -> int:
    """The year that the address names; this one where it names none or an odd one."""
    asked = request.GET.get("year", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4 and 2000 <= int(asked) <= this
    return int(asked) if known else this


def _shown(request: HttpRequest, form: LivesForm | None = None, status: int = 200) -> HttpResponse:
    program, member, now = program_here(request), member_of(request), timezone.now()
    today = now.astimezone(program.zone).date()
    year = year_asked(request, today.year)
    row = form_of(program, member)
    country = country_of(program, member, row)
    line = table_of(program, today).line_for(country)
    standings = standings_of(program, member, year=year, at=now)
    context = {
        "here": "points", "tab": "tax", "year": year, "this_year": today.year, "row": row, "line": line,
        "country": name_of(country) if country else "", "lives": form or LivesForm(initial={"country": country}),
        "covers": kinds_named(line.covers) if line else "", "enrolled": is_advocate(request),
        "standings": standings, "reached": any(each.reached for each in standings),
        "lines": lines_of(program, year_of(program, year), member), "asked": may_say_sent(row, bool(line and country)),
    }  # fmt: skip
    return render(request, "campaigns/tax/tax.html", context, status=status)


def may_say_sent(row: object, known: bool) -> bool:
    """Whether it is for the person to send the form in now."""
    state = getattr(row, "state", "none")
    return known and state in ("none", "asked", "refused", "expired")
