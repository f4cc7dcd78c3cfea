"""Being told who made the decision that one judges."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from moderation.actions.pseudonyms import unmask
from moderation.views.doors import appeal_here, standing_here
from sitewide.errors import Refused
from sitewide.limits import limited


@login_required
@require_POST
@limited("answer")
def unmask_decider(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Tell it, with the reason on the record; a refusal is told on the appeal's page."""
    standing = standing_here(request)
    found = appeal_here(standing, appeal_id)
    try:
        unmask(found, actor=standing.person, reason=request.POST.get("reason", ""), at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("You see the name now. It is on the record, and they are told why."))
    return redirect("appeal", appeal_id)
