"""Invitation links: shown once, counted, revocable; who comes by one skips nothing but the closed door."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advocates.actions import applications, invitations
from advocates.models import Application, InvitationLink, Program
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.advocates.joining import Joining, days, signed_in, verbs
from tests.factories import UserFactory, manager_of

CLOSED = "The program takes no applications just now"


def made(joining: Joining, **given: Any) -> tuple[InvitationLink, str]:
    known: dict[str, Any] = {
        "purpose": "The card at the till", "most_uses": 2, "ends_at": joining.at + days(10), "actor": joining.manager,
        "at": joining.at,
    }  # fmt: skip
    return invitations.make(joining.program, **known | given)


def close(joining: Joining) -> None:
    Program.objects.filter(pk=joining.program.pk).update(accepts_applications=False)
    joining.program.refresh_from_db()


def come(link: InvitationLink, joining: Joining, *, at: datetime | None = None) -> Application:
    return applications.begin(joining.program, applicant=UserFactory(), at=at or joining.at, link=link)


def test_of_the_secret_only_its_hash_is_stored(joining: Joining) -> None:
    """Guard: `hash_of` in `make`; with the secret stored it stands in the row."""
    link, secret = made(joining)
    row = InvitationLink.objects.filter(pk=link.pk).values()[0]
    assert secret not in [str(value) for value in row.values()]
    assert len(secret) >= 32
    assert verbs(link) == ["invitation.made"]


def test_a_link_has_a_purpose_uses_and_an_end_and_is_made_by_a_manager(joining: Joining) -> None:
    at = joining.at
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("no_purpose", {"purpose": " "}), ("no_use", {"most_uses": 0}), ("no_use", {"most_uses": 1_001}),
        ("no_end", {"ends_at": at}), ("no_end", {"ends_at": at + days(366)}),
    ]  # fmt: skip
    for code, given in wrong:
        with pytest.raises(Invalid) as refused:
            made(joining, **given)
        assert refused.value.code == code
    for outsider in (joining.stranger, joining.applicant):
        with pytest.raises(Forbidden):
            made(joining, actor=outsider)


def test_a_link_opens_a_closed_door_and_is_counted(joining: Joining) -> None:
    close(joining)
    with pytest.raises(Conflict):
        joining.draft()
    link, _secret = made(joining)
    one = come(link, joining)
    link.refresh_from_db()
    assert (one.invited_by, link.uses) == (link, 1)
    applications.submit(one, answers=joining.answers, actor=one.applicant, at=joining.at)
    assert verbs(link) == ["invitation.made", "invitation.used"]


def test_a_used_up_ended_revoked_or_foreign_link_opens_nothing(joining: Joining) -> None:
    """Guard: `is_open` in `use`; below it the constraint `a_link_is_used_within_its_limit`."""
    close(joining)
    used, _secret = made(joining, most_uses=1)
    come(used, joining)
    ended, _secret = made(joining)
    revoked, _secret = made(joining)
    invitations.revoke(revoked, actor=joining.manager, at=joining.at)
    foreign, _secret = invitations.make(
        joining.stranger.manages.get().program, purpose="x", most_uses=1, ends_at=joining.at + days(1),
        actor=joining.stranger, at=joining.at,
    )  # fmt: skip
    for link, at in ((used, joining.at), (ended, joining.at + days(10)), (revoked, joining.at), (foreign, joining.at)):
        with pytest.raises(Conflict) as refused:
            come(link, joining, at=at)
        assert refused.value.code == "link_over"
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationLink.objects.filter(pk=used.pk).update(uses=2)


def test_a_refused_application_costs_no_use(joining: Joining) -> None:
    link, _secret = made(joining)
    one = come(link, joining)
    with pytest.raises(Conflict):
        applications.begin(joining.program, applicant=one.applicant, at=joining.at, link=link)
    link.refresh_from_db()
    assert link.uses == 1


def test_who_comes_by_a_link_skips_nothing_but_the_closed_door(joining: Joining) -> None:
    link, _secret = made(joining)
    unverified = UserFactory(verified=False)
    with pytest.raises(Forbidden):
        applications.begin(joining.program, applicant=unverified, at=joining.at, link=link)
    one = come(link, joining)
    with pytest.raises(Invalid):
        applications.submit(one, answers={}, actor=one.applicant, at=joining.at)
    one = applications.submit(one, answers=joining.answers, actor=one.applicant, at=joining.at)
    assert one.state == Application.State.SUBMITTED, "a manager still decides"


def test_an_application_begun_by_a_link_goes_on_when_the_link_is_revoked(joining: Joining) -> None:
    close(joining)
    link, _secret = made(joining)
    one = come(link, joining)
    link = invitations.revoke(link, actor=joining.manager, at=joining.at)
    applications.submit(one, answers=joining.answers, actor=one.applicant, at=joining.at)
    with pytest.raises(Conflict):
        invitations.revoke(link, actor=joining.manager, at=joining.at)
    with pytest.raises(Forbidden):
        invitations.revoke(link, actor=joining.stranger, at=joining.at)


class TestTheVisit:
    """By the address that a manager copied."""

    def test_it_leads_to_the_page_about_joining_and_the_form(self, joining: Joining) -> None:
        close(joining)
        link, secret = made(joining)
        client = signed_in(joining.applicant)
        assert CLOSED in client.get("/join/").content.decode()
        assert client.get("/join/apply/").status_code == 302
        answer = client.get(f"/join/by/{secret}/")
        assert (answer.status_code, answer["Location"]) == (302, "/join/")
        assert "You are invited" in client.get("/join/").content.decode()
        assert client.get("/join/apply/").status_code == 200
        link.refresh_from_db()
        assert link.uses == 0, "looking counts no use"
        assert client.post("/join/apply/", joining.form()).status_code == 302
        link.refresh_from_db()
        assert link.uses == 1
        assert Application.objects.get().invited_by == link

    def test_the_invitation_outlives_the_sign_in(self, joining: Joining) -> None:
        close(joining)
        _link, secret = made(joining)
        client = Client()
        client.get(f"/join/by/{secret}/")
        client.force_login(joining.applicant)
        assert client.get("/join/apply/").status_code == 200

    def test_an_unknown_and_a_dead_link_answer_alike(self, joining: Joining) -> None:
        link, secret = made(joining)
        invitations.revoke(link, actor=joining.manager, at=joining.at)
        answers = [Client().get(f"/join/by/{key}/") for key in (secret, "nobody-made-this")]
        assert [answer.status_code for answer in answers] == [404, 404]

    def test_a_link_that_ends_while_somebody_writes_shows_the_closed_door_again(self, joining: Joining) -> None:
        close(joining)
        link, secret = made(joining)
        client = signed_in(joining.applicant)
        client.get(f"/join/by/{secret}/")
        invitations.revoke(link, actor=joining.manager, at=joining.at)
        assert client.post("/join/apply/", joining.form()).status_code == 409
        assert not Application.objects.exists()


class TestTheWorkbench:
    """Where managers make links."""

    def test_the_address_is_shown_once(self, joining: Joining, staff: Client) -> None:
        fields = {
            "program": joining.program.pk, "purpose": "The card at the till", "most_uses": 5,
            "ends_at": f"{joining.at + days(9):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        answer = staff.post(reverse("invitations:add"), fields)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        page = answer.content.decode()
        assert "/join/by/" in page
        link = InvitationLink.objects.get()
        for again in (reverse("invitations:edit", args=[link.pk]), reverse("invitations:index")):
            shown = staff.get(again).content.decode()
            assert "The card at the till" in shown
            assert "/join/by/" not in shown

    def test_a_link_that_opens_nothing_more_offers_no_revoking(self, joining: Joining, staff: Client) -> None:
        """Guard: `is_open` in `possible`."""
        link, _secret = made(joining, most_uses=1)
        path = reverse("invitations:edit", args=[link.pk])
        assert "Revoke the link" in staff.get(path).content.decode()
        InvitationLink.objects.filter(pk=link.pk).update(uses=1)
        assert "Revoke the link" not in staff.get(path).content.decode()
        InvitationLink.objects.filter(pk=link.pk).update(uses=0, ends_at=timezone.now())
        assert "Revoke the link" not in staff.get(path).content.decode()

    def test_one_press_revokes(self, joining: Joining, staff: Client) -> None:
        link, _secret = made(joining)
        path = reverse("invitations:edit", args=[link.pk])
        assert staff.post(path, {"act": "revoke"}).status_code == 302
        assert "revoked" in staff.get(path).content.decode()
        assert staff.post(path, {"act": "revoke"}).status_code == 409

    def test_another_programs_manager_finds_no_link_of_ours(self, joining: Joining) -> None:
        link, _secret = made(joining)
        other = UserFactory(is_superuser=False)
        assert signed_in(other).get(reverse("invitations:edit", args=[link.pk])).status_code in {302, 403, 404}

    def test_of_two_reviewers_neither_reads_whose_link_it_was_before_their_own_review(
        self, joining: Joining, staff: Client
    ) -> None:
        """Guard: `Vetting.may_be_known_to`."""
        Program.objects.filter(pk=joining.program.pk).update(reviewers=2)
        link, _secret = made(joining, purpose="Friends of the till")
        one = come(link, joining)
        applications.submit(one, answers=joining.answers, actor=one.applicant, at=joining.at)
        path = reverse("applications:edit", args=[one.pk])
        assert "Friends of the till" not in staff.get(path).content.decode()
        fields = {"act": "review", "review-advice": "accept", "review-note": ""}
        assert staff.post(path, fields).status_code == 302
        assert "Friends of the till" in staff.get(path).content.decode()

    def test_the_list_costs_the_same_for_one_link_and_for_ten(
        self, joining: Joining, staff: Client, django_assert_max_num_queries: Any
    ) -> None:
        for _number in range(10):
            made(joining, actor=manager_of(joining.program))
        staff.get(reverse("invitations:index"))
        with django_assert_max_num_queries(25):
            staff.get(reverse("invitations:index"))
