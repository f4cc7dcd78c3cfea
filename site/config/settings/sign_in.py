"""Sign-in by other sites, from the environment: one OIDC server, and any provider that django-allauth knows."""

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import env

PROVIDERS = "allauth.socialaccount.providers"


def named() -> list[str]:
    """The words of `TABARD_SOCIAL`, such as `google,github`; one that django-allauth does not know refuses to start."""
    names = env.words("TABARD_SOCIAL", [])
    for name in names:
        if not name.isidentifier() or find_spec(f"{PROVIDERS}.{name}") is None:
            raise ImproperlyConfigured(f"TABARD_SOCIAL names {name!r}, which django-allauth has no provider for.")
    return names


def apps() -> list[str]:
    """What they add to `INSTALLED_APPS`."""
    return [f"{PROVIDERS}.{name}" for name in named()]


def providers() -> dict[str, Any]:
    """`SOCIALACCOUNT_PROVIDERS`: keys come from `TABARD_OIDC_...` and `TABARD_SOCIAL_<NAME>_CLIENT_ID/_CLIENT_SECRET`."""
    found: dict[str, Any] = {name: {"APPS": [_keys(f"TABARD_SOCIAL_{name.upper()}")]} for name in named()}
    issuer = env.url("TABARD_OIDC_ISSUER", "", schemes=("https", "http"))
    if issuer:
        app = _keys("TABARD_OIDC") | {
            "provider_id": "sso",
            "name": env.text("TABARD_OIDC_NAME", "Single sign-on"),
            "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
        }
        found["openid_connect"] = {"APPS": [app]}
    return found


def _keys(prefix: str) -> dict[str, Any]:
    return {"client_id": env.text(f"{prefix}_CLIENT_ID"), "secret": env.secret(f"{prefix}_CLIENT_SECRET", least=1)}
