"""What a visitor of a short link sees: who sent them, what that person gets for it, and the way on, with or without."""

from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.models import Program
from advocates.queries.enrolments import is_enrolled
from advocates.rights import is_silent
from advocates.views.doors import program_here
from campaigns.models import ReferralLink, ReferralRule
from campaigns.queries.referral_words import sentences
from campaigns.queries.referrals import may_lead_to, rule_of, rules_of_program
from campaigns.referral_codes import read_code
from campaigns.referral_tokens import PARAMETER, Click, click_token, read_click
from sitewide.errors import NotFound

FIRST = "tabard_first"


@require_safe
def rule(request: HttpRequest) -> HttpResponse:
    """The rule in words, and every version that ever held."""
    program = program_here(request)
    versions = list(rules_of_program(program)[:50])
    now = timezone.now()
    current = next((one for one in versions if one.at <= now), None)
    context = {"rule": current, "sentences": sentences(current) if current else [], "versions": versions}
    return render(request, "campaigns/referrals/rule.html", context)


@require_safe
def landing(request: HttpRequest, code: str) -> HttpResponse:
    """Says before anything else what the sender gets. Sets no cookie and is the same for everybody.

    The link of somebody who may not speak for the program now, or left it, leads on without a word about them.
    """
    program, now = program_here(request), timezone.now()
    link, held = _link(program, code, now)
    if code != link.code:
        return redirect("referral_link", code=link.code)
    context = {
        "link": link, "named": _speaks(link, now), "rule": held, "counts": _counts(link, held, now),
        "host": urlsplit(link.target).netloc,
        "remembers": held.touch == ReferralRule.Touch.FIRST and not link.target.startswith("/"),
    }  # fmt: skip
    return render(request, "campaigns/referrals/landing.html", context)


@require_safe
def go_on(request: HttpRequest, code: str) -> HttpResponse:
    """On to where the link leads; a shop gets a token that says which link it was, and nothing about the visitor.

    Only where the first of several links counts is one remembered, in a cookie of our own; never for who objects to it.
    """
    program, now = program_here(request), timezone.now()
    link, held = _link(program, code, now)
    if link.target.startswith("/") or not _counts(link, held, now):
        return _sent(link.target)
    own = request.user.is_authenticated and request.user.pk == link.member_id
    token = click_token(Click(link.pk, now, own))
    if held.touch != ReferralRule.Touch.FIRST or _objects(request):
        return _sent(_with(link.target, token))
    first = _first(request, program, held, now)
    answer = _sent(_with(link.target, first or token))
    if not first:
        answer.set_cookie(
            FIRST, token, max_age=held.window_days * 86_400, path="/go/r/", httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip
    return answer


def _link(program: Program, code: str, now: datetime) -> tuple[ReferralLink, ReferralRule]:
    """Refuses (404) a code that is none, and a link that leads where the rule of now does not allow any more."""
    links = ReferralLink.objects.filter(program=program).select_related("member", "program")
    link = links.filter(code=read_code(code) or "-").first()
    held = rule_of(program, now)
    if link is None or held is None or not may_lead_to(link.target, held.allowed_hosts):
        raise NotFound(_("There is no such link, or it leads nowhere any more."))
    return link, held


def _counts(link: ReferralLink, held: ReferralRule, now: datetime) -> bool:
    return held.open and link.paused_at is None and _speaks(link, now)


def _speaks(link: ReferralLink, now: datetime) -> bool:
    """Whether the person behind the link speaks for the program now: enrolled, and neither muted nor suspended."""
    member, program = link.member, link.program
    return member.is_active and is_enrolled(member, program, now) and not is_silent(member, program, at=now)


def _objects(request: HttpRequest) -> bool:
    return "1" in (request.headers.get("Sec-GPC"), request.headers.get("DNT"))


def _first(request: HttpRequest, program: Program, held: ReferralRule, now: datetime) -> str:
    """The token of the first link that this browser followed, while it counts."""
    token = request.COOKIES.get(FIRST, "")[:200]
    click = read_click(token) if token else None
    if click is None or click.at + timedelta(days=held.window_days) <= now:
        return ""
    return token if ReferralLink.objects.filter(pk=click.link, program=program).exists() else ""


def _with(target: str, token: str) -> str:
    """The address with the token in its query."""
    parts = urlsplit(target)
    query = "&".join(filter(None, (parts.query, urlencode({PARAMETER: token}))))
    return parts._replace(query=query).geturl()


def _sent(target: str) -> HttpResponse:
    answer = HttpResponseRedirect(target)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
