"""Nobody learns from an answer, or from the time it takes, whether an address has an account here."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from sitewide.models import Letter
from tests.accounts.entering import sign_in, sign_up
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "anna@example.com", "nora@example.com"
SCRYPT = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|anna|nora')


def reset(client: Client, email: str) -> HttpResponse:
    return client.post("/accounts/password/reset/", {"email": email})  # type: ignore[return-value]


def wrong_password(client: Client, email: str) -> HttpResponse:
    return sign_in(client, email, password="not the passphrase")


WAYS: list[Callable[[Client, str], HttpResponse]] = [sign_up, wrong_password, reset]


@pytest.mark.parametrize("way", WAYS)
def test_the_answers_for_known_and_unknown_addresses_are_the_same(way: Callable[[Client, str], HttpResponse]) -> None:
    """Without `ACCOUNT_PREVENT_ENUMERATION` signing up says that the address is taken."""
    UserFactory(email=KNOWN)
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        answer = way(client, email)
        page = client.get(answer.headers["Location"]) if answer.status_code == 302 else answer
        answers.append((answer.status_code, answer.headers.get("Location"), CHANGING.sub("", page.content.decode())))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "then", [{"action": "resend"}, {"code": "AAAA-AAAA"}, {"action": "change", "email": "n@x.example"}]
)
def test_the_page_of_the_code_tells_nothing_either(then: dict[str, str]) -> None:
    """With `cancel_url` as django-allauth gives it the known address would have another way to cancel."""
    UserFactory(email=KNOWN)
    answers = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        sign_up(client, email)
        for _time in range(4):
            cache.clear()
            answer = client.post("/accounts/confirm-email/", then, follow=True)
            page = CHANGING.sub("", answer.content.decode())
            answers.append((email, answer.status_code, answer.redirect_chain, page))
    known, unknown = ([answer[1:] for answer in answers if answer[0] == email] for email in (KNOWN, UNKNOWN))
    assert known == unknown


@pytest.mark.parametrize("way", [sign_up, reset])
def test_both_get_a_mail(way: Callable[[Client, str], HttpResponse]) -> None:
    UserFactory(email=KNOWN)
    for email in (KNOWN, UNKNOWN):
        way(Client(), email)
    assert sorted(Letter.objects.values_list("to", flat=True)) == [KNOWN, UNKNOWN]


@pytest.mark.parametrize("way", WAYS)
def test_the_answers_take_the_same_time(way: Callable[[Client, str], HttpResponse], settings: Any) -> None:
    """Without the hash in `send_account_already_exists_mail` a known address answers three times as quickly.

    With the password hash of production, interleaved; the quickest of five may differ by half.
    """
    settings.PASSWORD_HASHERS = SCRYPT
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(5):
        UserFactory(email=f"known{number}@example.com")
        for kind, taken in times.items():
            cache.clear()
            client = Client()
            client.get("/accounts/login/")
            begun = time.perf_counter()
            way(client, f"{kind}{number}@example.com")
            taken.append(time.perf_counter() - begun)
    known, unknown = (min(times[kind]) for kind in ("known", "unknown"))
    assert known == pytest.approx(unknown, rel=0.5), times
