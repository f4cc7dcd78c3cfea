"""Marking the answer that helped."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocates.views.doors import member_of, program_here
from cms.actions import acceptances
from cms.queries.said import said_to
from sitewide.limits import limited


@login_required
@require_POST
@limited("accept")
def accept_answer(request: HttpRequest, message_id: int, act: str) -> HttpResponse:
    """Mark it, or take the mark back."""
    said = said_to(request.user, message_id, program_here(request))
    change = acceptances.accept if act == "accept" else acceptances.unaccept
    change(said.message, actor=member_of(request), at=timezone.now())
    messages.success(request, _("Marked as the answer.") if act == "accept" else _("The mark is taken back."))
    return redirect(said.message.get_absolute_url())
