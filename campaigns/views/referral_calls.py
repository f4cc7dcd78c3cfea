"""The calls of a shop's server about orders and refunds: signed, safe to send again, answered in JSON."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from advocates.models import Program
from advocates.queries import program_of_request
from campaigns.actions import referrals
from campaigns.forms.sharing import ConversionCall, RefundCall
from campaigns.models import Conversion, ReferralSecret
from campaigns.queries.referrals import live_secrets
from campaigns.referral_tokens import HEADER, signer_of
from sitewide.characters import can_be_kept
from sitewide.errors import Invalid, NotFound, Refused
from sitewide.limits import limited
from sitewide.middleware import problem, with_retry

MOST_BYTES = 10_000
CALLS: dict[str, type[forms.Form]] = {"conversion": ConversionCall, "refund": RefundCall}


@csrf_exempt
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """201 for what is new, 200 for what was told before, else an RFC 9457 problem. Nothing but the signature lets in."""
    try:
        if request.method != "POST":
            raise Refused(_("This address takes POST."), code="method", status=405)
        return _called(request, slug)
    except Refused as refusal:
        return with_retry(problem(refusal), refusal)


@limited("referral_call")
def _called(request: HttpRequest, slug: str) -> HttpResponse:
    program = program_of_request(request)
    if program is None or program.slug != slug:
        raise NotFound(_("There is no such program."))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Refused(_("This call is too long."), code="too_long", status=413)
    body, now = request.body, timezone.now()
    number = signer_of(request.headers.get(HEADER, ""), body, live_secrets(program), at=now)
    sent = _read(body)
    event = str(sent.get("event", ""))
    if event not in CALLS:
        raise Invalid(_("“event” is conversion or refund."), code="event")
    given = _checked(CALLS[event](_plain(sent)))
    if event == "conversion":
        ordered_at = given.pop("at")
        order = referrals.Order(ordered_at=ordered_at, **given)
        return _answer(*referrals.receive(program, order, secret=ReferralSecret(pk=number), at=now))
    told = {"order": given["order"], "number": given["refund"], "amount": given["amount"]}
    return _answer(*_refunded(program, told, now))


def _refunded(program: Program, told: dict[str, Any], now: Any) -> tuple[Conversion, bool]:
    return referrals.refund(program, at=now, **told)


def _read(body: bytes) -> dict[str, Any]:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(_("The body is no JSON."), code="unreadable") from None
    if not isinstance(sent, dict):
        raise Invalid(_("The body is one JSON object."), code="unreadable")
    return sent


def _plain(sent: dict[str, Any]) -> dict[str, str]:
    """What was sent as text, as a form reads it: a list, a fraction or half a character is not made into something."""
    found = {name: value for name, value in sent.items() if value is not None}
    for name, value in found.items():
        if type(value) not in (str, int) or not can_be_kept(str(value)):
            errors = [{"field": name, "sentence": str(_("Send text or a whole number."))}]
            raise Invalid(_("Something that was sent has the wrong shape."), detail={"errors": errors})
    return {name: str(value) for name, value in found.items()}


def _checked(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        errors = [{"field": name, "sentence": str(found[0])} for name, found in form.errors.items()]
        raise Invalid(_("Something that was sent has the wrong shape."), detail={"errors": errors})
    return form.cleaned_data


def _answer(conversion: Conversion, fresh: bool) -> JsonResponse:
    told = {
        "order": conversion.order, "state": conversion.state, "why": conversion.why, "rule": conversion.rule.version,
        "hold_until": conversion.hold_until.isoformat(), "refunded": conversion.refunded,
    }  # fmt: skip
    return JsonResponse(told, status=201 if fresh else 200)
