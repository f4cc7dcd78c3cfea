"""Badges in public: one by its opaque name, what others can check of it, and checking one that somebody shows."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.views.doors import program_here
from campaigns.forms.recognition import VerifyForm
from campaigns.models import Achievement
from campaigns.queries.recognition.badges import award_here
from campaigns.queries.recognition.baking import picture_of, token_in
from campaigns.queries.recognition.credentials import CONTEXT, achievement_of, profile_of, status_list
from campaigns.queries.recognition.verified import verify as verified
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited

PICTURE_SECONDS, STATUS_SECONDS = 3600, 60
MOST_LISTS = 2**40


@require_safe
def badge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What it is for, who gave it to whom, and whether it still holds: the page verifies the credential itself."""
    program, at = program_here(request), timezone.now()
    award = award_here(program, uid)
    if award is None:
        raise NotFound(_("There is no such badge."))
    verdict = verified(program, award.credential, at=at)
    checks = [check for check in verdict.checks if check.code != "owner"]
    context = {"award": award, "achievement": award.achievement, "checks": checks, "holds": verdict.holds}
    answer = render(request, "campaigns/recognition/badge.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@limited("verify")
def verify(request: HttpRequest) -> HttpResponse:
    """Takes a badge as text or file and says in words what of it holds; nothing that is brought is kept."""
    program, verdict, refused = program_here(request), None, None
    form = VerifyForm(request.POST or None, request.FILES or None) if request.method == "POST" else VerifyForm()
    if form.is_bound and form.is_valid():
        try:
            token = token_in(form.brought)
            verdict = verified(program, token, email=form.cleaned_data["email"], at=timezone.now())
        except Refused as refusal:
            refused = refusal
    status = refused.status if refused else 422 if request.method == "POST" and verdict is None else 200
    context = {"form": form, "verdict": verdict, "refused": refused}
    return render(request, "campaigns/recognition/verify.html", context, status=status)


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:
    """The profile of who gives the badges, as credentials name it."""
    return _open(JsonResponse({"@context": CONTEXT} | profile_of(program_here(request)), content_type=LD))


@require_safe
def achievement(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a badge is for, as credentials name it."""
    return _open(JsonResponse({"@context": CONTEXT} | achievement_of(_made(request, uid)), content_type=LD))


@require_safe
def picture(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The picture of a badge, without anybody's credential in it."""
    answer = _open(HttpResponse(picture_of(_made(request, uid)), content_type="image/png"))
    answer["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
@limited("register")
def status(request: HttpRequest, number: int) -> HttpResponse:
    """The signed list of which badges are revoked, without saying whose they are."""
    if number > MOST_LISTS:
        raise NotFound(_("There is no such list."))
    token = status_list(program_here(request), number, at=timezone.now().replace(microsecond=0))
    answer = _open(HttpResponse(token, content_type="application/vc+jwt"))
    answer["Cache-Control"] = f"public, max-age={STATUS_SECONDS}"
    return answer


LD = "application/ld+json"


def _made(request: HttpRequest, uid: UUID) -> Achievement:
    found = Achievement.objects.select_related("program", "picture").filter(program=program_here(request))
    return get_object_or_404(found, uid=uid)


def _open(answer: Any) -> HttpResponse:
    """Any site may read it: nothing here depends on who asks."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer  # type: ignore[no-any-return]
