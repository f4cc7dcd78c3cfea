"""The catalogue, what one has of it, and exchanging points for more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.known import is_known
from accounts.recent import ask_again, is_recent
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns.actions import rewards as exchanging
from campaigns.forms.redeeming import RedeemForm
from campaigns.models import Reward
from campaigns.queries.ledger import balance_of
from campaigns.queries.rewards import redemptions_of, reward_of, rewards_on_offer
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited

REDEMPTIONS = 10


@login_required
@require_safe
def rewards(request: HttpRequest) -> HttpResponse:
    """What there is, what it costs, and the member's own codes with how to use them."""
    program, member = program_here(request), member_of(request)
    balance = balance_of(program, member)
    context = {
        "here": "points", "tab": "rewards", "balance": balance,
        "offers": [(reward, reward.points - balance) for reward in rewards_on_offer(program)],
        "part": newest_first(redemptions_of(program, member), request.GET, REDEMPTIONS),
    }  # fmt: skip
    return render(request, "campaigns/rewards.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("redeem")
def redeem(request: HttpRequest, reward_id: int) -> HttpResponse:
    """Asks whether to exchange the points (GET), and does it (POST). A refusal keeps the person on the page."""
    program = program_here(request)
    reward = reward_of(program, reward_id)
    if reward is None or (request.method != "POST" and not reward.active):
        raise NotFound(_("There is no such reward."))
    if request.method != "POST":
        return _asked(request, reward)
    form = RedeemForm(request.POST)
    if not form.is_valid():
        return redirect("redeem", reward_id=reward.pk)
    if program.proof_for_money and not (is_known(request) and is_recent(request)):
        return ask_again(request)
    sent = form.cleaned_data
    try:
        done = exchanging.redeem(
            reward, member=member_of(request), key=sent["key"], seen=sent["seen"], at=timezone.now()
        )
    except Refused as refused:
        return _asked(request, reward, refused)
    messages.success(request, _("%(reward)s is yours. The code is below and in your mail.") % {"reward": reward.name})
    return redirect(f"/portal/rewards/#redemption-{done.pk}")


def _asked(request: HttpRequest, reward: Reward, refused: Refused | None = None) -> HttpResponse:
    balance = balance_of(reward.program, member_of(request))
    context = {
        "here": "points", "tab": "rewards", "reward": reward, "balance": balance, "left": balance - reward.points,
        "missing": reward.points - balance, "form": RedeemForm.fresh(reward.points), "refused": refused,
    }  # fmt: skip
    return render(request, "campaigns/redeem.html", context, status=refused.status if refused else 200)
