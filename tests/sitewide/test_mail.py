"""Letters that the mail server does not take."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sitewide.mail import FIRST_WAIT, MOST_ATTEMPTS, deliver, keep_letter
from sitewide.models import Letter
from sitewide.tasks import forget_letters
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


def test_letters_that_are_done_are_forgotten_after_ninety_days_and_those_that_wait_are_not() -> None:
    """Guards: the two conditions of `forget_letters`."""
    now = timezone.now()
    long_ago, lately = now - Letter.KEPT - timedelta(hours=1), now - Letter.KEPT + timedelta(hours=1)
    letter = {"to": "a@example.org", "subject": "x", "text": "x", "written_at": long_ago}
    for due_at in (long_ago, lately):
        Letter.objects.create(**letter, due_at=due_at, sent_at=due_at)
        Letter.objects.create(**letter, due_at=due_at, attempts=MOST_ATTEMPTS)
    waiting = Letter.objects.create(**letter, due_at=long_ago)
    assert forget_letters() == 2
    assert set(Letter.objects.exclude(pk=waiting.pk).values_list("due_at", flat=True)) == {lately}
    assert Letter.objects.filter(pk=waiting.pk).exists()
