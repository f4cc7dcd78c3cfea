"""Every call to Stripe, and nothing else: what goes in and comes out are plain values.

No call is made inside a transaction, and none is repeated here: whoever calls knows whether it may be. What Stripe did is
told by the answer or by one of three exceptions: `Refused` (nothing was done, and why), `Busy` (nothing was done, come
back later), `Unsure` (the answer was lost: it may have been done).
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.db import transaction

from campaigns.stripe_answers import (
    Busy,
    Movement,
    Refused,
    Session,
    Standing,
    Transfer,
    Unsure,
    id_of,
    movement,
    plain,
    session,
    transfer,
)

API_VERSION = "2026-05-27.dahlia"
"""The version that the requests are checked against; see tests/fakes/stripe."""
CONNECT_SECONDS, READ_SECONDS = 5, 30
MOST_LISTED = 20_000
HOSTS = frozenset({"connect.stripe.com", "checkout.stripe.com"})
"""Where people are sent; an address elsewhere is not followed."""
NOT_REFUNDED = frozenset({"failed", "canceled"})
WITHDRAWN = frozenset({"needs_response", "under_review", "lost"})
"""States of a dispute in which its amount is out of our balance. Source: Stripe, "How disputes work"."""
GONE = "account_invalid"
"""Stripe's word for an account that is not, or no longer, connected to ours."""
Answer = TypeVar("Answer")


def is_on() -> bool:
    """Whether this installation has a key: without one there are no cash rewards."""
    return bool(settings.TABARD_STRIPE_KEY)


def may_go_to(url: str) -> bool:
    """Whether the address is one of Stripe's own; of the server that stands in for it, only where one is named."""
    parts, own = urlsplit(url), settings.TABARD_STRIPE_API_BASE
    if own and (parts.scheme, parts.netloc) == urlsplit(own)[:2]:
        return True
    return parts.scheme == "https" and parts.hostname in HOSTS and parts.port is None and "@" not in parts.netloc


def open_account(*, key: str, country: str, email: str, about: dict[str, str]) -> str:
    """Open an account that can only be paid to; answers its id. The same key opens it once."""
    params: Any = {
        "contact_email": email,
        "dashboard": "express",
        "identity": {"country": country, "entity_type": "individual"},
        "configuration": {"recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}},
        "defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}},
        "metadata": about,
    }
    return _asked(lambda client: client.v2.core.accounts.create(params, {"idempotency_key": key})).id


def standing(account: str) -> Standing:
    """How the account stands now."""
    params: Any = {"include": ["configuration.recipient", "requirements"]}
    found = plain(_asked(lambda client: client.v2.core.accounts.retrieve(account, params)))
    recipient = (found.get("configuration") or {}).get("recipient") or {}
    balance = (recipient.get("capabilities") or {}).get("stripe_balance") or {}
    entries = (found.get("requirements") or {}).get("entries") or []
    wanted = [entry["description"] for entry in entries if entry["awaiting_action_from"] == "user"]
    transfers, payouts = (balance.get(name, {}).get("status", "pending") for name in ("stripe_transfers", "payouts"))
    return Standing(found["id"], bool(found.get("closed")), transfers, payouts, tuple(wanted), found["livemode"])


def onboarding_link(account: str, *, back: str) -> str:
    """An address at Stripe where the person gives their details, once and for some minutes."""
    onboarding = {"configurations": ["recipient"], "refresh_url": back, "return_url": f"{back}?from=stripe"}
    params: Any = {
        "account": account, "use_case": {"type": "account_onboarding", "account_onboarding": onboarding},
    }  # fmt: skip
    return _asked(lambda client: client.v2.core.account_links.create(params)).url


def send(
    *, key: str, group: str, amount: int, currency: str, destination: str, about: dict[str, str]
) -> Transfer:  # fmt: skip
    """Move money to a person's account. The same key moves it once, for a day."""
    params: Any = {
        "amount": amount, "currency": currency, "destination": destination, "transfer_group": group, "metadata": about,
    }  # fmt: skip
    return transfer(plain(_asked(lambda client: client.v1.transfers.create(params, {"idempotency_key": key}))))


def transfers_of(group: str) -> list[Transfer]:
    """Every transfer of the group: none, one, or more than there should be."""
    found = _asked(lambda client: client.v1.transfers.list({"transfer_group": group, "limit": 10}))
    return [transfer(plain(each)) for each in found.data]


def transfers_since(since: datetime) -> Iterator[Transfer]:
    """Every transfer made since then, newest first."""
    params = {"created": {"gte": _seconds(since)}}
    for each in _every(lambda client, page: client.v1.transfers.list(cast(Any, {**params, **page}))):
        yield transfer(plain(each))


def arrivals_of(account: str, bank_payout: str) -> list[str]:
    """The payments of an account that one of its payouts took to the bank."""
    params = {"payout": bank_payout, "type": "payment"}
    lines = _every(
        lambda client, page: client.v1.balance_transactions.list(
            cast(Any, {**params, **page}), {"stripe_account": account}
        )
    )
    return [str(id_of(line.source)) for line in lines]


def bank_payouts_since(account: str, since: datetime) -> list[tuple[str, str]]:
    """The payouts of an account to its bank made since then that arrived or failed, each with which of the two."""
    params = {"created": {"gte": _seconds(since)}}
    found = _every(
        lambda client, page: client.v1.payouts.list(cast(Any, {**params, **page}), {"stripe_account": account})
    )
    return [(each.id, each.status) for each in found if each.status in ("paid", "failed")]


def gone_of(payment: str) -> int:
    """How much of a payment went back, in its minor units: refunds that did not fail, and disputes while the bank of
    whoever paid has the money. Inquiries and disputes that were won take nothing."""
    about = {"payment_intent": payment}
    refunds = _every(lambda client, page: client.v1.refunds.list(cast(Any, {**about, **page})))
    disputes = _every(lambda client, page: client.v1.disputes.list(cast(Any, {**about, **page})))
    refunded = sum(int(each.amount) for each in refunds if each.status not in NOT_REFUNDED)
    return refunded + sum(int(each.amount) for each in disputes if each.status in WITHDRAWN)


def events_since(since: datetime, kinds: Collection[str]) -> Iterator[dict[str, Any]]:
    """Every message of these kinds (at most 20) about our own account since then, newest first. Stripe keeps 30 days."""
    params = {"created": {"gte": _seconds(since)}, "types": sorted(kinds)}
    for each in _every(lambda client, page: client.v1.events.list(cast(Any, {**params, **page}))):
        yield plain(each)


def movements_since(since: datetime) -> Iterator[Movement]:
    """Every line of our own balance since then, newest first."""
    params = {"created": {"gte": _seconds(since)}, "expand": ["data.source"]}
    for each in _every(lambda client, page: client.v1.balance_transactions.list(cast(Any, {**params, **page}))):
        yield movement(plain(each))


def open_checkout(
    *, key: str, reference: str, amount: int, currency: str, title: str, back: str, email: str
) -> Session:  # fmt: skip
    """A page at Stripe on which somebody pays the amount."""
    item = {"price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": title}}, "quantity": 1}
    params: Any = {
        "mode": "payment", "client_reference_id": reference, "line_items": [item], "customer_email": email,
        "success_url": f"{back}?from=stripe", "cancel_url": back, "metadata": {"funding": reference},
        "payment_intent_data": {"metadata": {"funding": reference}},
    }  # fmt: skip
    return session(plain(_asked(lambda client: client.v1.checkout.sessions.create(params, {"idempotency_key": key}))))


def checkout(session_id: str) -> Session:
    """How a Checkout session stands now."""
    return session(plain(_asked(lambda client: client.v1.checkout.sessions.retrieve(session_id))))


def is_signed(body: bytes, header: str) -> bool:
    """Whether one of our secrets signed exactly this body within the last five minutes."""
    for secret in settings.TABARD_STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret, tolerance=300)
        except (stripe.SignatureVerificationError, UnicodeDecodeError, ValueError):
            continue
        return True
    return False


def _asked(call: Callable[[stripe.StripeClient], Answer]) -> Answer:
    """The answer, or one of the three exceptions. What is neither yes nor no counts as unsure."""
    with transaction.atomic(durable=True):
        """Raises a RuntimeError inside a transaction: no row stays locked while Stripe thinks."""
    try:
        return call(_client())
    except stripe.RateLimitError as error:
        raise Busy("rate_limited") from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        raise Refused(GONE) if error.code == GONE else Busy("key_refused") from error
    except stripe.IdempotencyError as error:
        raise Unsure("idempotency") from error
    except stripe.StripeError as error:
        raise _meant(error) from error


def _meant(error: stripe.StripeError) -> Exception:
    status, code = error.http_status or 0, error.code or ""
    if status == 429:
        return Busy("rate_limited")
    if status == 409 or not 400 <= status < 500:
        return Unsure(f"http_{status}" if status else "no_answer")
    if code in {"idempotency_error", "idempotency_key_in_use"}:
        return Unsure("idempotency")
    return Refused(code or "refused", unmet=code == "balance_insufficient")


def _client() -> stripe.StripeClient:
    """A client of its own for each call, so that no connection is shared with a process that was forked."""
    base = settings.TABARD_STRIPE_API_BASE
    return stripe.StripeClient(
        settings.TABARD_STRIPE_KEY, stripe_version=API_VERSION, max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
        base_addresses={"api": base} if base else None,
    )  # fmt: skip


def _every(ask: Callable[[stripe.StripeClient, dict[str, Any]], Any]) -> Iterator[Any]:
    """Page after page."""
    page: dict[str, Any] = {"limit": 100}
    for _number in range(MOST_LISTED // 100):
        found = _asked(lambda client, page=page: ask(client, page))  # type: ignore[misc]
        yield from found.data
        if not found.has_more:
            return
        page = {"limit": 100, "starting_after": found.data[-1].id}


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
