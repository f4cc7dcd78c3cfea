"""What every API operation shares: idempotent writes, keyset pages."""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from ninja.parser import Parser

from sitewide.characters import can_be_kept
from sitewide.errors import Invalid, Refused
from sitewide.models import SentRequest

LONGEST_KEY = 80
PAGE = 50
Operation = Callable[..., Any]


def idempotent(operation: Operation) -> Operation:
    """Make a write safe to send again: `Idempotency-Key` is required, and the same key gets the first answer.

    Key, act and answer are committed together; the same request at the same time waits for the first. The same key
    with another body is 422.
    A refusal is not remembered: it changed nothing, and may be sent again.
    """

    @wraps(operation)
    def once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key or len(key) > LONGEST_KEY:
            raise Refused(_("Send an Idempotency-Key header of 1 to 80 characters."), code="idempotency_key_missing")
        fingerprint = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        with transaction.atomic():
            return _first(request, key, fingerprint) or _now(request, key, operation, args, kwargs)

    return once


def _first(request: HttpRequest, key: str, fingerprint: str) -> HttpResponse | None:
    """The remembered answer; None if the key is new, and then it is taken until the commit."""
    sender = request.user.pk
    SentRequest.objects.filter(sender_id=sender, key=key, at__lt=timezone.now() - SentRequest.KEPT).delete()
    sent, fresh = SentRequest.objects.get_or_create(
        sender_id=sender, key=key, defaults={"fingerprint": fingerprint, "at": timezone.now()}
    )
    if fresh:
        return None
    if sent.fingerprint != fingerprint:
        raise Invalid(_("This Idempotency-Key was used for another request."), code="idempotency_key_reused")
    return JsonResponse(sent.answer, status=sent.status, safe=False, headers={"Idempotent-Replayed": "true"})


def _now(
    request: HttpRequest, key: str, operation: Operation, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponse:
    status, answer = operation(request, *args, **kwargs)
    body = json.loads(answer.model_dump_json())
    SentRequest.objects.filter(sender_id=request.user.pk, key=key).update(status=status, answer=body)
    return JsonResponse(body, status=status, safe=False)


def page_of(rows: QuerySet[Any], after: str, *, field: str = "pk", size: int = PAGE) -> tuple[list[Any], str]:
    """A keyset page, newest first by `field` (unique and growing), and the cursor of the next; "" at the end.

    Refuses a cursor that was not ours with 422.
    """
    if after:
        try:
            rows = rows.filter(**{f"{field}__lt": signing.loads(after, salt="page")})
        except signing.BadSignature:
            raise Invalid(_("This cursor is not one of ours."), code="bad_cursor") from None
    found = list(rows.order_by(f"-{field}")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return found, signing.dumps(getattr(found[-1], field), salt="page") if more else ""


class Written(Parser):
    """Refuses (422 `unwritable`) what holds characters that no database does, in whatever field, before anything is done."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return _written(super().parse_body(request))

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:  # fmt: skip
        return _written(super().parse_querydict(data, list_fields, request))


def _written(sent: dict[str, Any]) -> dict[str, Any]:
    left: list[Any] = [sent]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str) and not can_be_kept(one):
            raise Invalid(_("A character in it cannot be kept, such as U+0000. Leave it out."), code="unwritable")
    return sent
