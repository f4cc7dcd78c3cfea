"""How often is too often: every limit of the product in one table, read by our decorator and by django-allauth.

Counts live in the cache, so that several web processes share them through Redis; in the memory of one process they are
exact for that one, which is why the embedded default runs a single web process.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_ratelimit.core import get_usage

from sitewide.errors import TooMany, Unavailable

logger = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
AWAY = _("This cannot be done just now. Nothing was changed. Wait a moment and try again.")
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True)
class Limit:
    """`rates` are `amount/period/per`: period like `m`, `h` or `300s`; per `ip`, `user` (a visitor's ip), or `key`.

    `key` is what django-allauth counts by: the address or person that somebody tries. Reading counts only where
    `reading` is true. `allauth` names the acts of django-allauth that the limit holds for.
    """

    rates: str
    allauth: tuple[str, ...] = ()
    reading: bool = False


TABLE: dict[str, Limit] = {
    "sign_up": Limit("10/m/ip,60/h/ip", allauth=("signup",)),
    "sign_in": Limit("30/m/ip", allauth=("login", "request_login_code")),
    "sign_in_failed": Limit("20/m/ip,5/300s/key", allauth=("login_failed",)),
    "reset": Limit("10/m/ip,5/h/key", allauth=("reset_password",)),
    "reset_from_key": Limit("20/m/ip", allauth=("reset_password_from_key",)),
    "mail": Limit("1/10s/key,10/h/key", allauth=("confirm_email",)),
    "mfa": Limit("10/m/user", allauth=("reauthenticate", "change_password", "manage_email")),
    "passkey": Limit("20/m/ip", allauth=("webauthn_login",)),
    "apply": Limit("10/m/user,60/h/user"),
    "invited": Limit("20/m/user,100/h/user", reading=True),
    "nominate": Limit("5/m/user,15/h/user"),
    "answer": Limit("20/m/user,120/h/user"),
    "leave": Limit("5/m/user,20/h/user"),
    "draft": Limit("40/m/user,900/h/user"),
    "post": Limit("6/m/user,60/h/user"),
    "comment": Limit("10/m/user,120/h/user"),
    "edit": Limit("20/m/user,200/h/user"),
    "flag": Limit("10/m/user,60/h/user"),
    "decide": Limit("60/m/user,1500/h/user"),
    "appeal": Limit("5/m/user,20/h/user"),
    "learn": Limit("60/m/user,600/h/user"),
    "redeem": Limit("6/m/user,30/h/user"),
    "verify": Limit("20/m/user,300/h/user"),
    "pay_account": Limit("6/m/user,40/h/user"),
    "tax": Limit("10/m/user,60/h/user"),
    "share": Limit("10/m/user,60/h/user"),
    "referral_call": Limit("1200/m/ip"),
    "idea": Limit("4/m/user,12/h/user"),
    "idea_vote": Limit("30/m/user,300/h/user"),
    "idea_said": Limit("8/m/user,80/h/user"),
    "log_work": Limit("6/m/user,40/h/user"),
    "accept": Limit("20/m/user,200/h/user"),
    "mission": Limit("20/m/user,300/h/user"),
    "calendar": Limit("6/m/user,30/h/user"),
    "search": Limit("40/m/user", reading=True),
    "register": Limit("120/m/user", reading=True),
    "api_read": Limit("240/m/user", reading=True),
    "api_write": Limit("60/m/user,1000/h/user", reading=True),
}


def limited(group: str) -> Callable[[View], View]:
    """For a view or API operation: count each call under the group, and refuse with `TooMany` what is over its limit."""
    limit = TABLE[group]

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if limit.reading or request.method not in READING:
                count(request, group)
            return view(request, *args, **kwargs)

        return counted  # type: ignore[return-value]

    return decorate


def count(request: HttpRequest, group: str, *, who: str = "") -> None:
    """Count one act of the group; `who` counts for somebody else than the request's person or address.

    Refuses `too_many`, and `unavailable` while the cache cannot count: what cannot be counted is not let through.
    """
    for rate in TABLE[group].rates.split(","):
        amount, per = rate.strip().rsplit("/", 1)
        key = (lambda _group, _request: f"who:{who}") if who else "ip" if per == "ip" else "user_or_ip"
        try:
            usage = get_usage(request, group=group, key=key, rate=amount, increment=True)
        except Exception as error:
            logger.exception("The cache cannot count %s.", group)
            raise Unavailable(AWAY, retry_after=30) from error
        if usage and usage["should_limit"]:
            raise TooMany(
                _("That was very often in a short time. Wait a moment and try again."),
                retry_after=max(1, usage["time_left"]),
            )


def client_ip(request: HttpRequest) -> str:
    """The address of who asks."""
    return address_in(request.META)


def address_in(meta: Mapping[str, Any]) -> str:
    """The same of a WSGI environment. `X-Forwarded-For` is believed only as far as `TABARD_PROXIES` of ours wrote it."""
    forwarded = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    proxies: int = settings.TABARD_PROXIES
    believed = forwarded[-proxies] if 0 < proxies <= len(forwarded) else ""
    return _address(believed) or _address(meta.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104


def allauth_rates(app: str = "account") -> dict[str, str | None]:
    """The limits in the words of django-allauth, for `ACCOUNT_RATE_LIMITS` and, for `mfa`, `MFA_RATE_LIMITS`."""
    rates = {act: limit.rates for limit in TABLE.values() for act in limit.allauth}
    return {act: rate for act, rate in rates.items() if act.startswith("webauthn") == (app == "mfa")}


def _address(text: str) -> str:
    """The address in its usual notation, an IPv4 one out of its IPv6 coat; nothing where it is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(inner or address)
