"""What Stripe tells us: checked, stored, answered. It is worked off by a task, so that the answer is quick."""

import json
import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from campaigns import stripe_gateway
from campaigns.actions import stripe_events
from campaigns.stripe_facts import Unreadable, facts_of, is_heard, text_of, when

logger = logging.getLogger(__name__)
LARGEST = 300_000
"""Bytes of a message; Stripe's are far smaller."""


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """400 unless one of our secrets signed exactly this body lately, 413 what is too large, 404 while Stripe is off.

    What is not about us, of the other mode or of a kind that is not heard is answered 200 and forgotten: Stripe sends
    tests to live addresses, too, and must not try them again.
    """
    if not stripe_gateway.is_on():
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    body = request.body
    if not stripe_gateway.is_signed(body, request.headers.get("Stripe-Signature", "")):
        return HttpResponse(status=400)
    try:
        return HttpResponse(_kept(json.loads(body)), content_type="text/plain")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        logger.warning("A signed message from Stripe cannot be read.", exc_info=True)
        return HttpResponse(status=400)


def _kept(told: dict[str, Any]) -> str:
    """Store it if it is for us; answers a word for whoever reads Stripe's log."""
    account, number, name = (text_of(each) for each in (told.get("account") or "", told["id"], told["type"]))
    if told["livemode"] is not settings.TABARD_STRIPE_LIVE or not is_heard(name, account):
        return "not heard"
    if not 1 <= len(number) <= 100 or len(account) > 80 or len(name) > 100:
        raise Unreadable("too long")
    fresh = stripe_events.keep(
        event_id=number, kind=name, account=account, facts=facts_of(told), happened_at=when(told), at=timezone.now()
    )
    return "stored" if fresh else "known"
