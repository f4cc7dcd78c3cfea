"""An advocate's links and codes, who opened them, and what became of orders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from advocates.queries import address_of
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns.actions import referrals
from campaigns.forms.sharing import LinkForm, TurnForm, sent_in
from campaigns.models import ReferralLink
from campaigns.queries.referral_words import sentences
from campaigns.queries.referrals import conversions_of, days_of, is_open, links_of, rule_of
from campaigns.views.points import is_advocate
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited

CONVERSIONS = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("share")
def share(request: HttpRequest) -> HttpResponse:
    """The member's links with what they led to; a POST makes a link. A refusal keeps what was typed."""
    program, member, now = program_here(request), member_of(request), timezone.now()
    rule, refused = rule_of(program, now), None
    form = LinkForm(sent_in(request), hosts=rule.allowed_hosts if rule else frozenset())
    if request.method == "POST" and form.is_valid():
        try:
            link = referrals.make_link(program, member=member, at=now, **form.cleaned_data)
            messages.success(request, _("The link is made: %(code)s.") % {"code": link.spoken})
            return redirect("share")
        except Refused as refusal:
            refused = refusal
    links = list(links_of(program, member).order_by("-pk"))
    context = {
        "here": "points", "tab": "share", "rule": rule, "open": is_open(rule), "enrolled": is_advocate(request),
        "sentences": sentences(rule) if rule else [], "links": links, "days": days_of(links, now.date()) if links else [],
        "part": newest_first(conversions_of(program, member), request.GET, CONVERSIONS),
        "form": form, "refused": refused, "address": address_of(program),
    }  # fmt: skip
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "campaigns/referrals/share.html", context, status=status)


@login_required
@require_POST
@limited("share")
def turn(request: HttpRequest, link_id: int) -> HttpResponse:
    """Pauses one's link, or lets it count again."""
    link = ReferralLink.objects.filter(program=program_here(request), member=member_of(request), pk=link_id).first()
    if link is None:
        raise NotFound(_("There is no such link."))
    form = TurnForm(request.POST)
    if not form.is_valid():
        return redirect("share")
    act = referrals.pause if form.cleaned_data["act"] == "pause" else referrals.resume
    try:
        act(link, actor=member_of(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("share")
