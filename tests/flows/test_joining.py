"""The journey from a stranger to an advocate who leaves again, through pages and a real mail server."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from advocates.actions import policies, programs
from advocates.models import Application, Enrolment, Grant
from record.models import Entry
from record.queries import verify
from record.tasks import settle
from sitewide.models import Letter
from sitewide.tasks import deliver_due
from tests.advocates.joining import Joining, joining, signed_in
from tests.factories import GrantFactory, UserFactory
from tests.factories.people import PASSWORD
from tests.fakes.smtp import Postbox, postbox, text_of

__all__ = ["joining", "postbox"]
ADDRESS = "ines@applicants.example"
pytestmark = pytest.mark.flow


def logged_in(person: User) -> Client:
    client = Client()
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def reviewer(joining: Joining) -> Client:
    member = UserFactory(name="Nina Reviewer")
    programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    return signed_in(member)


def applies_and_is_accepted(client: Client, reviewer: Client, joining: Joining) -> None:
    """A draft, the application, a question, its answer, and the reviewer's yes."""
    assert client.post("/join/apply/", joining.form(text="Bre") | {"act": "keep"}).status_code == 302
    assert client.post("/join/apply/", joining.form(link="bread.example") | {"act": "send"}).status_code == 302
    review = reverse("applications:edit", args=[Application.objects.get().pk])
    assert "Ines Ferreira" in reviewer.get(reverse("applications:index")).content.decode()

    assert reviewer.post(review, {"act": "ask", "ask-note": "Which bread, and why?"}).status_code == 302
    assert "Which bread, and why?" in client.get("/join/status/").content.decode()
    assert client.post("/join/apply/", joining.form(text="Rye, for its crust.") | {"act": "send"}).status_code == 302
    assert reviewer.post(review, {"act": "accept", "accept-note": "Come in!"}).status_code == 302
    page = client.get("/join/status/").content.decode()
    assert "Come in!" in page
    assert "Say hello to Mara." in page


def was_told_each_step(client: Client, postbox: Postbox) -> None:
    """Five letters, whose links lead somewhere."""
    deliver_due()
    assert postbox.subjects(ADDRESS) == [
        "Your application to Ember and Pan has arrived",
        "A question about your application to Ember and Pan",
        "Your application to Ember and Pan has arrived",
        "Welcome to Ember and Pan",
        "You have left Ember and Pan",
    ]
    sent, asked, _again, accepted, left = postbox.to(ADDRESS)
    assert "Which bread, and why?" in text_of(asked)
    assert "Come in!" in text_of(accepted)
    assert "Come in!" in text_of(accepted, "html")
    assert "1 right of yours ended with it" in text_of(left)
    assert [ADDRESS] in [to for _sender, to in postbox.envelopes]
    links = re.findall(r"http://localhost:8000(/\S*)", text_of(sent))
    assert links
    for link in links:
        assert client.get(link).status_code == 200


def test_a_stranger_applies_is_asked_answers_is_accepted_signs_and_leaves(
    joining: Joining, reviewer: Client, postbox: Postbox
) -> None:
    rules = policies.create_policy(joining.program, name="Agreement", actor=joining.manager, at=joining.at)
    version = policies.publish(rules, text="We promise.", clauses=[], actor=joining.manager, at=joining.at)
    ines = UserFactory(email=ADDRESS, name="Ines Ferreira")
    client = logged_in(ines)

    applies_and_is_accepted(client, reviewer, joining)

    assert client.post(f"/portal/policies/{version.pk}/", {"read": "on", "named_by": "name"}).status_code == 302
    grant = GrantFactory(
        program=joining.program, advocate=ines, scope=joining.program.root_page, granted_by=joining.manager
    )
    assert client.post("/portal/leave/").status_code == 302
    grant.refresh_from_db()
    assert grant.state == Grant.State.RESIGNED
    assert Enrolment.objects.get(member=ines).end == "left"

    was_told_each_step(client, postbox)

    settle()
    mine = Entry.objects.filter(actor_id=ines.pk).order_by("id").values_list("verb", flat=True)
    assert list(mine) == [
        "application.submitted", "application.submitted", "policy.attested", "name.chosen", "grant.resigned",
            "enrolment.ended",
    ]  # fmt: skip
    assert verify().fault is None


def test_a_declined_applicant_reads_the_reason_by_mail_and_when_to_come_again(
    joining: Joining, reviewer: Client, postbox: Postbox
) -> None:
    ines = UserFactory(email=ADDRESS, name="Ines & Søren <i>")
    one = joining.sent(ines)
    day = (timezone.now() + timedelta(days=30)).date()
    fields = {
        "act": "decline", "decline-reason": "too_little", "decline-note": "Tell us a <story> & more.",
        "decline-reapply_on": day.isoformat(),
    }  # fmt: skip
    assert reviewer.post(reverse("applications:edit", args=[one.pk]), fields).status_code == 302
    deliver_due()
    mail = postbox.to(ADDRESS)[-1]
    plain, html = text_of(mail), text_of(mail, "html")
    for words in ("The answers say too little to judge by.", f"{day.day} {day:%b %Y}"):
        assert words in plain
        assert words in html
    assert "Tell us a <story> & more." in plain
    assert "Tell us a &lt;story&gt; &amp; more." in html
    assert "<i>" not in html
    page = logged_in(ines).get("/join/apply/", follow=True).content.decode()
    assert f"You may apply again from {day.day} {day:%b %Y} on." in page


def test_a_mail_server_that_is_busy_gets_the_letter_again(joining: Joining, postbox: Postbox) -> None:
    joining.sent(UserFactory(email=ADDRESS))
    Letter.objects.exclude(to=ADDRESS).delete()
    postbox.refuses = 1
    assert deliver_due() == 0
    letter = Letter.objects.get(to=ADDRESS)
    assert "451" in letter.failure
    assert not postbox.mails
    Letter.objects.update(due_at=timezone.now())
    assert deliver_due() == 1
    assert deliver_due() == 0
    assert len(postbox.to(ADDRESS)) == 1


def test_every_letter_about_joining_reads_well_in_both_forms(joining: Joining, postbox: Postbox) -> None:
    """No tag is left in the plain text, no placeholder in either."""
    from advocates.actions import enrolments

    who: dict[str, Any] = {"actor": joining.manager, "at": joining.at}
    for state in ("submitted", "asked", "accepted", "declined", "withdrawn"):
        joining.in_state(state)
        Enrolment.objects.all().delete()
        Application.objects.filter(state__in=Application.OPEN).delete()
    enrolment = enrolments.enrol(joining.program, member=joining.applicant, **who)
    rules = policies.create_policy(joining.program, name="Agreement", **who)
    policies.publish(rules, text="We promise.", clauses=[], **who)
    settle()
    enrolments.end(enrolment, reason="Sold pans.", **who)
    again = enrolments.enrol(joining.program, member=joining.applicant, **who)
    enrolments.end_terms(at=again.term_ends)
    last = enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=again.term_ends)
    enrolments.leave(last, actor=joining.applicant, at=again.term_ends)
    Letter.objects.update(due_at=timezone.now())
    deliver_due()
    abouts = set(Letter.objects.values_list("about", flat=True))
    assert abouts == {
        "application_submitted", "application_asked", "application_accepted", "application_declined",
        "application_withdrawn", "application_waits", "enrolment_begun", "enrolment_ended_removed", "enrolment_ended_term",
        "enrolment_ended_left", "policy_published",
    }  # fmt: skip
    assert len(postbox.mails) == Letter.objects.count()
    for mail in postbox.mails:
        plain = text_of(mail)
        assert re.search("Hello (Ines|Mara),", plain)
        assert not re.search(r"[<>{}]|None|&\w+;", plain), plain
        assert "None" not in text_of(mail, "html")
        assert "http://localhost:8000/" in plain
