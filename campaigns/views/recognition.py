"""Where the member stands, the badges to carry away, and the leaderboards."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns.actions.recognition.tiers import choose
from campaigns.forms.recognition import ShownForm
from campaigns.models import Award, Season
from campaigns.queries.recognition.badges import award_here, awards_of, to_earn
from campaigns.queries.recognition.baking import baked_png, baked_svg, picture_of
from campaigns.queries.recognition.credentials import enveloped
from campaigns.queries.recognition.leaders import Part, part_of, place_of, seasons_of
from campaigns.queries.recognition.tiers import progress_of, recognition_of, running_season
from campaigns.views.points import is_advocate
from sitewide.errors import NotFound

BADGES = 12


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The tier, why it is that one, what is missing to the next, the badges; POST says what of it others see."""
    program, member, at = program_here(request), member_of(request), timezone.now()
    row = recognition_of(program, member)
    shown = {"shows_tier": row.shows_tier, "on_leaderboard": row.on_leaderboard}
    form = ShownForm(request.POST if request.method == "POST" else None, initial=shown)
    if request.method == "POST" and form.is_valid():
        choose(program, member=member, at=at, **form.cleaned_data)
        messages.success(request, _("Saved: others see what you chose, from now on."))
        return redirect("recognition")
    season = running_season(program, at)
    context = {
        "here": "points", "tab": "recognition", "recognition": row, "form": form, "season": season, "at": at,
        "progress": progress_of(season, member, row.tier) if season else None,
        "place": place_of(season, member) if season else None, "enrolled": is_advocate(request),
        "part": newest_first(awards_of(program, member), request.GET, BADGES), "to_earn": to_earn(program, member),
    }  # fmt: skip
    return render(request, "campaigns/recognition/mine.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def carry(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """One's own badge as a file: the signed text, JSON around it, or a picture with it inside."""
    award = award_here(program_here(request), uid)
    if award is None or award.member_id != member_of(request).pk or kind not in FILES:
        raise NotFound(_("There is no such badge."))
    answer = FILES[kind](award)
    answer["Content-Disposition"] = f'attachment; filename="badge-{award.uid.hex[:8]}.{kind}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _svg(award: Award) -> HttpResponse:
    drawn = baked_svg(picture_of(award.achievement), award.credential, award.achievement.name)
    return HttpResponse(drawn, content_type="image/svg+xml")


def _png(award: Award) -> HttpResponse:
    return HttpResponse(baked_png(picture_of(award.achievement), award.credential), content_type="image/png")


FILES = {
    "jwt": lambda award: HttpResponse(award.credential, content_type="text/plain; charset=us-ascii"),
    "json": lambda award: JsonResponse(enveloped(award.credential), json_dumps_params={"indent": 2}),
    "png": _png,
    "svg": _svg,
}


@require_safe
def leaders(request: HttpRequest) -> HttpResponse:
    """The leaderboard of the running season, or of one before: only who wishes to be on it, and one's own place for oneself."""
    program, at = program_here(request), timezone.now()
    seasons = seasons_of(program, at)
    season = _asked(seasons, request.GET.get("season", ""))
    member = member_of(request) if request.user.is_authenticated else None
    part = part_of(season, request.GET.get("after", "")) if season else Part([], "")
    context = {
        "seasons": seasons, "season": season, "lines": part.lines, "onward": part.onward, "at": at,
        "own": place_of(season, member) if season and member else None, "me": member,
        "on_it": bool(member and recognition_of(program, member).on_leaderboard),
    }  # fmt: skip
    answer = render(request, "campaigns/recognition/leaders.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _asked(seasons: list[Season], number: str) -> Season | None:
    """The season with this number, the newest where none is asked for. Refuses (404) one that is not there."""
    if not number:
        return seasons[0] if seasons else None
    found = next((season for season in seasons if str(season.pk) == number), None)
    if found is None:
        raise NotFound(_("There is no such season."))
    return found
