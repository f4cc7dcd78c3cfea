"""Nominations through the screens: the letter by its address, and what reviewers and the one who nominated see."""

import re

from django.test import Client
from django.urls import reverse

from accounts.models import User
from advocates.actions import applications, nominations
from advocates.models import Application, Nomination, Program
from tests.advocates.joining import Joining, days, signed_in
from tests.advocates.nominating import address_in, last, nele_signed_up, nominate
from tests.factories import UserFactory

State = Nomination.State


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
    answer = client.post("/join/nominate/", {"email": joining.applicant.email, "reason": "Mine."})
    assert answer.status_code == 422
    assert "This is your own address" in answer.content.decode()
    nominate(joining, reason="Knows every pan.")
    assert "Knows every pan." in client.get("/join/nominate/").content.decode()
