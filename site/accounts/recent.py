"""Risky acts ask who sits there: a person who has not proved it for a while does so first, and loses nothing by it."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

View = TypeVar("View", bound=Callable[..., HttpResponse])
KEPT = "unfinished_form"
KEPT_FOR = 600
"""Seconds for which a form waits for its confirmation."""
MOST_KEPT = 200_000
"""Characters of a form that are kept; a larger one must be sent again."""
NEVER_KEPT = ("csrfmiddlewaretoken", "password")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
Fields = list[tuple[str, str]]


def recently_authenticated(view: View) -> View:
    """For a view that needs sign-in: a form sent more than five minutes after the last proof of identity waits.

    The person confirms by password, authenticator or passkey, sees the form once more, filled in, and sends it with
    one press. Reading passes. A request of htmx is led away in the same manner. Chosen files must be chosen again.
    """

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"} or is_recent(request):
            return view(request, *args, **kwargs)
        return ask_again(request)

    confirmed.waits_for_proof = True  # type: ignore[attr-defined]
    return login_required(confirmed)  # type: ignore[return-value]


def ask_again(request: HttpRequest) -> HttpResponse:
    """Put the form aside and lead the person to confirm who they are; then they send it with one press."""
    keep(request)
    return led_away(request, f"{way_to_confirm(request)}?{urlencode({'next': reverse('carry_on')})}")


def is_recent(request: HttpRequest) -> bool:
    """Whether the person proved it within `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds, by signing in or by confirming.

    For who has a second factor only the second factor proves it, or what was proved before there was one.
    """
    proved = proved_at(request)
    return proved is not None and proved > time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def proved_at(request: HttpRequest) -> float | None:
    """When the person last proved it in this session, in seconds since the epoch; by what counts for `is_recent`."""
    if not request.user.is_authenticated:
        return None
    records = get_authentication_records(request, request.user)
    since = _second_factor_since(request.user) if records else None
    counting = [proof["at"] for proof in records if since is None or proof["method"] == "mfa" or proof["at"] < since]
    return max(counting, default=None)


def latest_proof(request: HttpRequest) -> str:
    """How the person proved last who they are: password, totp, webauthn, recovery_codes, code or socialaccount."""
    records = get_authentication_records(request, request.user) if request.user.is_authenticated else []
    last = max(records, key=lambda proof: proof["at"], default=None)
    if last is None:
        return "portal"
    return str(last.get("type") or "portal") if last["method"] == "mfa" else str(last["method"])[:20]


def _second_factor_since(person: AbstractBaseUser) -> float | None:
    factors = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).order_by("created_at")
    first = factors.values_list("created_at", flat=True).first()
    return first.timestamp() if first else None


def way_to_confirm(request: HttpRequest) -> str:
    """Where this person confirms; who has neither password nor second factor is told what to do first."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    return str(methods[0]["url"]) if methods else reverse("cannot_confirm")


def keep(request: HttpRequest) -> None:
    """Put the form aside in the session, without passwords and files."""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name.lower() for word in NEVER_KEPT)
    ]
    fits = sum(len(name) + len(value) for name, value in fields) <= MOST_KEPT
    request.session[KEPT] = {
        "path": request.get_full_path(),
        "fields": fields if fits else [],
        "whole": fits and not request.FILES,
        "until": time.time() + KEPT_FOR,
        "user": request.user.pk,
    }


def kept(request: HttpRequest) -> tuple[str, Fields, bool] | None:
    """The path and fields put aside and whether they are whole; nothing if there are none, too old, or another's."""
    form = request.session.get(KEPT)
    if not form or form["user"] != request.user.pk or form["until"] < time.time():
        return None
    return form["path"], [(name, value) for name, value in form["fields"]], form["whole"]


def led_away(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows with the whole page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
