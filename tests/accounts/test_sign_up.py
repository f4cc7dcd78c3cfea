"""Signing up, confirming the address, signing in and out, and choosing a new password."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from record.models import Entry
from sitewide.models import Letter
from sitewide.names import skeleton
from sitewide.tasks import deliver_due
from tests.accounts.entering import code_in, is_in, letter_to, link_in, sign_in, sign_up
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
NORA = "nora@example.com"


def test_who_signs_up_enters_after_the_code_from_the_mail(client: Client) -> None:
    assert sign_up(client, NORA).headers["Location"] == "/accounts/confirm-email/"
    assert not is_in(client)
    answer = client.post("/accounts/confirm-email/", {"code": code_in(letter_to(NORA).text)})
    assert answer.headers["Location"] == "/portal/"
    nora = User.objects.get(email=NORA)
    assert (nora.name, nora.handle, nora.name_skeleton) == ("Nora Kvist", "nora_kvist", skeleton("Nora Kvist"))
    assert EmailAddress.objects.get(user=nora).verified
    assert Entry.objects.filter(verb="member.introduced", subject_id=nora.pk, data={}).exists()


def test_without_the_code_nobody_enters_and_three_wrong_ones_end_it(client: Client) -> None:
    sign_up(client, NORA)
    code = code_in(letter_to(NORA).text)
    for _try in range(3):
        client.post("/accounts/confirm-email/", {"code": "AAAA-AAAA"})
    client.post("/accounts/confirm-email/", {"code": code})
    assert not is_in(client)
    assert not EmailAddress.objects.get(email=NORA).verified


def test_who_signs_in_before_confirming_is_asked_for_a_code_first(client: Client) -> None:
    UserFactory(email=NORA, verified=False)
    assert sign_in(client, NORA).headers["Location"] == "/accounts/confirm-email/"
    assert not is_in(client)


@pytest.mark.parametrize("name", ["Tabard Support", "Τabard", "t a b a r d", "Official Moderator", "Nora ✔", "  "])
def test_nobody_signs_up_under_a_name_that_claims_an_office(client: Client, name: str) -> None:
    answer = sign_up(client, NORA, name=name)
    assert answer.status_code == 200
    assert "name" in answer.context["form"].errors
    assert not User.objects.filter(email=NORA).exists()


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "nora@example.com"])
def test_a_weak_password_is_refused_and_the_rest_is_kept(client: Client, password: str) -> None:
    answer = sign_up(client, NORA, password=password)
    assert "password1" in answer.context["form"].errors
    assert 'value="Nora Kvist"' in answer.content.decode()


def test_two_people_of_one_name_get_two_handles(client: Client) -> None:
    sign_up(client, NORA)
    sign_up(Client(), "nora2@example.com")
    assert set(User.objects.values_list("handle", flat=True)) == {"nora_kvist", "nora_kvist2"}


@pytest.mark.parametrize(
    ("name", "handle"), [("李小龙", "newcomer"), ("Ö", "newcomer"), ("3 Ölands-Åsa!", "olands_asa")]
)
def test_a_name_in_any_script_gets_a_handle(client: Client, name: str, handle: str) -> None:
    sign_up(client, NORA, name=name)
    assert str(User.objects.get(email=NORA).handle).rstrip("0123456789") == handle


def test_signing_in_gives_a_new_session_and_signing_out_needs_a_post(client: Client) -> None:
    UserFactory(email=NORA)
    client.get("/accounts/login/")
    client.session["seen"] = 1
    before = client.session.session_key
    sign_in(client, NORA)
    assert is_in(client)
    assert client.session.session_key != before
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    UserFactory(email=NORA)
    cookie = sign_in(client, NORA).cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client: Client, target: str) -> None:
    UserFactory(email=NORA)
    assert sign_in(client, NORA, next=target).headers["Location"] == "/portal/"


def test_a_new_password_is_chosen_by_the_link_in_the_mail_once(client: Client) -> None:
    nora = UserFactory(email=NORA)
    client.post("/accounts/password/reset/", {"email": NORA})
    link = link_in(letter_to(NORA).text)
    form = client.get(link).headers["Location"]
    new = "another long passphrase"
    client.post(form, {"password1": new, "password2": new})
    nora.refresh_from_db()
    assert nora.check_password(new)
    assert not is_in(client)
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_a_new_password_ends_the_sessions_that_the_old_one_opened(client: Client) -> None:
    thief, nora = Client(), UserFactory(email=NORA)
    sign_in(thief, NORA)
    sign_in(client, NORA)
    new = "another long passphrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    nora.refresh_from_db()
    assert nora.check_password(new)
    assert client.get("/portal/profile/").status_code == 200
    assert thief.get("/portal/profile/").status_code == 302


def test_other_sessions_are_listed_and_signed_out(client: Client) -> None:
    other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})
    UserFactory(email=NORA)
    sign_in(other, NORA)
    sign_in(client, NORA)
    assert "Firefox on Windows" in client.get("/accounts/sessions/").content.decode()
    client.post("/accounts/sessions/")
    assert other.get("/portal/profile/").status_code == 302
    assert client.get("/portal/profile/").status_code == 200


def test_a_new_address_counts_only_after_its_code_and_the_old_one_is_told(client: Client) -> None:
    nora = UserFactory(email=NORA)
    sign_in(client, NORA)
    client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    nora.refresh_from_db()
    assert nora.email == NORA
    client.post("/accounts/confirm-email/", {"code": code_in(letter_to("new@example.com").text)})
    nora.refresh_from_db()
    assert nora.email == "new@example.com"
    assert "changed from nora@example.com to new@example.com" in letter_to(NORA).text


def test_a_letter_that_opens_an_account_is_blank_once_it_is_sent(client: Client, mailoutbox: list[object]) -> None:
    """Without the blanking in `sitewide.mail.deliver` the codes of everybody stay in the table."""
    sign_up(client, NORA)
    assert code_in(letter_to(NORA).text)
    deliver_due()
    letter = letter_to(NORA)
    assert (letter.text, letter.html, len(mailoutbox)) == ("", "", 1)
    UserFactory(email="told@example.com")
    assert not Letter.objects.filter(sent_at=None).exists()
