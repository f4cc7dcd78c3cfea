"""The conversation about an appeal: its author's side in the portal, the side of those who judge at the desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advocates.views.doors import member_of, program_here, proof_wanted
from moderation.actions.appeal_talk import say
from moderation.forms import JudgementForm, TurnForm
from moderation.models import Appeal
from moderation.queries.appeals import turns_of
from moderation.queries.notices import notice_of
from moderation.views.appeals import shown
from moderation.views.doors import appeal_here, standing_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import count


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """One's own appeal: the decision, what was said, a form while it is open. Refuses (404) somebody else's."""
    author, program = member_of(request), program_here(request)
    found = Appeal.objects.filter(pk=appeal_id, by=author).select_related("decision__case__program").first()
    notice = notice_of(author, program, found.decision_id, at=timezone.now()) if found else None
    if found is None or notice is None:
        raise NotFound(_("There is no such appeal."))
    form, refused = TurnForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        try:
            count(request, "answer")
            say(found, by=author, at=timezone.now(), **form.cleaned_data)
        except Refused as why:
            refused = why
        else:
            messages.success(request, _("Sent. Whoever judges your appeal is told."))
            return redirect("my_appeal", appeal_id)
    status = refused.status if refused else 422 if form.errors else 200
    context = {"appeal": found, "notice": notice, "turns": turns_of(found), "form": form, "refused": refused}
    return render(request, "moderation/my_appeal.html", context | {"here": "decisions"}, status=status)


@login_required
@require_POST
def say_to_author(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Ask or tell the author something; a refusal is told on the appeal's page, with what was written."""
    standing = standing_here(request)
    found, text = appeal_here(standing, appeal_id), request.POST.get("text", "")
    try:
        count(request, "answer")
        say(found, by=standing.person, text=text, at=timezone.now())
    except Refused as refused:
        about: dict[str, Any] = {"status": refused.status, "turn": text, "turn_refused": refused}
        found = appeal_here(standing, appeal_id)
        return proof_wanted(request, refused) or shown(request, standing, found, JudgementForm(), **about)
    messages.success(request, _("Sent. The author is told; they read your pseudonym."))
    return redirect("appeal", appeal_id)
