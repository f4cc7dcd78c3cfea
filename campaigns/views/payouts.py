"""Where one is paid, and what was paid."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.recent import recently_authenticated
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here
from campaigns import stripe_gateway
from campaigns.actions import pay_accounts
from campaigns.forms.paying import CountryForm
from campaigns.models import PayAccount, Payout
from campaigns.paying import accounts
from campaigns.queries.payouts import account_of, is_halted, payouts_of, said, totals_of
from campaigns.stripe_answers import Busy, Refused, Unsure
from campaigns.views.leaving import away, to_stripe
from campaigns.views.points import is_advocate
from sitewide.errors import Conflict
from sitewide.jobs import ring
from sitewide.limits import limited

PAGE = 20


@login_required
@require_safe
def payouts(request: HttpRequest) -> HttpResponse:
    """How far the account is, and every payout with where it is. Who comes back from Stripe is asked for there anew."""
    account = account_of(program_here(request), member_of(request))
    if account is not None and account.stripe_id and request.GET.get("from") == "stripe":
        ring("campaigns.tasks.refresh_pay_account", account_id=account.pk)
    return _shown(request, account, CountryForm())


@recently_authenticated
@require_POST
@limited("pay_account")
def set_up(request: HttpRequest) -> HttpResponse:
    """Opens the account where there is none, and leads to Stripe for the details."""
    program, member = program_here(request), member_of(request)
    account = account_of(program, member)
    form = CountryForm(request.POST)
    if account is None or not account.stripe_id:
        if not form.is_valid():
            return _shown(request, account, form, status=422)
        account = pay_accounts.begin(
            program, country=form.cleaned_data["country"], actor=member, at=timezone.now()
        )  # fmt: skip
    try:
        url = accounts.onboarding_url(
            account, back=request.build_absolute_uri(reverse("payouts")), clock=timezone.now
        )  # fmt: skip
    except Refused as no:
        raise Conflict(
            _("Stripe cannot open an account for you (%(code)s). Ask a manager of the program.") % {"code": no.code},
            code="stripe_refused",
        ) from no
    except (Busy, Unsure) as trouble:
        raise away() from trouble
    return to_stripe(request, url)


@login_required
@require_POST
@limited("pay_account")
def look_again(request: HttpRequest) -> HttpResponse:
    """Asks Stripe now how the account stands."""
    account = account_of(program_here(request), member_of(request))
    if account is not None and account.stripe_id and not accounts.refresh(account, clock=timezone.now):
        raise away()
    return redirect("payouts")


def _shown(request: HttpRequest, account: PayAccount | None, form: CountryForm, status: int = 200) -> HttpResponse:
    program, member = program_here(request), member_of(request)
    part = newest_first(payouts_of(program, member), request.GET, PAGE)
    context = {
        "here": "points", "tab": "payouts", "account": account, "form": form, "part": part,
        "told": [(row, said(row)) for row in part.rows], "totals": totals_of(program, member),
        "is_on": stripe_gateway.is_on(), "halted": is_halted(program, member), "enrolled": is_advocate(request),
        "coming_back": request.GET.get("from") == "stripe", "waits": any(row.state in Payout.OPEN for row in part.rows),
    }  # fmt: skip
    return render(request, "campaigns/payouts/payouts.html", context, status=status)
