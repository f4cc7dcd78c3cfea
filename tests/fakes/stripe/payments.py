"""What becomes of a payment afterwards at Stripe: given back, or disputed by whoever paid."""

from typing import Any

from tests.fakes.stripe.books import Books, Row, number, page


class Payments(Books):
    """The books, with refunds and disputes."""

    def __init__(self) -> None:
        super().__init__()
        self.refunds: list[Row] = []
        self.disputes: list[Row] = []

    def get_refunds(self, given: Row, _path: Any, _account: str) -> Row:
        rows = [row for row in self.refunds if given.get("payment_intent") in (None, row["payment_intent"])]
        return page(rows, given, "/v1/refunds")

    def get_disputes(self, given: Row, _path: Any, _account: str) -> Row:
        rows = [row for row in self.disputes if given.get("payment_intent") in (None, row["payment_intent"])]
        return page(rows, given, "/v1/disputes")

    def refund(self, payment: str, amount: int) -> Row:
        """Somebody gives a part of what was paid back, or all of it."""
        charge = self.charge_of(payment)
        row = {
            "id": number("re"), "object": "refund", "amount": amount, "balance_transaction": number("txn"),
            "charge": charge["id"], "created": self.now(), "currency": charge["currency"], "metadata": {},
            "payment_intent": payment, "reason": None, "receipt_number": None, "source_transfer_reversal": None,
            "status": "succeeded", "transfer_reversal": None,
        }  # fmt: skip
        self.rows[row["id"]] = row
        self.refunds.append(row)
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.balance -= amount
        self.line("", "refund", -amount, row["currency"], row["id"])
        self.event("refund.created", row)
        self.event("charge.refunded", charge)
        return row

    def refund_fails(self, refund: str) -> None:
        """The bank does not take it: the money is ours again."""
        row = self.rows[refund]
        charge = self.rows[row["charge"]]
        row["status"] = "failed"
        charge["amount_refunded"] -= row["amount"]
        charge["refunded"] = False
        self.balance += row["amount"]
        self.line("", "refund_failure", row["amount"], row["currency"], refund)
        self.event("refund.failed", row)

    def dispute(self, payment: str, amount: int) -> Row:
        """Whoever paid tells their bank that they did not: it takes the money until that is decided."""
        charge = self.charge_of(payment)
        row = {
            "id": number("dp"), "object": "dispute", "amount": amount, "balance_transactions": [],
            "charge": charge["id"], "created": self.now(), "currency": charge["currency"],
            "enhanced_eligibility_types": [], "evidence": {"enhanced_evidence": {}},
            "evidence_details": {"due_by": self.now() + 864_000, "enhanced_eligibility": {}, "has_evidence": False,
            "past_due": False, "submission_count": 0}, "is_charge_refundable": False, "livemode": self.live,
            "metadata": {}, "payment_intent": payment, "reason": "fraudulent", "status": "needs_response",
        }  # fmt: skip
        self.rows[row["id"]] = row
        self.disputes.append(row)
        charge["disputed"] = True
        self.balance -= amount
        self.line("", "adjustment", -amount, row["currency"], row["id"])
        self.event("charge.dispute.created", row)
        self.event("charge.dispute.funds_withdrawn", row)
        return row

    def dispute_ends(self, dispute: str, status: str) -> None:
        """It is won, and the money comes back, or lost."""
        row = self.rows[dispute]
        row["status"] = status
        self.event("charge.dispute.closed", row)
        if status == "won":
            self.balance += row["amount"]
            self.line("", "adjustment", row["amount"], row["currency"], dispute)
            self.event("charge.dispute.funds_reinstated", row)

    def charge_of(self, payment: str) -> Row:
        return next(
            row for row in self.rows.values() if row["object"] == "charge" and row["payment_intent"] == payment
        )  # fmt: skip
