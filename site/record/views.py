"""The record in the open: how it was signed, with which key, and the script that checks it."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from record import offline
from record.keys import published
from record.queries import heads_before, sealed_until
from sitewide.limits import limited

ON_A_PAGE, IN_JSON = 30, 400


@require_safe
@limited("register")
def record(request: HttpRequest) -> HttpResponse:
    """The signed heads, newest first, and how to check with them."""
    heads, older = heads_before(_before(request), ON_A_PAGE)
    position, sealed_at, waiting = sealed_until()
    context = {
        "heads": heads, "older_url": f"?before={older}" if older else "", "position": position, "at": sealed_at,
        "newer_url": reverse("record") if _before(request) else "", "waiting": waiting, "keys": published()["keys"],
    }  # fmt: skip
    return render(request, "record/record.html", context)


@require_safe
@limited("register")
def heads_json(request: HttpRequest) -> JsonResponse:
    """The signed heads, newest first, at most 400 a page; `next` is the address of the next page."""
    heads, older = heads_before(_before(request), IN_JSON)
    told = [
        {"position": head.position, "after": head.after, "digest": head.digest, "root": head.root, "token": head.token,
         "signed_at": head.signed_at.isoformat()}
        for head in heads
    ]  # fmt: skip
    following = request.build_absolute_uri(f"{reverse('record_heads')}?before={older}") if older else None
    return _open(JsonResponse({"issuer": settings.WAGTAILADMIN_BASE_URL, "heads": told, "next": following}))


@require_safe
def keys_json(request: HttpRequest) -> JsonResponse:
    """The public keys, as a JSON Web Key Set (RFC 7517), at a well-known address (RFC 8615)."""
    return _open(JsonResponse(published(), content_type="application/jwk-set+json"))


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script that checks all of it offline: the very file that this installation runs."""
    return HttpResponse(Path(offline.__file__).read_bytes(), content_type="text/x-python; charset=utf-8")


def _open(answer: JsonResponse) -> JsonResponse:
    """Any site may read it: nothing here depends on who asks."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
