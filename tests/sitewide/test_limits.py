"""Limits are counted exactly, by the right address, and by all web processes together."""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings as configured
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from accounts.models import User
from sitewide.errors import TooMany
from sitewide.limits import TABLE, allauth_rates, client_ip, count, limited
from sitewide.models import Letter
from tests.accounts.entering import add_app, is_in, shown_by, sign_in
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

DEAD = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
ROOT = Path(__file__).resolve().parents[2]


@limited("appeal")
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def asked(rf: RequestFactory, user: User | None = None, method: str = "post", **meta: Any) -> HttpRequest:
    request = getattr(rf, method)("/", **meta)
    request.user = user or AnonymousUser()
    return request  # type: ignore[no-any-return]


def allowed(calls: list[HttpRequest]) -> int:
    done = 0
    for request in calls:
        try:
            done += view(request).status_code == 200
        except TooMany:
            pass
    return done


def test_what_is_over_the_limit_is_refused_with_the_time_to_wait(rf: RequestFactory) -> None:
    ben = User(pk=1)
    assert allowed([asked(rf, ben) for _ in range(9)]) == 5
    with pytest.raises(TooMany) as refusal:
        view(asked(rf, ben))
    assert 1 <= refusal.value.retry_after <= 60


def test_people_are_counted_apart_wherever_they_are_and_strangers_by_address(rf: RequestFactory) -> None:
    assert allowed([asked(rf, User(pk=1), REMOTE_ADDR=f"10.0.0.{n}") for n in range(7)]) == 5
    assert allowed([asked(rf, User(pk=2)) for _ in range(7)]) == 5
    assert allowed([asked(rf, REMOTE_ADDR="10.0.0.1") for _ in range(7)]) == 5
    assert allowed([asked(rf, REMOTE_ADDR="10.0.0.2") for _ in range(7)]) == 5


def test_reading_counts_only_where_the_table_says_so(rf: RequestFactory) -> None:
    assert allowed([asked(rf, User(pk=1), method="get") for _ in range(50)]) == 50
    for _call in range(40):
        count(asked(rf, User(pk=1), method="get"), "search")
    with pytest.raises(TooMany):
        limited("search")(view)(asked(rf, User(pk=1), method="get"))


def test_a_token_counts_for_its_owner(rf: RequestFactory) -> None:
    for _call in range(5):
        count(asked(rf), "appeal", who="7")
    with pytest.raises(TooMany):
        count(asked(rf), "appeal", who="7")
    count(asked(rf), "appeal", who="8")


def test_what_cannot_be_counted_is_not_let_through(rf: RequestFactory, settings: Any) -> None:
    """Without the `except` in `count` a broken cache is an error 500; with a pass in it everybody does everything."""
    settings.CACHES = configured.CACHES | {"dead": DEAD}
    settings.RATELIMIT_USE_CACHE = "dead"
    assert allowed([asked(rf, User(pk=1)) for _ in range(3)]) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/accounts/login/", {"login": "anna@example.com", "password": PASSWORD}),
        ("/accounts/signup/", {"email": "nora@example.com", "name": "Nora", "password1": "a long enough passphrase"}),
        ("/accounts/password/reset/", {"email": "anna@example.com"}),
    ],
)
def test_nobody_gets_in_while_allauth_cannot_count(settings: Any, address: str, form: dict[str, str]) -> None:
    """Guard: `server_error`; without it this is an error 500."""
    client = Client(raise_request_exception=False)
    UserFactory(email="anna@example.com")
    settings.CACHES = {"default": DEAD, "counts": DEAD}
    answer = client.post(address, form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "This cannot be done just now." in answer.content.decode()
    assert "sessionid" not in client.cookies
    assert (User.objects.count(), Letter.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_a_second_factor_is_not_tried_while_it_cannot_be_counted(settings: Any) -> None:
    client = Client(raise_request_exception=False)
    secret = add_app(UserFactory(email="anna@example.com"))
    sign_in(client, "anna@example.com")
    alive, settings.CACHES = settings.CACHES, {"default": DEAD, "counts": DEAD}
    assert client.post("/accounts/2fa/authenticate/", {"code": shown_by(secret)}).status_code == 503
    settings.CACHES = alive
    assert not is_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/portal/profile/", "/admin/"])
def test_who_is_signed_in_is_told_that_the_cache_is_away(settings: Any, path: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    settings.CACHES = {"default": DEAD, "counts": DEAD}
    answer = client.get(path)
    assert answer.status_code == 503
    assert "This cannot be done just now." in answer.content.decode()


def test_every_group_reads_in_both_libraries() -> None:
    for group, limit in TABLE.items():
        for rate in limit.rates.split(","):
            amount, period, per = rate.strip().split("/")
            assert int(amount) > 0, group
            assert period[-1] in "smhd", group
            assert per in ({"ip", "user", "key"} if limit.allauth else {"ip", "user"}), group
    assert {"signup", "login", "login_failed", "reset_password", "confirm_email"} <= set(allauth_rates())
    assert set(allauth_rates("mfa")) == {"webauthn_login"}


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (0, None, "9.9.9.9"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "9.9.9.9"),
        (1, "not an address", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "::ffff:1.1.1.1", "1.1.1.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_believed_only_from_our_own_proxies(
    rf: RequestFactory, settings: Any, proxies: int, forwarded: str | None, seen: str
) -> None:
    settings.TABARD_PROXIES = proxies
    meta = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_ip(asked(rf, REMOTE_ADDR="9.9.9.9", **meta)) == seen


def test_no_address_at_all_is_one_address(rf: RequestFactory) -> None:
    assert client_ip(asked(rf, REMOTE_ADDR="")) == "0.0.0.0"


def test_whoever_has_a_network_is_still_one_asker(rf: RequestFactory) -> None:
    """One household or server gets a /64 of IPv6: counted by single addresses it would have no limit."""
    assert allowed([asked(rf, REMOTE_ADDR=f"2001:db8:1:2::{n:x}") for n in range(1, 9)]) == 5


@pytest.mark.django_db
def test_guessing_a_password_stops_after_five_tries_from_whatever_address(settings: Any) -> None:
    """Without the rate by key in `sign_in_failed` a botnet guesses on."""
    settings.TABARD_PROXIES = 1
    UserFactory(email="anna@example.com")
    for number in range(5):
        sign_in(Client(headers={"X-Forwarded-For": f"10.0.{number}.1"}), "anna@example.com", password=f"guess {number}")
    right = Client(headers={"X-Forwarded-For": "10.9.9.9"})
    sign_in(right, "anna@example.com")
    assert "_auth_user_id" not in right.session


@pytest.mark.django_db
def test_a_spoofed_address_gets_nobody_more_tries(client: Client) -> None:
    """With `TABARD_PROXIES` at its default of 0 the header changes nothing."""
    answers = []
    for number in range(14):
        form = {"email": f"n{number}@example.com", "name": "Nora", "password1": "a long enough passphrase"}
        answers.append(Client(headers={"X-Forwarded-For": f"10.0.0.{number}"}).post("/accounts/signup/", form))
    assert Counter(answer.status_code for answer in answers) == {302: 10, 429: 4}
    assert answers[-1]["Retry-After"] == "60", "`handler429`; django-allauth's own answer does not say when"
    assert User.objects.count() == 10


@pytest.mark.django_db
def test_nobodys_postbox_is_flooded(client: Client) -> None:
    UserFactory(email="anna@example.com")
    for _time in range(9):
        client.post("/accounts/password/reset/", {"email": "anna@example.com"})
    assert Letter.objects.count() == 5


@contextmanager
def two_web_processes(database: str) -> Iterator[str]:
    """granian with two workers, as in production, on the test's own database and cache."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{database}"
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    granian = [Path(sys.executable).parent / "granian", "--interface", "wsgi", "--workers", "2", "--host", "127.0.0.1"]
    with subprocess.Popen(
        [*granian, "--port", str(port), "--blocking-threads", "4", "config.wsgi:application"],
        env=environment | {"PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        try:
            yield _once_it_answers(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(15)


def _once_it_answers(url: str) -> str:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(f"{url}/health/live", timeout=2)
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return url
    raise TimeoutError(url)


def _tried(url: str) -> int:
    """One guess at a password in a session of its own, by the address that a proxy would have written."""
    with requests.Session() as session:
        page = session.get(f"{url}/accounts/password/reset/", timeout=30)
        token = page.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        form = {"csrfmiddlewaretoken": token, "email": f"{time.monotonic_ns()}@example.com"}
        spoofed = {"X-Forwarded-For": f"10.0.0.{time.monotonic_ns() % 250}", "X_Forwarded_For": "10.1.1.1"}
        answer = session.post(
            f"{url}/accounts/password/reset/", form, headers=spoofed, timeout=30, allow_redirects=False
        )
        return answer.status_code


@pytest.mark.race
@pytest.mark.skipif(
    "redis" not in configured.CACHES["default"]["BACKEND"], reason="one web process counts in its memory"
)
def test_two_web_processes_count_together_and_exactly(transactional_db: None) -> None:
    """Each process counting for itself would let twenty through; so would believing the spoofed header."""
    with two_web_processes(configured.DATABASES["default"]["NAME"]) as url, ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(lambda _n: _tried(url), range(30)))
    assert answers == {302: 10, 429: 20}
