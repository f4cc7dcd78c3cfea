"""People in the Wagtail admin."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.entering import code_in, is_in, letter_to, link_in, sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def workbench(client: Client) -> Client:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def test_a_new_person_gets_no_password_and_chooses_one_by_mail(workbench: Client) -> None:
    answer = workbench.post("/admin/users/new/", {"email": "Marta@Example.com", "name": "Community Manager Marta"})
    assert answer.status_code == 302
    marta = User.objects.get(email="marta@example.com")
    assert not marta.has_usable_password()
    assert marta.name == "Community Manager Marta"
    guest, new = Client(), "another long passphrase"
    guest.post("/accounts/password/reset/", {"email": marta.email})
    guest.post(
        guest.get(link_in(letter_to(marta.email).text)).headers["Location"], {"password1": new, "password2": new}
    )
    sign_in(guest, marta.email, password=new)
    guest.post("/accounts/confirm-email/", {"code": code_in(letter_to(marta.email).text)})
    assert is_in(guest)


def test_an_address_that_is_taken_is_said(workbench: Client) -> None:
    UserFactory(email="marta@example.com")
    page = workbench.post("/admin/users/new/", {"email": "MARTA@example.com", "name": "Marta"}).content.decode()
    assert "has an account already" in page


def test_the_workbench_renames_and_closes_accounts_but_changes_no_address(workbench: Client) -> None:
    anna = UserFactory(email="anna@example.com")
    form = {"email": "thief@example.com", "name": "Anna Lind", "is_superuser": ""}
    assert workbench.post(f"/admin/users/edit/{anna.pk}/", form).status_code == 302
    anna.refresh_from_db()
    assert (anna.email, anna.name, anna.is_active) == ("anna@example.com", "Anna Lind", False)
    guest = Client()
    sign_in(guest, anna.email)
    assert not is_in(guest)


def test_a_name_with_hidden_letters_is_refused_there_too(workbench: Client) -> None:
    workbench.post("/admin/users/new/", {"email": "m@example.com", "name": "Mаrta"})
    assert not User.objects.filter(email="m@example.com").exists()


def test_people_are_listed_and_found(workbench: Client) -> None:
    UserFactory(email="anna@example.com", name="Anna Lind")
    assert "Anna Lind" in workbench.get("/admin/users/").content.decode()
    assert "Anna Lind" in workbench.get("/admin/users/results/?q=anna").content.decode()


def test_name_picture_and_password_are_no_settings_of_the_workbench(workbench: Client) -> None:
    """A picture from there would be kept as it was sent."""
    page = workbench.get("/admin/account/").content.decode()
    assert "avatar" not in page.split("<form")[-1]
    assert "first_name" not in page
    assert 'type="password"' not in page


def test_a_member_does_not_enter(client: Client) -> None:
    client.force_login(UserFactory())
    for url in ("/admin/account/", "/admin/users/", "/admin/users/new/"):
        assert client.get(url, follow=True).status_code == 403


def test_who_was_refused_at_the_workbench_reads_nothing_of_it_later(client: Client) -> None:
    """Guard: `WorkbenchDoorMiddleware`; without it Wagtail's own message waits for the next page."""
    client.force_login(UserFactory())
    assert client.get("/admin/").status_code == 403
    assert client.get("/admin/pages/").status_code == 403
    assert "permission" not in client.get("/portal/profile/").content.decode()


def test_the_workbench_carries_the_mark_of_the_product(workbench: Client) -> None:
    page = workbench.get("/admin/users/").content.decode()
    assert '<img class="wb-mark" src="/static/img/tabard.svg"' in page
    assert "img/favicon.svg" in page
    assert "- Tabard</title>" in page
    assert "favicon.ico" not in page
