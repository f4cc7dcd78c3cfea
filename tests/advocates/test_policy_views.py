import hashlib
import re

import pytest
from django.test import Client

from advocates.actions import enrolments, policies
from advocates.models import Attestation, PolicyVersion
from tests.advocates.joining import Joining, signed_in
from tests.factories import UserFactory
from tests.factories.people import PASSWORD


@pytest.fixture
def version(joining: Joining) -> PolicyVersion:
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    policy = policies.create_policy(joining.program, name="Agreement", actor=joining.manager, at=joining.at)
    return policies.publish(
        policy, text="We promise <b>you</b>.", clauses=[("1", "Be honest", "Always.")], actor=joining.manager,
        at=joining.at,
    )  # fmt: skip


def logged_in(person: object) -> Client:
    """Signed in with the password just now, as a browser does it."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})  # type: ignore[attr-defined]
    assert answer.status_code == 302
    return client


def test_the_list_names_what_is_to_be_signed(joining: Joining, version: PolicyVersion) -> None:
    page = signed_in(joining.applicant).get("/portal/policies/").content.decode()
    assert "1 policy waits for your signature" in page
    assert f'href="/portal/policies/{version.pk}/"' in page


def test_a_text_is_read_escaped_with_its_clauses_and_hash(joining: Joining, version: PolicyVersion) -> None:
    page = signed_in(joining.applicant).get(f"/portal/policies/{version.pk}/").content.decode()
    assert "We promise &lt;b&gt;you&lt;/b&gt;." in page
    assert 'id="clause-1"' in page
    assert version.sha256 in page
    assert "Sign as Ines" in page


def test_a_signature_wants_the_tick(joining: Joining, version: PolicyVersion) -> None:
    page = logged_in(joining.applicant).post(f"/portal/policies/{version.pk}/")
    assert page.status_code == 422
    assert "after you have read the text" in page.content.decode()
    assert not Attestation.objects.exists()


def test_who_has_signed_in_just_now_signs_and_finds_it_in_the_list(joining: Joining, version: PolicyVersion) -> None:
    client = logged_in(joining.applicant)
    answer = client.post(f"/portal/policies/{version.pk}/", {"read": "on", "named_by": "name"})
    assert answer["Location"] == "/portal/policies/"
    signed = Attestation.objects.get()
    assert (signed.member, signed.version) == (joining.applicant, version)
    assert "What you signed, and when" in client.get("/portal/policies/").content.decode()
    assert "You have signed this text" in client.get(f"/portal/policies/{version.pk}/").content.decode()


def test_an_old_session_proves_first_who_signs(joining: Joining, version: PolicyVersion) -> None:
    """Guard: `recently_authenticated` on the view."""
    answer = signed_in(joining.applicant, recent=False).post(f"/portal/policies/{version.pk}/", {"read": "on"})
    assert answer.status_code == 302
    assert "/accounts/reauthenticate/" in answer["Location"]
    assert not Attestation.objects.exists()


def test_an_outsider_reads_but_cannot_sign(joining: Joining, version: PolicyVersion) -> None:
    client = logged_in(UserFactory())
    assert "Sign as" not in client.get(f"/portal/policies/{version.pk}/").content.decode()
    answer = client.post(f"/portal/policies/{version.pk}/", {"read": "on"})
    assert answer.status_code == 403
    assert "Only advocates and managers" in answer.content.decode()


def test_a_replaced_text_stays_readable_and_cannot_be_signed(joining: Joining, version: PolicyVersion) -> None:
    policies.publish(version.policy, text="New.", clauses=[], actor=joining.manager, at=joining.at)
    client = logged_in(joining.applicant)
    assert "A newer version has replaced this text" in client.get(f"/portal/policies/{version.pk}/").content.decode()
    assert client.post(f"/portal/policies/{version.pk}/", {"read": "on", "named_by": "name"}).status_code == 409


def test_the_text_at_its_address_has_the_hash_that_the_page_shows(joining: Joining, version: PolicyVersion) -> None:
    answer = Client().get(f"/portal/policies/{version.pk}/text/")
    assert hashlib.sha256(answer.content).hexdigest() == version.sha256
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_another_programs_policy_is_not_found_here(joining: Joining) -> None:
    """I13. Guard: the filter by program in `_version`."""
    elsewhere = joining.stranger.manages.get().program
    policy = policies.create_policy(elsewhere, name="Canary", actor=joining.stranger, at=joining.at)
    canary = policies.publish(policy, text="Canary", clauses=[], actor=joining.stranger, at=joining.at)
    client = signed_in(joining.applicant)
    for path in (f"/portal/policies/{canary.pk}/", f"/portal/policies/{canary.pk}/text/"):
        assert client.get(path).status_code == 404
    assert "Canary" not in client.get("/portal/policies/").content.decode()


def changed(version: PolicyVersion, joining: Joining, change: str = "urgent") -> PolicyVersion:
    return policies.publish(
        version.policy, text="We promise <b>them</b>.", clauses=[("1", "Be honest", "Mostly."), ("2", "Be kind", "")],
        actor=joining.manager, at=joining.at, change=change,
    )  # fmt: skip


def test_a_new_version_shows_what_changed_word_by_word_escaped(joining: Joining, version: PolicyVersion) -> None:
    policies.attest(version, member=joining.applicant, at=joining.at)
    new = changed(version, joining)
    page = signed_in(joining.applicant).get(f"/portal/policies/{new.pk}/").content.decode()
    assert "What changed since version 1" in page
    assert "You signed version 1." in page
    assert re.search(r"<del>.*?removed:.*?you.*?</del>", page)
    assert re.search(r"<ins>.*?added:.*?them.*?</ins>", page)
    assert "<b>them</b>" not in page
    assert "new clause" in page
    assert "Your rights are suspended until you sign this" in page


def test_an_editorial_version_says_that_the_signature_holds(joining: Joining, version: PolicyVersion) -> None:
    policies.attest(version, member=joining.applicant, at=joining.at)
    new = changed(version, joining, "editorial")
    page = signed_in(joining.applicant).get(f"/portal/policies/{new.pk}/").content.decode()
    assert "only the wording has changed since: your signature holds" in page
    assert "Sign as" not in page
    assert "waits for your signature" not in signed_in(joining.applicant).get("/portal/policies/").content.decode()


def test_a_reader_gets_the_text_in_their_language_and_signs_that(joining: Joining, version: PolicyVersion) -> None:
    german = policies.translate(
        version, language="de", text="Wir versprechen es.", clauses=[("1", "Sei ehrlich", "Immer.")],
        actor=joining.manager, at=joining.at,
    )  # fmt: skip
    client, path = logged_in(joining.applicant), f"/portal/policies/{version.pk}/"
    page = client.get(path, headers={"accept-language": "fr;q=0.3,de-AT;q=0.9"}).content.decode()
    assert "Wir versprechen es." in page
    assert german.sha256 in page
    assert 'lang="de"' in page
    assert "We promise" in client.get(path + "?language=en", headers={"accept-language": "de"}).content.decode()
    client.post(path, {"read": "on", "language": "de", "named_by": "name"})
    signed = Attestation.objects.get()
    assert (signed.language, signed.method) == ("de", "password")
    listed = client.get("/portal/policies/").content.decode()
    assert german.sha256[:16] in listed
    assert version.sha256[:16] not in listed, "it was the other text that was signed"
    text = client.get(f"{path}text/?language=de")
    assert hashlib.sha256(text.content).hexdigest() == german.sha256
    assert client.get(f"{path}text/?language=fr").status_code == 404


def test_a_signature_is_printed_with_all_it_says_and_only_by_whoever_gave_it(
    joining: Joining, version: PolicyVersion
) -> None:
    signed = policies.attest(version, member=joining.applicant, at=joining.at, method="totp")
    path = signed.get_absolute_url()
    page = signed_in(joining.applicant).get(path).content.decode()
    for said in (version.sha256, "Ines", "authenticator app", "English", "We promise", "data-print"):
        assert said in page, said
    for other in (joining.manager, joining.stranger, UserFactory()):
        assert signed_in(other).get(path).status_code == 404


def test_staff_are_asked_to_sign_as_advocates_are(joining: Joining, version: PolicyVersion) -> None:
    page = signed_in(joining.manager).get("/portal/policies/").content.decode()
    assert "1 policy waits for your signature" in page
    assert "Staff sign what advocates sign" in page
