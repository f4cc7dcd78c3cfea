"""Nominations: nobody reads one before the person nominated agrees, and none tells whether an address has an account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from advocates.actions import applications, nominations, reviews
from advocates.models import Application, Nomination, Program
from advocates.queries.vetting import vetting_of
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter
from tests.advocates.joining import Joining, days, signed_in, verbs
from tests.advocates.nominating import ABOUT, address_in, last, nele_signed_up, nominate
from tests.factories import UserFactory, manager_of

State = Nomination.State


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
