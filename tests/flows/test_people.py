"""From a stranger to a member with a second factor, over a real mail server, and back in after the password is lost."""

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from sitewide.models import Letter
from sitewide.tasks import deliver_due
from tests.accounts.entering import code_in, is_in, link_in, shown_by, sign_in, sign_up
from tests.factories import ProgramFactory
from tests.fakes.smtp import Postbox, postbox, text_of

__all__ = ["postbox"]
pytestmark = [pytest.mark.django_db, pytest.mark.flow]
NORA, NEW = "nora@example.com", "another long passphrase"


def arrived(box: Postbox, subject: str) -> str:
    """The text of the newest mail to her, after the worker has done its round."""
    deliver_due()
    mail = box.to(NORA)[-1]
    assert str(mail["Subject"]) == subject
    assert "Harbour Circle" in text_of(mail)
    assert "Harbour Circle" in text_of(mail, "html")
    return text_of(mail)


def test_a_stranger_becomes_a_member_with_a_second_factor_and_finds_back_in(
    client: Client, postbox: Postbox, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ProgramFactory(name="Harbour Circle")
    sign_up(client, NORA)
    code = code_in(arrived(postbox, "Confirm your address"))
    assert code in text_of(postbox.to(NORA)[-1], "html")
    client.post("/accounts/confirm-email/", {"code": code})
    assert is_in(client)

    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert "Is it you?" in page.content.decode()
    onward = {"password": "a long enough passphrase", "next": "/accounts/2fa/totp/activate/"}
    page = client.post("/accounts/reauthenticate/", onward, follow=True)
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": shown_by(secret)})
    arrived(postbox, "Authenticator app added")
    codes = client.get("/accounts/2fa/recovery-codes/", follow=True)
    assert codes.status_code == 200
    client.post("/accounts/logout/")

    lost = Client()
    lost.post("/accounts/password/reset/", {"email": NORA})
    link = link_in(arrived(postbox, "Choose a new password"))
    lost.post(lost.get(link).headers["Location"], {"password1": NEW, "password2": NEW})
    arrived(postbox, "Your password was replaced")
    nora = User.objects.get(email=NORA)
    assert nora.check_password(NEW)

    sign_in(lost, NORA, password=NEW)
    assert not is_in(lost)
    recovery = nora.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    lost.post("/accounts/2fa/authenticate/", {"code": recovery})
    assert is_in(lost)


def test_a_mail_server_that_is_away_delays_the_code_and_loses_nothing(client: Client, postbox: Postbox) -> None:
    ProgramFactory(name="Harbour Circle")
    postbox.refuses = 1
    sign_up(client, NORA)
    deliver_due()
    assert not postbox.mails
    Letter.objects.update(due_at=F("written_at"))
    client.post("/accounts/confirm-email/", {"code": code_in(arrived(postbox, "Confirm your address"))})
    assert is_in(client)
