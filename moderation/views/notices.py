"""What was decided about one's own messages, and appealing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.queries.keyset import number_of
from advocates.views.doors import member_of, program_here
from moderation.actions import appeals as actions
from moderation.forms import AppealForm
from moderation.queries.notices import notice_of, notices_of
from sitewide.errors import NotFound, Refused
from sitewide.limits import count


@login_required
@require_safe
def my_decisions(request: HttpRequest) -> HttpResponse:
    """Every decision that its author was told of, newest first."""
    before = request.GET.get("before", "")
    page = notices_of(
        member_of(request), program_here(request), at=timezone.now(), before=number_of(request.GET, "before")
    )
    older = f"?before={page.older}" if page.older else ""
    context = {"notices": page.notices, "older_url": older, "newer_url": request.path if before else ""}
    return render(request, "moderation/my_decisions.html", context | {"here": "decisions"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Say why a decision is wrong; somebody else decides then."""
    found = notice_of(member_of(request), program_here(request), decision_id, at=timezone.now())
    if found is None:
        raise NotFound(_("There is no such decision."))
    form, refused = AppealForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            count(request, "appeal")
            actions.appeal(found.decision, by=member_of(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Your appeal has arrived. Somebody else reads it and answers."))
            return redirect("my_decisions")
        except Refused as refusal:
            refused = refusal
    status = refused.status if refused else 422 if form.errors else 200
    context = {"notice": found, "form": form, "refused": refused, "here": "decisions"}
    return render(request, "moderation/make_appeal.html", context, status=status)
