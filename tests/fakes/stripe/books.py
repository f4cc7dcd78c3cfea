"""What Stripe knows: accounts, transfers, sessions, lines of balances. Whatever it hands out is as Stripe writes it."""

import secrets
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
Hook = Callable[[Row], None]


class No(Exception):
    """An answer that is no. `kept`: the work had begun, so that Stripe remembers it by the key."""

    def __init__(self, status: int, message: str, code: str, *, kept: bool = True) -> None:
        super().__init__(message)
        kind = "invalid_request_error" if status < 500 else "api_error"
        error = {"type": kind, "message": message} | ({"code": code} if code else {})
        self.status, self.body, self.kept = status, {"error": error}, kept


class Books:
    """`live` is the mode, `balance` what there is to transfer, `later` seconds by which its clock is ahead of ours."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.transfers: list[Row] = []
        self.lines: dict[str, list[Row]] = {}
        self.payouts: dict[str, list[Row]] = {}
        self.events: list[Row] = []
        self.balance, self.live, self.later = 10_000_000, False, 0.0
        self.address, self.told = "", (lambda _event: None)  # type: Hook
        self.back: dict[str, str] = {}

    def now(self) -> int:
        return int(datetime.now(UTC).timestamp() + self.later)

    def written(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def post_accounts(self, given: Row, _path: Any, _account: str) -> Row:
        row = {
            "id": number("acct"), "object": "v2.core.account", "applied_configurations": ["recipient"],
            "created": self.written(), "livemode": self.live, "closed": False,
            "contact_email": given.get("contact_email", ""), "dashboard": given.get("dashboard", "none"),
            "metadata": given.get("metadata", {}), "identity": {"country": given["identity"]["country"].upper()},
        }  # fmt: skip
        self.rows[row["id"]] = row
        self.stand(row["id"], "restricted", wanted=["external_account"], tell=False)
        return self.get_account({}, (row["id"],), "")

    def get_account(self, _given: Row, path: Any, _account: str) -> Row:
        return deepcopy(self.known(path[0]))

    def post_account_links(self, given: Row, _path: Any, _account: str) -> Row:
        account = self.known(given["account"])
        self.back[account["id"]] = given["use_case"]["account_onboarding"]["return_url"]
        return {
            "object": "v2.core.account_link", "account": account["id"], "created": self.written(),
            "expires_at": self.written(), "livemode": self.live, "use_case": given["use_case"],
            "url": f"{self.address}/onboard/{account['id']}",
        }  # fmt: skip

    def post_transfers(self, given: Row, _path: Any, _account: str) -> Row:
        account = self.rows.get(given["destination"])
        if account is None:
            raise No(400, f"No such destination: '{given['destination']}'", "resource_missing")
        status = account["configuration"]["recipient"]["capabilities"]["stripe_balance"]["stripe_transfers"]["status"]
        if status != "active":
            raise No(400, "Your destination account needs at least one of the capabilities: transfers.",
                     "insufficient_capabilities_for_transfer")  # fmt: skip
        if given["amount"] > self.balance:
            raise No(400, "You have insufficient available funds in your Stripe account.", "balance_insufficient")
        self.balance -= given["amount"]
        name = number("tr")
        row = {
            "id": name, "object": "transfer", "amount": given["amount"], "amount_reversed": 0,
            "balance_transaction": number("txn"), "created": self.now(), "currency": given["currency"],
            "description": given.get("description"), "destination": given["destination"],
            "destination_payment": number("py"), "livemode": self.live, "metadata": given.get("metadata", {}),
            "reversals": {"object": "list", "data": [], "has_more": False, "url": f"/v1/transfers/{name}/reversals"},
            "reversed": False, "source_transaction": None, "source_type": "card",
            "transfer_group": given.get("transfer_group"),
        }  # fmt: skip
        self.rows[name] = row
        self.transfers.append(row)
        self.line("", "transfer", -row["amount"], row["currency"], name)
        self.line(row["destination"], "payment", row["amount"], row["currency"], row["destination_payment"])
        self.event("transfer.created", row)
        return deepcopy(row)

    def get_transfers(self, given: Row, _path: Any, _account: str) -> Row:
        group = given.get("transfer_group")
        return page([row for row in self.transfers if group in (None, row["transfer_group"])], given, "/v1/transfers")

    def get_transfer(self, _given: Row, path: Any, _account: str) -> Row:
        return deepcopy(self.known(path[0]))

    def get_payouts(self, given: Row, _path: Any, account: str) -> Row:
        rows = [row for row in self.payouts.get(account, []) if given.get("status") in (None, row["status"])]
        return page(rows, given, "/v1/payouts")

    def get_balance_transactions(self, given: Row, _path: Any, account: str) -> Row:
        rows = [
            row for row in self.lines.get(account, [])
            if given.get("type") in (None, row["type"]) and given.get("payout") in (None, row.get("_payout"))
        ]  # fmt: skip
        found = page(rows, given, "/v1/balance_transactions")
        for row in found["data"]:
            row.pop("_payout", None)
            if "data.source" in given.get("expand", []) and row["source"] in self.rows:
                row["source"] = deepcopy(self.rows[row["source"]])
        return found

    def post_sessions(self, given: Row, _path: Any, _account: str) -> Row:
        amount = sum(item["price_data"]["unit_amount"] * item["quantity"] for item in given["line_items"])
        name = number("cs_test")
        row = {
            "id": name, "object": "checkout.session", "automatic_tax": {"enabled": False, "liability": None,
            "provider": None, "status": None}, "created": self.now(), "custom_fields": [],
            "custom_text": dict.fromkeys(("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")),
            "expires_at": self.now() + 86_400, "livemode": self.live, "mode": given["mode"],
            "payment_method_types": ["card"], "payment_status": "unpaid", "shipping_options": [], "status": "open",
            "amount_total": amount, "currency": given["line_items"][0]["price_data"]["currency"],
            "client_reference_id": given.get("client_reference_id"), "metadata": given.get("metadata", {}),
            "payment_intent": None, "url": f"{self.address}/checkout/{name}",
        }  # fmt: skip
        self.rows[name] = row
        self.back[name] = given["success_url"]
        return deepcopy(row)

    def get_session(self, _given: Row, path: Any, _account: str) -> Row:
        return deepcopy(self.known(path[0]))

    def get_events(self, given: Row, _path: Any, _account: str) -> Row:
        """Those of our own account; those of version 2 have a list of their own."""
        own = [row for row in self.events if row["object"] == "event" and "account" not in row]
        rows = [row for row in own if row["type"] in given.get("types", [row["type"]])]
        return page(rows, given, "/v1/events")

    def stand(self, account: str, status: str, *, wanted: list[str] | None = None, tell: bool = True) -> None:
        """From now on the account stands so, and waits for these details."""
        state = {"status": status, "status_details": []}
        self.rows[account]["configuration"] = {"recipient": {
            "applied": True, "capabilities": {"stripe_balance": {"stripe_transfers": state, "payouts": state}},
        }}  # fmt: skip
        self.rows[account]["requirements"] = {"entries": [
            {"awaiting_action_from": "user", "description": name, "errors": [],
             "impact": {"restricts_capabilities": []},
             "minimum_deadline": {"status": "currently_due"}, "requested_reasons": [{"code": "routine_onboarding"}]}
            for name in wanted or []
        ]}  # fmt: skip
        if tell:
            related = {"id": account, "type": "v2.core.account", "url": f"/v2/core/accounts/{account}"}
            name = "v2.core.account[configuration.recipient].capability_status_updated"
            event = {"id": number("evt"), "object": "v2.core.event", "type": name, "created": self.written(),
                     "livemode": self.live, "context": None, "related_object": related}  # fmt: skip
            self.events.append(event)
            self.told(event)

    def pay_session(self, session: str) -> None:
        """Somebody has paid."""
        row = self.rows[session]
        row |= {"status": "complete", "payment_status": "paid", "payment_intent": number("pi")}
        self.balance += row["amount_total"]
        charge = {
            "id": number("ch"), "object": "charge", "payment_intent": row["payment_intent"], "billing_details": {},
            "amount": row["amount_total"], "amount_captured": row["amount_total"], "amount_refunded": 0,
            "captured": True, "created": self.now(), "currency": row["currency"], "disputed": False, "metadata": {},
            "livemode": self.live, "paid": True, "refunded": False, "status": "succeeded",
        }  # fmt: skip
        self.rows[charge["id"]] = charge
        self.line("", "charge", row["amount_total"], row["currency"], charge["id"])
        self.event("checkout.session.completed", row)

    def reverse(self, transfer: str, amount: int) -> None:
        """Take back a part of a transfer, or all of it."""
        row = self.rows[transfer]
        row["amount_reversed"] += amount
        row["reversed"] = row["amount_reversed"] == row["amount"]
        self.balance += amount
        self.line("", "transfer_refund", amount, row["currency"], number("trr"))
        self.event("transfer.reversed", row)

    def to_bank(self, account: str, *, status: str = "paid") -> Row:
        """The account pays out to its bank everything that lies in it."""
        payout = number("po")
        lines = [row for row in self.lines.get(account, []) if row["type"] == "payment" and "_payout" not in row]
        for row in lines:
            row["_payout"] = payout
        made = {
            "id": payout, "object": "payout", "amount": sum(row["amount"] for row in lines), "arrival_date": self.now(),
            "automatic": True, "balance_transaction": number("txn"), "created": self.now(), "description": None,
            "currency": lines[0]["currency"] if lines else "eur", "destination": number("ba"), "failure_code": None,
            "failure_balance_transaction": None, "failure_message": None, "livemode": self.live, "metadata": {},
            "method": "standard", "original_payout": None, "reconciliation_status": "completed", "reversed_by": None,
            "application_fee": None, "application_fee_amount": None, "payout_method": None, "trace_id": None,
            "source_type": "card", "statement_descriptor": None, "status": status, "type": "bank_account",
        }  # fmt: skip
        self.payouts.setdefault(account, []).append(made)
        self.event(f"payout.{status}", made, account=account)
        return made

    def bank_sends_back(self, payout: Row, account: str) -> None:
        """What had arrived, or seemed to, lies in the account at Stripe again."""
        payout |= {"status": "failed", "failure_code": "account_closed", "failure_message": "The account is closed."}
        self.event("payout.failed", payout, account=account)

    def line(self, account: str, kind: str, amount: int, currency: str, source: str) -> None:
        self.lines.setdefault(account, []).append({
            "id": number("txn"), "object": "balance_transaction", "amount": amount, "available_on": self.now(),
            "balance_type": "payments", "created": self.now(), "currency": currency, "description": None,
            "exchange_rate": None, "fee": 0, "fee_details": [], "net": amount, "reporting_category": kind,
            "source": source, "status": "available", "type": kind,
        })  # fmt: skip

    def event(self, kind: str, row: Row, *, account: str = "") -> Row:
        event = {
            "id": number("evt"), "object": "event", "api_version": "2026-05-27.dahlia", "created": self.now(),
            "data": {"object": deepcopy(row)}, "livemode": self.live, "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None}, "type": kind,
        } | ({"account": account} if account else {})  # fmt: skip
        self.events.append(event)
        self.told(event)
        return event

    def known(self, name: str) -> Row:
        if name not in self.rows:
            raise No(404, f"No such object: '{name}'", "resource_missing", kept=False)
        return self.rows[name]


def number(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(8)}"


def page(rows: list[Row], given: Row, url: str) -> Row:
    """The newest first, as many as asked for, after the one that was named."""
    since = given.get("created", {}).get("gte", 0)
    newest = [row for row in reversed(rows) if row["created"] >= since]
    after, limit = given.get("starting_after"), given.get("limit", 10)
    start = next((place + 1 for place, row in enumerate(newest) if row["id"] == after), 0)
    found = newest[start : start + limit]
    more = len(newest) > start + limit
    return {"object": "list", "data": deepcopy(found), "has_more": more, "url": url}
