"""With a second factor enrolled, a password alone opens no session at any door of the product.

Guards, each of which was taken out to see these fail: the doors of both admins in `accounts.urls`, and
`WAGTAIL_PASSWORD_RESET_ENABLED`.
"""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User
from sitewide.models import Letter
from tests.accounts.entering import add_app, add_recovery_codes, is_in, shown_by, sign_in
from tests.factories import ProgramFactory, UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
ROOT = "root@example.com"
NEW = "another long passphrase"


@pytest.fixture(autouse=True)
def with_a_program() -> None:
    ProgramFactory()


@pytest.fixture
def secret() -> str:
    """Of the app of a superuser, who may enter everything."""
    return add_app(UserFactory(email=ROOT, is_staff=True, is_superuser=True))


@pytest.mark.parametrize(
    "door", ["/accounts/login/", "/admin/login/", "/admin/django/login/", "/admin/", "/admin/django/"]
)
def test_a_password_alone_opens_no_session(client: Client, secret: str, door: str) -> None:
    everything = {"login": ROOT, "username": ROOT, "email": ROOT, "password": PASSWORD, "next": "/admin/"}
    client.post(door, everything)
    client.post(f"{door}?next=/admin/", everything, follow=True)
    assert not is_in(client)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/django/").status_code == 302


def test_password_and_code_open_it(client: Client, secret: str) -> None:
    sign_in(client, ROOT, next="/admin/")
    assert not is_in(client)
    answer = client.post("/accounts/2fa/authenticate/", {"code": shown_by(secret)})
    assert is_in(client)
    assert answer.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_wrong_code_opens_nothing_and_a_used_one_works_once(client: Client, secret: str) -> None:
    sign_in(client, ROOT)
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not is_in(client)
    code = shown_by(secret)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(client)
    again = Client()
    sign_in(again, ROOT)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_in(again)


def test_a_recovery_code_works_once(client: Client, secret: str) -> None:
    code = add_recovery_codes(User.objects.get(email=ROOT))[0]
    sign_in(client, ROOT)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert is_in(client)
    again = Client()
    sign_in(again, ROOT)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert not is_in(again)


def test_wagtails_own_reset_does_not_exist(client: Client, secret: str) -> None:
    root = User.objects.get(email=ROOT)
    uid, token = urlsafe_base64_encode(force_bytes(root.pk)), default_token_generator.make_token(root)
    assert client.get("/admin/password_reset/").status_code == 404
    assert client.post("/admin/password_reset/", {"email": ROOT}).status_code == 404
    client.post(f"/admin/password_reset/confirm/{uid}/{token}/", {"new_password1": NEW, "new_password2": NEW})
    root.refresh_from_db()
    assert root.check_password(PASSWORD)
    assert not Letter.objects.exists()


def test_a_password_chosen_by_mail_still_asks_for_the_second_factor(client: Client, secret: str) -> None:
    client.post("/accounts/password/reset/", {"email": ROOT})
    link = Letter.objects.get().text.split("http://testserver")[1].split()[0]
    client.post(client.get(link).headers["Location"], {"password1": NEW, "password2": NEW})
    assert not is_in(client)
    sign_in(client, ROOT, password=NEW)
    assert not is_in(client)


def test_no_form_of_the_workbench_sets_a_password(client: Client, secret: str) -> None:
    """Neither for somebody else nor for oneself: with `WAGTAILUSERS_PASSWORD_ENABLED` the fields would be there."""
    root, other = User.objects.get(email=ROOT), UserFactory()
    client.force_login(root)
    passwords = {"password1": NEW, "password2": NEW, "password-new_password1": NEW, "password-new_password2": NEW}
    for url in (
        "/admin/users/new/",
        f"/admin/users/edit/{other.pk}/",
        f"/admin/users/edit/{root.pk}/",
        "/admin/account/",
    ):
        assert 'type="password"' not in client.get(url).content.decode(), url
        client.post(url, {"email": other.email, "name": other.name, "is_active": "on", **passwords})
    for person in (root, other):
        person.refresh_from_db()
        assert person.check_password(PASSWORD)
    assert client.get("/admin/django/password_change/").headers["Location"] == "/accounts/password/change/"


def test_a_session_that_waits_for_its_second_factor_is_nobodys(client: Client, secret: str) -> None:
    sign_in(client, ROOT)
    for url in ("/portal/profile/", "/accounts/2fa/", "/accounts/sessions/", "/accounts/email/", "/admin/account/"):
        assert client.get(url).status_code == 302, url


def test_the_first_superuser_enters_without_a_mail_server(client: Client) -> None:
    User.objects.create_superuser("First@Example.com", PASSWORD)
    sign_in(client, "first@example.com", next="/admin/")
    assert client.get("/admin/").status_code == 200


def test_who_may_not_enter_the_workbench_is_told_so_and_not_sent_in_circles(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/django/", follow=True).status_code == 403


@pytest.mark.parametrize("url", ["/admin/", "/admin/pages/", "/admin/users/", "/admin/django/", "/admin/account/"])
def test_where_it_is_demanded_staff_without_a_second_factor_set_one_up_first(
    client: Client, settings: object, url: str
) -> None:
    settings.TABARD_ADMIN_SECOND_FACTOR = True  # type: ignore[attr-defined]
    root = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(root)
    assert client.get(url).headers["Location"] == "/accounts/2fa/"
    totp.TOTP.activate(root, totp.generate_totp_secret())
    assert client.get(url, follow=True).status_code == 200


@pytest.mark.parametrize("code", ["", "12", "abcdef", "١٢٣٤٥٦", "0" * 5000, "\x00", "' OR 1=1 --"])
def test_nonsense_for_a_code_is_refused_politely(client: Client, secret: str, code: str) -> None:
    sign_in(client, ROOT)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert not is_in(client)
