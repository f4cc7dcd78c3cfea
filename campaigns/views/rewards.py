"""The catalogue, what one has of it, and exchanging points for more."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.known import is_known
from accounts.recent import ask_again, is_recent
from advocates.queries.keyset import newest_first, number_of
from advocates.views.doors import member_of, program_here
from campaigns.actions import addresses, fulfilment
from campaigns.actions import rewards as exchanging
from campaigns.forms.redeeming import ActForm, RedeemForm
from campaigns.models import Fulfilment, Redemption, Reward
from campaigns.queries.eligibility import claimant
from campaigns.queries.redemptions import my_redemption, steps_of
from campaigns.queries.rewards import offer_of, offers, open_dates, redemptions_of, reward_of, rewards_on_offer
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited

REDEMPTIONS, REWARDS = 10, 24
TOLD: dict[str, Any] = {
    "cancel": lazy("It is cancelled. Your points are back."),
    "arrived": lazy("Thank you for telling us."),
    "erase": lazy("The address is erased."),
}


@login_required
@require_safe
def rewards(request: HttpRequest) -> HttpResponse:
    """What there is, what it costs, why something is not for this member, and what they have already."""
    program, member, now = program_here(request), member_of(request), timezone.now()
    who, found = claimant(program, member, now), rewards_on_offer(program, at=now)
    many = dict(found.order_by().values_list("kind").annotate(many=Count("pk", distinct=True)))
    kinds = [kind for kind in Reward.Kind if kind in many]
    kind = request.GET.get("kind", "")
    pages = Paginator(found.filter(kind=kind) if kind in kinds else found, REWARDS)
    pages.count = many[kind] if kind in kinds else sum(many.values())
    page = pages.get_page(number_of(request.GET, "page"))
    context = {
        "here": "points", "tab": "rewards", "who": who, "page": page, "offers": offers(list(page), who),
        "kinds": kinds, "kind": kind,
        "part": newest_first(redemptions_of(program, member), request.GET, REDEMPTIONS),
    }  # fmt: skip
    return render(request, "campaigns/rewards.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("redeem")
def redeem(request: HttpRequest, reward_id: int) -> HttpResponse:
    """Asks whether to exchange the points (GET), and does it (POST). A refusal keeps the person and what they typed."""
    program, now = program_here(request), timezone.now()
    reward = reward_of(program, reward_id, at=now)
    if reward is None or (request.method != "POST" and not reward.active):
        raise NotFound(_("There is no such reward."))
    dates = list(open_dates(now).filter(reward=reward))
    if request.method != "POST":
        return _asked(request, reward, RedeemForm.fresh(reward, dates))
    form = RedeemForm(request.POST, reward=reward, dates=dates)
    if not form.is_a_press:
        return redirect("redeem", reward_id=reward.pk)
    if not form.is_valid():
        return _asked(request, reward, form, status=422)
    if program.proof_for_money and not (is_known(request) and is_recent(request)):
        return ask_again(request)
    try:
        done = _exchanged(request, reward, form)
    except Refused as refused:
        return _asked(request, reward, RedeemForm.fresh(reward, dates, form.cleaned_data), refused=refused)
    messages.success(request, _thanks(done))
    return redirect(f"/portal/rewards/#redemption-{done.pk}")


def _exchanged(request: HttpRequest, reward: Reward, form: RedeemForm) -> Redemption:
    sent = form.cleaned_data
    return exchanging.redeem(
        reward, member=member_of(request), key=sent["key"], seen=sent["seen"], choice=form.choice(), at=timezone.now()
    )


def _thanks(done: Redemption) -> str:
    about = {"reward": done.reward.name}
    if done.fulfilment.state == Fulfilment.State.WAITING:
        return _("%(reward)s is kept for you. Somebody of the program approves it first; you get a mail.") % about
    if done.reward.kind == Reward.Kind.CODE:
        return _("%(reward)s is yours. The code is below and in your mail.") % about
    return _("%(reward)s is yours. You see below how it goes on, and get a mail at every step.") % about


def _asked(
    request: HttpRequest, reward: Reward, form: RedeemForm, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    who = claimant(reward.program, member_of(request), timezone.now())
    context = {
        "here": "points", "tab": "rewards", "reward": reward, "who": who, "left": who.balance - reward.points,
        "offer": offer_of(reward, who), "form": form, "refused": refused,
    }  # fmt: skip
    return render(request, "campaigns/redeem.html", context, status=refused.status if refused else status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("redeem")
def redemption(request: HttpRequest, redemption_id: int) -> HttpResponse:
    """How one's redemption stands, and what one can still do about it."""
    found = my_redemption(program_here(request), member_of(request), redemption_id)
    if found is None:
        raise NotFound(_("There is no such redemption."))
    if request.method != "POST":
        return _shown(request, found)
    form = ActForm(request.POST)
    if not form.is_valid():
        return redirect(found.get_absolute_url())
    act, about = form.cleaned_data["act"], {"member": member_of(request), "at": timezone.now()}
    acts: dict[str, Any] = {"cancel": fulfilment.cancel, "arrived": fulfilment.arrived, "erase": addresses.erase}
    try:
        acts[act](found.fulfilment, **about)
    except Refused as refused:
        return _shown(request, found, refused)
    messages.success(request, TOLD[act])
    return redirect(found.get_absolute_url())


def _shown(request: HttpRequest, found: Redemption, refused: Refused | None = None) -> HttpResponse:
    row = found.fulfilment
    address = getattr(found, "address", None)
    context = {
        "here": "points", "tab": "rewards", "redemption": found, "fulfilment": row, "steps": steps_of(found),
        "can_cancel": fulfilment.can_cancel(row, timezone.now()), "address": address, "refused": refused,
        "can_erase": address and not address.erased_at and row.state not in addresses.UNDER_WAY,
    }  # fmt: skip
    return render(request, "campaigns/rewards/redemption.html", context, status=refused.status if refused else 200)
