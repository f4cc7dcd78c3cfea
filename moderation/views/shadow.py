"""The apprentice's desk: cases decided in the shadow, without effect and without seeing what was decided."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.views.doors import member_of, program_here
from moderation.actions import apprentices
from moderation.actions.standing import CONFLICTS
from moderation.models import Case
from moderation.queries.apprentices import agreed_of
from moderation.queries.blind import for_apprentice
from moderation.queries.shadows import shadow_grants
from moderation.queries.standing import Standing, conflicts_of, shadow_of
from moderation.views.blind import as_live, decided, in_console, words_of
from sitewide.errors import Forbidden, NotFound, Refused
from sitewide.limits import count

PAGE = 20
BARS = frozenset(CONFLICTS) - {"own", "decided"}
"""Conflicts that are told; one's own message and what one had are simply not there."""


@login_required
@require_safe
def shadow(request: HttpRequest) -> HttpResponse:
    """What can be learnt from next, the newest first, and how far along each shadow grant is."""
    standing = apprentice_here(request)
    context = {
        "here": "desk", "cases": list(for_apprentice(standing)[:PAGE]), "now": standing.at,
        "along": [(grant, agreed_of(grant)) for grant in shadow_grants(standing)],
    }  # fmt: skip
    return render(request, "moderation/shadow.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def shadow_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case as it was before anybody decided; deciding it changes nothing."""
    standing = apprentice_here(request)
    found = _case(standing, case_id)
    refused = None
    if request.method == "POST":
        try:
            count(request, "decide")
            given = decided(request, standing)
            made = apprentices.decide(found, apprentice=standing.person, at=timezone.now(), **given)
            messages.info(request, _told(made.case))
            return redirect("shadow")
        except Refused as refusal:
            refused = refusal
    sent = request.POST if refused else {}
    context = _read(found, standing) | {"refused": refused, "sent": sent} | words_of(refused, sent or None)
    return render(request, "moderation/shadow_case.html", context, status=refused.status if refused else 200)


def apprentice_here(request: HttpRequest) -> Standing:
    """How the signed-in person stands by shadow grants. Refuses (403) whoever holds none."""
    standing = shadow_of(member_of(request), program_here(request), at=timezone.now())
    if not standing.may_look:
        raise Forbidden(
            _("You hold no shadow grant here, so there is nothing to decide in the shadow."), code="no_grant"
        )
    return standing


def _case(standing: Standing, case_id: int) -> Case:
    """Refuses 404 what is outside, too old or had already, 403 with a conflict."""
    inside = Case.objects.filter(standing.within(), program=standing.program).select_related("message")
    known = inside.filter(pk=case_id).first()
    if known is not None and (
        conflicts := [one for one in conflicts_of(standing.person, known.message) if one in BARS]
    ):
        raise Forbidden(CONFLICTS[conflicts[0]], code="no_conflict")
    found = for_apprentice(standing).filter(pk=case_id).first()
    if found is None:
        raise NotFound(_("There is no such case."))
    return found


def _read(found: Case, standing: Standing) -> dict[str, Any]:
    alike = as_live(found, standing)
    return in_console(alike, standing) | {
        "here": "desk", "practice_url": f"/desk/shadow/{found.pk}/", "case": alike, "now": standing.at,
    }  # fmt: skip


def _told(case: Case) -> str:
    if case.state == Case.State.DECIDED:
        return _("Kept, without effect. Below you see whether those who moderate decided alike.")
    return _("Kept, without effect. It is compared as soon as the case is decided.")
