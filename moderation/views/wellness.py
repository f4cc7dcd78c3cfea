"""Looking after oneself at the desk: the setting, the reminder of a break, and asking to see what is covered."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from moderation.actions import wellness as actions
from moderation.forms.wellness import WellnessForm
from moderation.models import Wellness
from moderation.queries.standing import Standing
from moderation.queries.wellness import day_of, wellness_of
from moderation.stretch import Stretch, read
from moderation.views.doors import case_here, standing_here
from sitewide.errors import Refused

KEPT = "desk_stretch"


@dataclass(frozen=True, slots=True)
class Care:
    """What the desk keeps in mind for somebody. `worked`: so many minutes without a break, once one is due.

    `spare` is how many more heavy cases they want to see today; None without a limit.
    """

    setting: Wellness
    worked: int
    spare: int | None


def care_of(request: HttpRequest, standing: Standing) -> Care:
    """One query. Keeps in the session that the person is at work, if they want to be reminded of breaks."""
    setting = wellness_of(standing.person)
    spare = setting.spare_on(day_of(standing.program, standing.at))
    return Care(setting, _worked(request, setting, standing), spare)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wellness(request: HttpRequest) -> HttpResponse:
    """Everybody's own; nobody else gets to see it."""
    standing = standing_here(request)
    now = wellness_of(standing.person)
    form = WellnessForm(request.POST if request.method == "POST" else None, now=now)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(standing.person, actor=standing.person, **form.cleaned_data)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Kept. Only you can see it."))
            return redirect("wellness")
    day = day_of(standing.program, standing.at)
    about = {"form": form, "refused": refused, "looked": len(now.looked_on(day)), "limit": now.daily_limit}
    status = 422 if request.method == "POST" else 200
    return render(request, "moderation/wellness.html", about | {"here": "desk"}, status=status)


@login_required
@require_POST
def rested(request: HttpRequest) -> HttpResponse:
    """They had a break: the clock begins anew."""
    standing = standing_here(request)
    request.session[KEPT] = Stretch(standing.at, standing.at).kept()
    return redirect("desk")


@login_required
@require_POST
def look(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a covered case, also beyond the day's limit: it was asked for."""
    standing = standing_here(request)
    found = case_here(standing, case_id)
    actions.look(found, person=standing.person, at=timezone.now(), beyond=True)
    return redirect("case", case_id)


def _worked(request: HttpRequest, wellness: Wellness, standing: Standing) -> int:
    if wellness.break_minutes is None:
        return 0
    stretch = read(request.session.get(KEPT), standing.at).at_work(standing.at)
    request.session[KEPT] = stretch.kept()
    return stretch.minutes() if stretch.minutes() >= wellness.break_minutes else 0
