"""How one works at the desk: languages, a cap of one's own, whether the next case comes by itself; and saved views."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from moderation.actions import caps
from moderation.actions.saved_views import drop_view, save_view
from moderation.forms.workplace import WorkplaceForm
from moderation.queries.filters import filters_of
from moderation.queries.saved_views import views_of
from moderation.queries.standing import Standing
from moderation.queries.workload import cap_of, week_of, workplace_of
from moderation.views.doors import standing_here
from moderation.views.narrowing import at_desk, filters_here, with_filters
from sitewide.errors import NotFound, Refused


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workplace(request: HttpRequest) -> HttpResponse:
    """One's own settings here, and one's views."""
    standing = standing_here(request)
    place = workplace_of(standing.person, standing.program)
    given = {"languages": place.languages, "weekly_cap": place.weekly_cap, "goes_on": place.goes_on}
    form = WorkplaceForm(request.POST if request.method == "POST" else None, initial=given)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            caps.set_workplace(standing.program, person=standing.person, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Your workplace is set."))
            return redirect("desk")
    status = refused.status if refused else 422 if form.errors else 200
    context = {"here": "desk", "form": form, "refused": refused, **_about(standing)}
    return render(request, "moderation/workplace.html", context, status=status)


@login_required
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the form's `view` under a name."""
    standing = standing_here(request)
    filters = filters_here(request)
    try:
        save_view(
            standing.program, name=request.POST.get("name", ""), filters=filters.given,
            shared=request.POST.get("shared") == "on", actor=standing.person, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("The view is kept."))
    return at_desk(request, "desk")


@login_required
@require_POST
def end_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Drop a view of one's own, or as a manager a shared one."""
    standing = standing_here(request)
    view = views_of(standing).filter(pk=view_id).first()
    if view is None:
        raise NotFound(_("There is no such view."))
    drop_view(view, actor=standing.person, at=timezone.now())
    messages.success(request, _("The view is dropped."))
    return redirect("workplace")


def _about(standing: Standing) -> dict[str, Any]:
    views = [(view, with_filters(reverse("desk"), filters_of(view.filters))) for view in views_of(standing)]
    week = None if standing.is_staff else week_of(standing.person, standing.program, at=standing.at)
    return {"standing": standing, "views": views, "cap": cap_of(standing.program), "week": week}
