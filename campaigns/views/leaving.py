"""The way to a page of Stripe: a redirect that no policy about forms stands against, and that goes nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from campaigns import stripe_gateway
from sitewide.errors import Unavailable


def to_stripe(request: HttpRequest, url: str) -> HttpResponse:
    """Leads there at once by the header `Refresh`, with a link for browsers that do not follow it.

    A redirect as the answer to a form would be stopped by our own `form-action`. Refuses (503) every address but Stripe's.
    """
    if not stripe_gateway.may_go_to(url):
        raise away()
    answer = render(request, "campaigns/payouts/to_stripe.html", {"url": url})
    answer["Refresh"] = f"0; url={url}"
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def away() -> Unavailable:
    """What people are told when Stripe does not answer."""
    return Unavailable(
        _("Stripe does not answer just now. Nothing was changed. Try again in a moment."), retry_after=30
    )
