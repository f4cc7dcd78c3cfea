"""What is read of a message from Stripe: a few fields of the kinds that matter here, and nothing about people."""

from datetime import UTC, datetime
from typing import Any

from sitewide.characters import can_be_kept

TRANSFER = (
    "id", "amount", "amount_reversed", "currency", "destination", "destination_payment", "transfer_group", "livemode",
    "created", "object",
)  # fmt: skip
CHECKOUT = (
    "id", "status", "payment_status", "amount_total", "currency", "client_reference_id", "payment_intent", "livemode",
    "object",
)  # fmt: skip
BANK = ("id", "object", "status")
BACK = ("id", "object", "payment_intent")
OWN = {
    "transfer.created": "transfer", "transfer.updated": "transfer", "transfer.reversed": "transfer",
    "checkout.session.completed": "checkout", "checkout.session.async_payment_succeeded": "checkout",
    "checkout.session.async_payment_failed": "checkout", "checkout.session.expired": "checkout",
    "charge.refunded": "charge", "charge.refund.updated": "refund", "refund.created": "refund",
    "refund.updated": "refund", "refund.failed": "refund",
    "charge.dispute.created": "dispute", "charge.dispute.updated": "dispute", "charge.dispute.closed": "dispute",
    "charge.dispute.funds_withdrawn": "dispute", "charge.dispute.funds_reinstated": "dispute",
}  # fmt: skip
"""Kinds of our own account at Stripe. The same of a connected account is somebody else's word and is not heard."""
CONNECTED = {
    "payout.paid": "bank", "payout.failed": "bank", "account.updated": "account", "capability.updated": "account",
    "account.application.deauthorized": "account",
}  # fmt: skip
"""Kinds of the people's accounts."""
WENT_BACK = frozenset({"charge", "refund", "dispute"})
"""What is told of money that goes back: all of it only makes us ask how much that is now."""
FIELDS = {"transfer": TRANSFER, "checkout": CHECKOUT, "bank": BANK} | dict.fromkeys(WENT_BACK, BACK)
OBJECTS = {"transfer": "transfer", "checkout": "checkout.session", "bank": "payout"} | {
    kind: kind for kind in WENT_BACK
}
NUMBERS = ("amount", "amount_reversed", "created")
TEXTS = ("id", "currency", "payment_status")


class Unreadable(ValueError):
    """A signed message that has not the shape of one."""


def kind_of(name: str) -> str:
    """transfer, checkout, charge, refund, dispute, bank or account; empty for what is not heard."""
    if name.startswith("v2.core.account"):
        return "account"
    return OWN.get(name) or CONNECTED.get(name) or ""


def is_heard(name: str, account: str) -> bool:
    """Whether the kind matters and comes from the account from which it may come."""
    return name.startswith("v2.core.account[") or name in (CONNECTED if account else OWN)


def facts_of(told: dict[str, Any]) -> dict[str, Any]:
    """The fields that are kept. Raises `Unreadable` where one is missing or of another type."""
    name, kind = told["type"], kind_of(told["type"])
    if kind == "account":
        related = told.get("related_object") or {}
        return {"account": text_of(related.get("id", "") if name.startswith("v2.") else told.get("account") or "")}
    found = (told.get("data") or {}).get("object")
    if not isinstance(found, dict) or found.get("object") != OBJECTS[kind]:
        raise Unreadable("no object of that kind")
    kept = {field: _id(found.get(field)) for field in FIELDS[kind]}
    numbers = NUMBERS if kind == "transfer" else ()
    if any(type(kept[field]) is not int or kept[field] < 0 for field in numbers):
        raise Unreadable("no number")
    if any(not isinstance(kept[field], str) for field in TEXTS if field in kept and (kind, field) not in MAY_MISS):
        raise Unreadable("no text")
    return kept


MAY_MISS = frozenset({("checkout", "currency")})


def when(told: dict[str, Any]) -> datetime:
    """When it happened: seconds in v1, ISO 8601 in v2."""
    at = told.get("created")
    try:
        return datetime.fromisoformat(at) if isinstance(at, str) else datetime.fromtimestamp(int(at or 0), UTC)
    except (ValueError, OverflowError, OSError, TypeError) as error:
        raise Unreadable("no time") from error


def _id(value: Any) -> Any:
    """The id where Stripe tells a thing in full."""
    if isinstance(value, dict):
        return text_of(value.get("id"))
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, int | None):
        return value
    raise Unreadable("a list")


def text_of(value: Any) -> str:
    """Raises `Unreadable` for what is none, and for characters that no id and no database has."""
    if not isinstance(value, str) or not can_be_kept(value):
        raise Unreadable("no text")
    return value
