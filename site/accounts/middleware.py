"""Who enters the workbench, and with what; and the way to another site's sign-in, under our strict policy."""

import logging
from collections.abc import Callable
from functools import cache
from typing import cast
from urllib.parse import urlsplit

import requests
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.known import remember
from accounts.models import User
from accounts.recent import proved_at

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class WorkbenchDoorMiddleware:
    """Who is signed in and may not enter the Wagtail admin is told so at once (403), at whatever address of it.

    Wagtail would send them to the door, and leave a sentence of its own to turn up on the page they read next. What
    shows the pages of every program, or breaks on purpose, is for whoever runs the installation.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _enters(request) and not self._may(request):
            raise PermissionDenied
        return self.get_response(request)

    @staticmethod
    def _may(request: HttpRequest) -> bool:
        """The Django admin, which lies below the same prefix, looks for itself."""
        if request.path in _for_operators():
            return bool(request.user.is_superuser)
        return request.path.startswith(reverse("admin:index")) or request.user.has_perm("wagtailadmin.access_admin")


class WorkbenchSecondFactorMiddleware:
    """With `TABARD_ADMIN_SECOND_FACTOR` nobody uses the Wagtail or Django admin without a second factor.

    Who has none is sent to set one up. Leaving (sign-out) is always possible.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TABARD_ADMIN_SECOND_FACTOR and _enters(request) and not is_mfa_enabled(cast(User, request.user)):
            messages.warning(request, _("The workbench asks for a second factor. Set one up, then come back."))
            return redirect("mfa_index")
        return self.get_response(request)


class KnownBrowserMiddleware:
    """Remembers a browser in the answer to the very request in which the person proved there who they are."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/accounts/"):
            return self.get_response(request)
        before = proved_at(request)
        response = self.get_response(request)
        proved = proved_at(request)
        if proved is not None and (before is None or proved > before):
            remember(request, response)
        return response


class OtherSitesMiddleware:
    """A form that ends at another site's sign-in page goes there by a page of ours, not by a redirect.

    Browsers hold the redirect of a form to `form-action`, which names only this site; a page with a refresh is free,
    so no list of other sites' addresses is needed in the policy. A site that does not answer is said to be away (502).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        target = response.headers.get("Location", "")
        outward = urlsplit(target).netloc not in {"", request.get_host()}
        if request.method != "POST" or response.status_code != 302 or not outward or not _begins_elsewhere(request):
            return response
        page = render(request, "socialaccount/login_redirect.html", {"redirect_to": target})
        page.cookies = response.cookies
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, requests.RequestException) or not _elsewhere(request):
            return None
        logger.warning("The other site did not answer: %s", exception)
        return render(request, "socialaccount/authentication_error.html", status=502)


def _enters(request: HttpRequest) -> bool:
    """Whether somebody who is signed in asks for something behind the door of the two admins."""
    inside = request.path.startswith(_workbench()) and request.path not in _doors()
    return inside and request.user.is_authenticated


@cache
def _workbench() -> str:
    return reverse("wagtailadmin_home")


@cache
def _for_operators() -> frozenset[str]:
    report = "wagtailadmin_reports:page_types_usage"
    return frozenset({reverse(report), reverse(f"{report}_results"), reverse("wagtailadmin_error_test")})


@cache
def _doors() -> frozenset[str]:
    return frozenset({reverse("admin_login"), reverse("wagtailadmin_logout")})


def _begins_elsewhere(request: HttpRequest) -> bool:
    match = request.resolver_match
    return _elsewhere(request) and match is not None and (match.url_name or "").endswith("_login")


def _elsewhere(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.func.__module__.startswith("allauth.socialaccount.")
