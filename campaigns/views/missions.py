"""Missions for the advocate: what is offered and why, taking or declining, and what one wishes to be invited to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from advocates.queries import is_enrolled
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns.actions.missions import answering
from campaigns.actions.missions import terms as wishing
from campaigns.curves import curves_of
from campaigns.forms.missions import WishForm
from campaigns.models import Mission
from campaigns.queries.missions.course import course_of_mission
from campaigns.queries.missions.mine import (
    ended_of,
    offers_to,
    running_of,
    visible_mission,
    why_not,
    wish_of,
)
from campaigns.queries.missions.offer import override_of
from campaigns.queries.missions.targeting import reasons_for
from campaigns.queries.missions.terms import terms_of
from campaigns.queries.steps import kind_of_step
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited

ENDED = 10


@login_required
@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """What is offered to the member and why, what they are at, and what they have done."""
    program, member, now = program_here(request), member_of(request), timezone.now()
    enrolled = is_enrolled(member, program, now)
    context = {
        "here": "missions", "running": running_of(program, member), "terms": terms_of(program), "enrolled": enrolled,
        "offers": offers_to(program, member, at=now) if enrolled else [],
        "part": newest_first(ended_of(program, member), request.GET, ENDED),
    }  # fmt: skip
    return render(request, "campaigns/missions/list.html", context)


@login_required
@require_safe
def mission(request: HttpRequest, mission_id: int) -> HttpResponse:
    """One mission before it is taken: why it is offered, its steps, what it gives, and how it is judged."""
    return _shown(request, _found(request, mission_id))


@login_required
@require_POST
@limited("mission")
def take(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Consent to its terms, and begin."""
    found = _found(request, mission_id)
    try:
        begun = answering.take(found, member=member_of(request), at=timezone.now())
    except Refused as refused:
        return _shown(request, found, refused)
    messages.success(request, _("It is yours. Its place and its points are kept for you."))
    return redirect(begun)


@login_required
@require_POST
@limited("mission")
def decline(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Say no. Nothing follows from it."""
    found = _found(request, mission_id)
    try:
        answering.decline(found, member=member_of(request), at=timezone.now())
    except Refused as refused:
        return _shown(request, found, refused)
    messages.success(request, _("It is not shown to you any more. Nobody is told, and it costs you nothing."))
    return redirect("missions")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("mission")
def wishes(request: HttpRequest) -> HttpResponse:
    """Which missions one wishes to be invited to, and how many."""
    program, member = program_here(request), member_of(request)
    most, refused = terms_of(program).a_week, None
    if request.method == "POST":
        form = WishForm(request.POST, program=program, most=most)
        if form.is_valid():
            try:
                wishing.wish(program, member=member, at=timezone.now(), **form.cleaned_data)
            except Refused as refusal:
                refused = refusal
            else:
                messages.success(request, _("Kept. It holds for the next invitation."))
                return redirect("missions")
    else:
        form = WishForm.showing(wish_of(program, member), program=program, most=most)
    status = refused.status if refused else 422 if request.method == "POST" else 200
    context = {"here": "missions", "form": form, "refused": refused, "most": most}
    return render(request, "campaigns/missions/wishes.html", context, status=status)


def _found(request: HttpRequest, number: int) -> Mission:
    found = visible_mission(program_here(request), member_of(request), number, at=timezone.now())
    if found is None:
        raise NotFound(_("There is no such mission."))
    return found


def _shown(request: HttpRequest, found: Mission, refused: Refused | None = None) -> HttpResponse:
    member = member_of(request)
    code = why_not(found, member, at=timezone.now())
    terms, course = terms_of(found.program), course_of_mission(found, timezone.now())
    context = {
        "here": "missions", "mission": found, "curves": curves_of(course) if course else None,
        "reasons": reasons_for(found), "refused": refused, "code": code,
        "why": answering.SENTENCES.get(code, _("This mission is for others.") if code else ""),
        "steps": [(step, kind_of_step(step), kind_of_step(step).hint(step)) for step in found.steps.all()],
        "criteria": found.criteria.all(), "terms": terms, "two": found.points > terms.two_above,
        "sampled": found.points < terms.sample_below,
        "override": override_of(found),
        "mine": found.submissions.filter(member=member).order_by("-pk"),
    }  # fmt: skip
    return render(request, "campaigns/missions/mission.html", context, status=refused.status if refused else 200)
