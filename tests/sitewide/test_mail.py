"""Letters that the mail server does not take."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sitewide.mail import FIRST_WAIT, MOST_ATTEMPTS, deliver, keep_letter
from tools import ports

pytestmark = pytest.mark.django_db


def test_a_letter_is_offered_again_and_a_secret_goes_from_one_that_is_given_up(settings: Any) -> None:
    """Guard: `over` in `deliver`; without it whoever reads the table later finds a key that nobody was sent."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", ports.free()
    at = timezone.now()
    letter = keep_letter(
        to="a@example.org", about="secret/nomination", subject="x", text="key", html="<b>key</b>", at=at
    )
    assert not deliver(letter_id=letter.pk, at=at)
    letter.refresh_from_db()
    assert (letter.due_at, letter.text) == (at + FIRST_WAIT, "key")
    letter.attempts = MOST_ATTEMPTS - 1
    letter.save()
    assert not deliver(letter_id=letter.pk, at=at + timedelta(minutes=1))
    letter.refresh_from_db()
    assert (letter.text, letter.html) == ("", "")
