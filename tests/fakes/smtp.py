"""A mail server on this machine that keeps what it takes, for tests that must see mail leave through SMTP."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller


@dataclass
class Postbox:
    """What arrived, in order. `refuses` is how many of the next mails are turned away with 451."""

    host: str = ""
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refuses: int = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refuses:
            self.refuses -= 1
            return "451 Come back later"
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        self.mails.append(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in str(mail["To"])]

    def subjects(self, address: str) -> list[str]:
        return [str(mail["Subject"]) for mail in self.to(address)]


class OnFreePort(Controller):
    """aiosmtpd greets itself at the port it was told, which for a free one is only known once it listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The words of one part; `kind` is plain or html."""
    part = mail.get_body((kind,))
    assert part is not None, f"the mail has no {kind} part"
    return str(part.get_content())


@contextmanager
def running() -> Iterator[Postbox]:
    """A server on a free port of the loopback address, until the block ends."""
    postbox = Postbox()
    controller = OnFreePort(postbox, hostname="127.0.0.1", port=0)
    controller.start()
    postbox.host, postbox.port = controller.hostname, controller.port
    try:
        yield postbox
    finally:
        controller.stop()


@pytest.fixture
def postbox(settings: Any) -> Generator[Postbox]:
    """The server, with Django's mail settings pointing at it."""
    with running() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield box
