"""Mail: a row in the transaction of what it tells, sent after the commit, offered again until the server takes it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from sitewide.jobs import after_commit
from sitewide.letters import Unwanted, address_to_end, is_wanted, kind_of
from sitewide.models import Letter

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=30)
SECRET = "secret/"  # noqa: S105 - the beginning of a word
"""Letters about this hold a code or a key, which nobody who reads the table later may find."""


def write_letter(*, to: str, about: str, context: dict[str, Any], at: datetime, member: Any = None) -> Letter | None:
    """Write the mail of the templates `email/<about>_subject.txt` and `email/<about>.html`.

    The plain text is `email/<about>.txt`. The templates get `context` and `base_url`. None where the member does without
    letters of its kind; one that they could do without says where to end it.
    """
    context = {"base_url": _base_url()} | context
    kind = kind_of(about) if member is not None else None
    if kind is not None and not is_wanted(kind, member.pk):
        return None
    if kind is not None:
        context["unwanted"] = Unwanted(kind.label, address_to_end(kind, member.pk, context["base_url"]))
    subject = " ".join(strip_tags(render_to_string(f"email/{about}_subject.txt", context)).split())[:200]
    text, html = (render_to_string(f"email/{about}.{end}", context) for end in ("txt", "html"))
    if "unwanted" in context:
        text += render_to_string("email/unwanted.txt", context)
    return keep_letter(to=to, about=about, subject=subject, text=text, html=html, at=at, member=member)


def keep_letter(
    *, to: str, about: str, subject: str, text: str, html: str, at: datetime, member: Any = None
) -> Letter:  # fmt: skip
    """Keep a letter that is rendered and ring for its delivery. One about `secret/...` is blanked once sent or given up."""
    letter = Letter.objects.create(
        to=to, about=about, subject=subject[:200], member=member, written_at=at, due_at=at, text=text, html=html
    )
    after_commit("sitewide.tasks.deliver_due")
    return letter


def deliver(*, letter_id: int, at: datetime) -> bool:
    """Send one letter unless it is sent, given up or in another worker's hands; True if the mail server took it now.

    A worker killed between the server's answer and the commit sends it twice: mail has no key that would prevent it.
    """
    with transaction.atomic():
        due = Letter.objects.select_for_update(skip_locked=True)
        letter = due.filter(pk=letter_id, sent_at=None, due_at__lte=at, attempts__lt=MOST_ATTEMPTS).first()
        if letter is None:
            return False
        letter.attempts += 1
        try:
            _send(letter)
            letter.sent_at, letter.failure = at, ""
        except Exception as failure:
            logger.warning("Letter %s was not taken: %s", letter.pk, failure)
            letter.failure = f"{type(failure).__name__}: {failure}"[:500]
            letter.due_at = at + FIRST_WAIT * 2 ** (letter.attempts - 1)
        over = letter.sent_at is not None or letter.attempts >= MOST_ATTEMPTS
        if over and letter.about.startswith(SECRET):
            letter.text = letter.html = ""
        letter.save()
        return letter.sent_at is not None


def _base_url() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def _send(letter: Letter) -> None:
    """With one press in the mail program to end its kind, where there is one. Source: RFC 8058."""
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    if (kind := kind_of(letter.about)) and letter.member_id:
        address = address_to_end(kind, letter.member_id, _base_url())
        message.extra_headers |= {
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.send()
