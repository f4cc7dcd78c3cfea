"""Nominations: nobody reads one before the person nominated agrees, and none tells whether an address has an account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from advocates.actions import applications, nominations, reviews
from advocates.models import Application, Nomination, Program
from advocates.queries.vetting import vetting_of
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, signed_in, verbs
from tests.factories import UserFactory, manager_of

State = Nomination.State
ABOUT = "secret/nomination"


def nominate(joining: Joining, email: str = "", **given: Any) -> Nomination:
    known: dict[str, Any] = {"reason": "Bakes for the whole street.", "actor": joining.applicant, "at": joining.at}
    return nominations.nominate(joining.program, email=email or "nele@example.com", **known | given)


def nele_signed_up(**fields: Any) -> User:
    """With the address to which the letter went."""
    nele: User = UserFactory(email="nele@example.com", **fields)
    return nele


def address_in(letter: Letter) -> str:
    found = re.search(r"/join/nominated/[^/\s]+/", letter.text)
    assert found is not None
    return found[0]


def last() -> Letter:
    return Letter.objects.filter(about=ABOUT).latest("pk")


def test_the_person_nominated_gets_a_letter_and_the_tables_keep_neither_address_nor_secret(joining: Joining) -> None:
    """Guard: `_hashed` and `hash_of`; the letter itself is blanked once it is sent."""
    nomination = nominate(joining, "Nele@Example.com ")
    letter = last()
    assert (letter.to, letter.member) == ("nele@example.com", None)
    assert joining.applicant.name in letter.text
    assert "Bakes for" not in letter.text, "what a stranger wrote is read on our page only"
    secret = address_in(letter).split("/")[-2]
    row = str(Nomination.objects.filter(pk=nomination.pk).values()[0])
    assert secret not in row
    assert "nele" not in row
    assert verbs(nomination) == ["nomination.made"]


def test_it_makes_no_difference_to_whom_the_address_belongs(joining: Joining) -> None:
    """Guard: `nominate` never asks who has an address; a refusal for advocates or members would tell."""
    known = [UserFactory(), manager_of(joining.program), UserFactory(is_active=False)]
    applied = joining.sent(UserFactory()).applicant
    client = signed_in(joining.applicant)
    answers = []
    for email in ("nobody@example.com", *(person.email for person in (*known, applied))):
        Nomination.objects.all().delete()
        answer = client.post("/join/nominate/", {"email": email, "reason": "Knows pans."}, follow=True)
        text = re.sub(r'value="[^"]+"|nonce="[^"]+"|<time[^>]+>', "", answer.content.decode())
        answers.append((answer.status_code, answer.redirect_chain, text))
    assert all(answer == answers[0] for answer in answers)
    assert Letter.objects.filter(about=ABOUT).count() == 5


def test_what_cannot_be_a_nomination_is_refused(joining: Joining) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("no_address", {"email": "nele"}), ("to_oneself", {"email": joining.applicant.email.upper()}),
        ("no_reason", {"reason": " "}), ("no_reason", {"reason": "x" * 1_001}),
    ]  # fmt: skip
    for code, given in wrong:
        with pytest.raises(Invalid) as refused:
            nominate(joining, **given)
        assert refused.value.code == code
    with pytest.raises(Forbidden):
        nominate(joining, actor=UserFactory(verified=False))
    Program.objects.filter(pk=joining.program.pk).update(accepts_applications=False)
    with pytest.raises(Conflict):
        nominate(joining)
    assert not Letter.objects.filter(about=ABOUT).exists()


def test_one_person_nominates_five_in_a_month(joining: Joining) -> None:
    for number in range(5):
        nominate(joining, f"n{number}@example.com")
    with pytest.raises(Conflict) as refused:
        nominate(joining, "n5@example.com")
    assert refused.value.code == "too_many"
    nominate(joining, "n5@example.com", at=joining.at + days(30))


def test_an_address_gets_three_letters_in_a_month_whoever_nominates(joining: Joining) -> None:
    """Guard: `_wants_quiet`; without it a fourth letter goes out."""
    for _number in range(4):
        nominate(joining, actor=UserFactory())
    assert Letter.objects.filter(about=ABOUT).count() == 3


def test_who_declined_is_left_in_peace_for_a_year(joining: Joining) -> None:
    nominations.decline(nominate(joining), at=joining.at)
    nominate(joining, actor=UserFactory(), at=joining.at + days(364))
    assert Letter.objects.filter(about=ABOUT).count() == 1
    nominate(joining, actor=UserFactory(), at=joining.at + days(366))
    assert Letter.objects.filter(about=ABOUT).count() == 2


def test_who_agrees_has_a_draft_with_the_nomination_attached(joining: Joining) -> None:
    nomination, nele = nominate(joining), nele_signed_up()
    application = nominations.agree(nomination, actor=nele, at=joining.at)
    assert (application.applicant, application.state) == (nele, Application.State.DRAFT)
    assert list(application.nominations.all()) == [nomination]
    assert verbs(nomination) == ["nomination.made", "nomination.agreed"]
    with pytest.raises(Conflict):
        nominations.agree(nomination, actor=nele, at=joining.at)
    with pytest.raises(Conflict):
        nominations.decline(nomination, at=joining.at)


def test_two_nominations_go_with_one_application(joining: Joining) -> None:
    nele, one = nele_signed_up(), nominate(joining)
    other = nominate(joining, actor=UserFactory())
    first = nominations.agree(one, actor=nele, at=joining.at)
    assert nominations.agree(other, actor=nele, at=joining.at) == first


def test_nobody_agrees_to_what_they_made_or_what_is_over(joining: Joining) -> None:
    """I5. Guard: the comparison with the nominator in `agree`."""
    nomination = nominate(joining)
    with pytest.raises(Forbidden):
        nominations.agree(nomination, actor=joining.applicant, at=joining.at)
    for act in (
        lambda: nominations.agree(nomination, actor=UserFactory(), at=joining.at + days(14)),
        lambda: nominations.decline(nomination, at=joining.at + days(14)),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "nomination_over"


def test_only_an_account_that_has_confirmed_the_address_agrees(joining: Joining) -> None:
    """Guard: the comparison of hashes in `agree`; without it whoever finds the link brings the words as their own."""
    nomination = nominate(joining, "Nele@example.com")
    for other in (UserFactory(), nele_signed_up(verified=False)):
        with pytest.raises(Forbidden) as refused:
            nominations.agree(nomination, actor=other, at=joining.at)
        assert refused.value.code == "other_address"
    assert not Application.objects.exists()
    EmailAddress.objects.create(user=other, email="NELE@example.com", verified=True)
    assert nominations.agree(nomination, actor=other, at=joining.at).applicant == other


def test_the_page_says_which_account_is_wanted_and_why_another_is_refused(joining: Joining) -> None:
    nominate(joining)
    client = signed_in(UserFactory())
    assert "has confirmed the address to which we wrote" in client.get(address_in(last())).content.decode()
    answer = client.post(address_in(last()), {"act": "agree"})
    assert answer.status_code == 403
    assert "sent to another address than yours" in answer.content.decode()


def test_while_no_applications_are_taken_the_page_says_so_at_once(joining: Joining) -> None:
    """Guard: `open` in the view; without it the form is filled in for nothing."""
    assert "Send the nomination" in signed_in(joining.applicant).get("/join/nominate/").content.decode()
    Program.objects.filter(pk=joining.program.pk).update(accepts_applications=False)
    page = signed_in(joining.applicant).get("/join/nominate/").content.decode()
    assert "No nominations at the moment" in page
    assert "Send the nomination" not in page


def test_only_what_was_agreed_to_is_attached_to_an_application(joining: Joining) -> None:
    """Guard: the constraint `only_who_agreed_has_the_nomination_attached`."""
    nomination, sent = nominate(joining), joining.sent(UserFactory())
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(application=sent)


def test_who_nominated_does_not_judge_or_decide(joining: Joining) -> None:
    """I5. Guard: `has_nominated` in `for_review`."""
    nele, nomination = nele_signed_up(), nominate(joining, actor=joining.manager)
    nominations.agree(nomination, actor=nele, at=joining.at)
    one = Application.objects.get()
    applications.submit(one, answers=joining.answers, actor=nele, at=joining.at)
    for act in (
        lambda: applications.accept(one, actor=joining.manager, at=joining.at),
        lambda: reviews.give(one, points={}, advice="accept", note="", actor=joining.manager, at=joining.at),
    ):
        with pytest.raises(Forbidden) as refused:
            act()
        assert refused.value.code == "own_nominee"
    applications.accept(one, actor=manager_of(joining.program), at=joining.at)


def test_a_review_by_who_turns_out_to_have_nominated_does_not_count(joining: Joining) -> None:
    """Guard: the nominators left out in `vetting_of`."""
    Program.objects.filter(pk=joining.program.pk).update(reviewers=2)
    nele, nomination = nele_signed_up(), nominate(joining, actor=joining.manager)
    one = joining.sent(nele)
    reviews.give(one, points={}, advice="accept", note="", actor=joining.manager, at=joining.at)
    nominations.agree(nomination, actor=nele, at=joining.at)
    one.refresh_from_db()
    assert vetting_of(one).reviews == ()


class TestTheLetter:
    """What its reader does by the address in it."""

    def test_it_shows_who_and_why_and_looking_changes_nothing(self, joining: Joining) -> None:
        nominate(joining)
        page = Client().get(address_in(last()))
        assert page.status_code == 200
        assert "Bakes for the whole street." in page.content.decode()
        assert page["Referrer-Policy"] == "no-referrer"
        assert Nomination.objects.get().state == State.SENT

    def test_declining_needs_no_account(self, joining: Joining) -> None:
        nominate(joining)
        path = address_in(last())
        assert Client().post(path, {"act": "decline"}).status_code == 302
        assert Nomination.objects.get().state == State.DECLINED
        assert Client().get(path).status_code == 404

    def test_agreeing_leads_through_the_sign_up_and_back(self, joining: Joining) -> None:
        nominate(joining)
        path = address_in(last())
        answer = Client().post(path, {"act": "agree"})
        assert answer["Location"].startswith(reverse("account_signup"))
        nele = nele_signed_up()
        assert signed_in(nele).post(path, {"act": "agree"})["Location"] == reverse("apply")
        assert Application.objects.get().applicant == nele

    def test_an_unknown_and_an_old_secret_answer_alike(self, joining: Joining) -> None:
        nominate(joining, at=joining.at - days(15))
        assert Client().get(address_in(last())).status_code == 404
        assert Client().get("/join/nominated/nobody-made-this/").status_code == 404

    def test_a_refusal_stands_on_the_page(self, joining: Joining) -> None:
        nominate(joining)
        answer = signed_in(joining.applicant).post(address_in(last()), {"act": "agree"})
        assert answer.status_code == 403
        assert "You made this nomination yourself." in answer.content.decode()


class TestTheReviewers:
    """What they read, and when."""

    def test_nothing_before_the_person_agrees(self, joining: Joining, staff: Client) -> None:
        nominate(joining, reason="Secretly wonderful.")
        one = joining.sent(UserFactory())
        pages = [reverse("applications:index"), reverse("applications:edit", args=[one.pk]), "/admin/"]
        assert all("Secretly wonderful." not in staff.get(page).content.decode() for page in pages)

    def test_the_reason_with_the_application_and_the_name_after_ones_own_review(
        self, joining: Joining, staff: Client
    ) -> None:
        """Guard: `Vetting.may_be_known_to`; where it answers yes, the name stands on the page."""
        Program.objects.filter(pk=joining.program.pk).update(reviewers=2)
        nele, nora = nele_signed_up(), UserFactory(name="Nora Nominates")
        one = nominations.agree(nominate(joining, actor=nora), actor=nele, at=joining.at)
        applications.submit(one, answers=joining.answers, actor=nele, at=joining.at)
        path = reverse("applications:edit", args=[one.pk])
        before = staff.get(path).content.decode()
        assert "Bakes for the whole street." in before
        assert "Nora Nominates" not in before
        assert staff.post(path, {"act": "review", "review-advice": "accept", "review-note": ""}).status_code == 302
        assert "Nora Nominates" in staff.get(path).content.decode()

    def test_a_manager_who_nominated_is_told_that_others_judge(self, joining: Joining, staff: Client) -> None:
        nele, nina = nele_signed_up(), User.objects.get(name="Nina")
        one = nominations.agree(nominate(joining, actor=nina), actor=nele, at=joining.at)
        applications.submit(one, answers=joining.answers, actor=nele, at=joining.at)
        page = staff.get(reverse("applications:edit", args=[one.pk])).content.decode()
        assert "other managers judge and decide" in page
        assert "Accept and enrol" not in page


def test_who_nominated_sees_no_difference_when_the_other_declines(joining: Joining) -> None:
    nomination, client = nominate(joining), signed_in(joining.applicant)
    before = client.get("/join/nominate/").content.decode()
    nominations.decline(nomination, at=joining.at)
    after = client.get("/join/nominate/").content.decode()
    shown = [re.sub(r'value="[^"]+"|nonce="[^"]+"|<time[^>]+>', "", page) for page in (before, after)]
    assert shown[0] == shown[1]
    assert "Bakes for the whole street." in after


def test_the_form_keeps_what_was_typed_when_it_is_refused(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    answer = client.post("/join/nominate/", {"email": joining.applicant.email, "reason": "Me."})
    assert answer.status_code == 422
    assert "This is your own address" in answer.content.decode()
    nominate(joining, reason="Knows every pan.")
    assert "Knows every pan." in client.get("/join/nominate/").content.decode()
