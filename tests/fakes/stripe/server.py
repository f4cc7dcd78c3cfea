"""Stripe's HTTP: keys remembered as Stripe does, answers that get lost, and a count of what really moved."""

import json
import random
import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.stripe.books import No, Row, number
from tests.fakes.stripe.document import answer_of, body_of, faults, operation, query_of, unfold
from tests.fakes.stripe.payments import Payments

A_DAY = 24 * 3600
LOST, UNHEARD, LIMITED, AWAY, SAVED, SAVED_DONE, BUSY = "lost", "unheard", "429", "503", "500", "500 done", "409"
TROUBLES = (LOST, UNHEARD, LIMITED, AWAY, SAVED_DONE)
"""What may happen to a transfer. `SAVED` is left to tests that wait a day: until then the same key is told 500 again."""
ACTS: dict[tuple[str, str], str] = {
    ("post", "/v2/core/accounts"): "post_accounts", ("get", "/v2/core/accounts/{id}"): "get_account",
    ("post", "/v2/core/account_links"): "post_account_links", ("post", "/v1/transfers"): "post_transfers",
    ("get", "/v1/transfers"): "get_transfers", ("get", "/v1/transfers/{transfer}"): "get_transfer",
    ("get", "/v1/payouts"): "get_payouts", ("get", "/v1/balance_transactions"): "get_balance_transactions",
    ("post", "/v1/checkout/sessions"): "post_sessions", ("get", "/v1/checkout/sessions/{session}"): "get_session",
    ("get", "/v1/refunds"): "get_refunds", ("get", "/v1/disputes"): "get_disputes", ("get", "/v1/events"): "get_events",
}  # fmt: skip


@dataclass
class Key:
    print: tuple[str, str, str]
    at: float
    answer: tuple[int, Row] | None = None


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: str
    body: str
    headers: Any


@dataclass
class Fake:
    """The server's state. `next` are troubles that the next transfers meet, `dice` and `trouble` let them come by chance."""

    books: Payments = field(default_factory=Payments)
    keys: dict[str, Key] = field(default_factory=dict)
    next: list[str] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    trouble: float = 0.0
    heard: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def met(self, path: str) -> str:
        """What happens to this call beside what it asks for."""
        if path != "/v1/transfers":
            return ""
        if self.next:
            return self.next.pop(0)
        return self.dice.choice(TROUBLES) if self.dice.random() < self.trouble else ""

    def answer(self, call: Call) -> tuple[int, Row] | None:
        """Status and body; None where the reply gets lost."""
        self.heard.append((call.method, call.path))
        trouble = self.met(call.path) if call.method == "post" else ""
        if trouble == UNHEARD:
            return None
        if trouble in (LIMITED, AWAY, BUSY):
            return refusal(trouble)
        told = self.once(call, trouble)
        return None if trouble == LOST else told

    def once(self, call: Call, trouble: str) -> tuple[int, Row]:
        """The same key is answered what it was answered before, for a day; with other parameters it is an error."""
        name = call.headers.get("Idempotency-Key") if call.method == "post" else None
        sent = (call.method, call.path, call.body)
        known = self.keys.get(name) if name else None
        if known and self.books.now() - known.at < A_DAY:
            if known.print != sent:
                return 400, {"error": {"type": "idempotency_error", "message": "Keys for idempotent requests can only"
                             " be used with the same parameters they were first used with."}}  # fmt: skip
            if known.answer is not None:
                return known.answer
        try:
            status, told = 200, self.done(call, trouble)
        except No as no:
            status, told = no.status, no.body
            if not no.kept:
                return status, told
        if trouble == SAVED_DONE:
            status, told = refusal(SAVED)
        if name:
            self.keys[name] = Key(sent, self.books.now(), (status, told))
        return status, told

    def done(self, call: Call, trouble: str) -> Row:
        method = call.method
        found = operation(method, call.path)
        if found is None:
            raise No(404, f"Unrecognized request URL ({method.upper()}: {call.path})", "", kept=False)
        name, given_path, described = found
        if (method, name) not in ACTS:
            raise No(501, f"{method} {name} is in Stripe's document and not in this server", "", kept=False)
        schema, is_json = body_of(described)
        text = call.query if method == "get" else call.body
        schema = query_of(described) if method == "get" else schema
        given = json.loads(call.body or "{}") if is_json and method == "post" else unfold(text, schema)
        self.check(f"{method} {name}", schema, given)
        if trouble == SAVED:
            raise No(500, "An unknown error occurred", "")
        told: Row = getattr(self.books, ACTS[method, name])(given, given_path, call.headers.get("Stripe-Account", ""))
        for fault in faults(answer_of(described), told):
            self.wrong.append(f"{method} {name} answers wrongly: {fault.message[:300]} {list(fault.path)}")
        return told

    def check(self, what: str, schema: Any, given: Row) -> None:
        """What Stripe's document does not allow is refused before anything is begun, and remembered for the test."""
        for fault in faults(schema, given):
            self.wrong.append(f"{what} is asked wrongly: {fault.message[:300]} {list(fault.path)}")
            raise No(400, fault.message[:200], "parameter_unknown", kept=False)


def refusal(trouble: str) -> tuple[int, Row]:
    status = {LIMITED: 429, AWAY: 503, BUSY: 409, SAVED: 500}[trouble]
    code = {LIMITED: "rate_limit", BUSY: "idempotency_key_in_use"}.get(trouble)
    kind = "invalid_request_error" if status < 500 else "api_error"
    return status, {"error": {"type": kind, "message": "Come back later"} | ({"code": code} if code else {})}


class Handler(BaseHTTPRequestHandler):
    """One connection; `fake` is what it talks for."""

    protocol_version = "HTTP/1.1"
    fake: Fake

    def log_message(self, *_words: Any) -> None:
        """Nothing is told to the terminal."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        visited = path.split("/")
        if visited[1] in ("onboard", "checkout"):
            return self.visit(visited[1], visited[2])
        self.go("get")

    def do_POST(self) -> None:
        self.go("post")

    def visit(self, page: str, name: str) -> None:
        """The page where a person gives details or pays: done as soon as it is opened, and back they go."""
        with self.fake.lock:
            self.fake.books.stand(name, "active") if page == "onboard" else self.fake.books.pay_session(name)
        self.send_response(303)
        self.send_header("Location", self.fake.books.back[name])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def go(self, method: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if not self.headers.get("Authorization", "").startswith(("Bearer sk_", "Bearer rk_")):
            return self.tell(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}})
        with self.fake.lock:
            answer = self.fake.answer(Call(method, parts.path, parts.query, body, self.headers))
        if answer is not None:
            return self.tell(*answer)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def tell(self, status: int, told: Row) -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(data)))):
            self.send_header(name, value)
        self.send_header("Request-Id", number("req"))
        self.end_headers()
        self.wfile.write(data)


def handler(fake: Fake) -> type[Handler]:
    return type("Bound", (Handler,), {"fake": fake})


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever was killed in the middle of a call leaves a broken connection."""
