"""Signing in to the API: a bearer token whose scopes are words of `Scope`."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from accounts.actions.tokens import live_token
from accounts.models import ApiToken, User
from sitewide.errors import Forbidden


class Token(HttpBearer):
    """Lets a live token of this scope in, as its owner. Nothing of a session counts here, so no CSRF token is needed."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        self.openapi_description = f"A token with the scope `{scope}`, made in the portal under Profile."

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token; None (401) if there is none that lives. Refuses (403) one without the scope."""
        found = live_token(token, at=timezone.now())
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise Forbidden(_("This token has not the scope “%(scope)s”.") % {"scope": self.scope}, code="scope")
        request.user = found.owner
        return found


def asker(request: HttpRequest) -> User:
    """The owner of the token that the request came with."""
    assert isinstance(request.user, User), "the operation lets only tokens in"
    return request.user
