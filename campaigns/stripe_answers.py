"""What Stripe answers and tells, as plain values, and the three ways in which it does not answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


class Refused(Exception):
    """Stripe says no, for certain: nothing was done. `code` is Stripe's, `unmet` says that asking again may help."""

    def __init__(self, code: str, *, unmet: bool = False) -> None:
        super().__init__(code)
        self.code, self.unmet = code, unmet


class Busy(Exception):
    """Nothing was begun: too many requests, or our own key is not accepted. `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsure(Exception):
    """No answer, or one that says nothing: it may have been done. Look it up."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer as Stripe tells of it. `arrival` is the payment that the person's account got."""

    id: str
    group: str
    amount: int
    reversed_amount: int
    currency: str
    destination: str
    arrival: str
    live: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """An account to be paid to: whether transfers and payouts are active, and what Stripe waits for from the person."""

    id: str
    closed: bool
    transfers: str
    payouts: str
    wanted: tuple[str, ...]
    live: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A Checkout session: `paid` only when the money is there."""

    id: str
    url: str
    reference: str
    paid: bool
    over: bool
    amount: int
    currency: str
    payment: str
    live: bool


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of our balance at Stripe. `source` is a transfer, charge or reversal; `payment` of a charge its intent."""

    id: str
    kind: str
    amount: int
    fee: int
    currency: str
    source: str
    group: str
    payment: str


def session(told: dict[str, Any]) -> Session:
    """A Checkout session out of what Stripe tells of it, in an answer or in a message."""
    paid = told.get("status") == "complete" and told["payment_status"] == "paid"
    return Session(
        told["id"], told.get("url") or "", told.get("client_reference_id") or "", paid,
        told.get("status") == "expired", told.get("amount_total") or 0, told.get("currency") or "",
        id_of(told.get("payment_intent")), told["livemode"],
    )  # fmt: skip


def transfer(told: dict[str, Any]) -> Transfer:
    """A transfer out of what Stripe tells of it, in an answer or in a message."""
    return Transfer(
        told["id"], told.get("transfer_group") or "", told["amount"], told["amount_reversed"], told["currency"],
        id_of(told.get("destination")), id_of(told.get("destination_payment")), told["livemode"],
        datetime.fromtimestamp(told["created"], UTC),
    )  # fmt: skip


def movement(told: dict[str, Any]) -> Movement:
    source = told.get("source") or {}
    known = source if isinstance(source, dict) else {"id": source}
    return Movement(
        told["id"], told["type"], told["amount"], told["fee"], told["currency"], known.get("id", ""),
        known.get("transfer_group") or "", id_of(known.get("payment_intent")),
    )  # fmt: skip


def plain(found: Any) -> dict[str, Any]:
    told: dict[str, Any] = found.to_dict(recursive=True) if hasattr(found, "to_dict") else dict(found)
    return told


def id_of(thing: Any) -> str:
    """The id of what Stripe tells either by its id or in full."""
    if isinstance(thing, str) or thing is None:
        return thing or ""
    return str(thing["id"])
