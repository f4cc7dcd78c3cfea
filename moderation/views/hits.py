"""A moderator says that a rule was wrong about the message of a case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocates.queries.keyset import number_of
from moderation.actions.hits import mark_false
from moderation.models import RuleHit
from moderation.views.doors import case_here, standing_here
from sitewide.errors import NotFound


@login_required
@require_POST
def false_hit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Every hit of the rule on that message; back to the case."""
    standing = standing_here(request)
    case = case_here(standing, case_id)
    rule = number_of(request.POST, "rule")
    hits = RuleHit.objects.filter(message=case.message_id, rule__program=case.program_id, rule=rule)
    if not hits:
        raise NotFound(_("There is no such hit."))
    for hit in hits:
        mark_false(hit, actor=standing.person, at=standing.at)
    messages.success(request, _("Noted: this was a false hit. It changes nothing for the message; you still decide."))
    return redirect("case", case.pk)
