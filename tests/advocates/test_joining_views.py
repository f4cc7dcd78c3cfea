import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advocates.actions import applications, enrolments
from advocates.models import Answer, Application, Question
from tests.advocates.joining import Joining, days, signed_in
from tests.corpora import markup, naughty
from tests.factories import UserFactory

State = Application.State


def test_a_stranger_reads_what_the_program_is_and_is_sent_to_sign_up_and_back(joining: Joining) -> None:
    page = Client().get("/join/")
    assert page.status_code == 200
    for words in ("Ember and Pan", "What do you cook?", "within 7 days", "Sign up and apply"):
        assert words in page.content.decode()
    answer = Client().get("/join/apply/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/signup/?next=/join/apply/")


def test_a_site_without_a_program_has_nothing_to_join(db: None) -> None:
    assert Client().get("/join/").status_code == 404


@pytest.mark.parametrize("path", ["/join/status/", "/join/withdraw/", "/portal/policies/", "/portal/leave/"])
def test_what_is_ones_own_needs_a_sign_in(joining: Joining, path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


def test_looking_at_the_form_makes_no_draft(joining: Joining) -> None:
    page = signed_in(joining.applicant).get("/join/apply/")
    assert page.status_code == 200
    for question in (joining.text, joining.choice, joining.link, joining.consent):
        assert question.label in page.content.decode()
    assert not Application.objects.exists()


def test_an_unverified_member_gets_no_form(joining: Joining) -> None:
    person = UserFactory(verified=False)
    client = signed_in(person)
    assert joining.text.label not in client.get("/join/apply/").content.decode()
    client.post("/join/apply/", joining.form() | {"act": "send"})
    assert not Application.objects.exists()


def test_sending_the_form_leads_to_the_status_page(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    answer = client.post("/join/apply/", joining.form(link="bread.example") | {"act": "send"})
    assert (answer.status_code, answer["Location"]) == (302, "/join/status/")
    one = Application.objects.get()
    assert one.state == State.SUBMITTED
    assert one.answers.get(question=joining.link).text == "https://bread.example"
    page = client.get("/join/status/").content.decode()
    assert "You sent the application" in page
    assert "A reviewer reads it" in page
    assert client.get("/join/apply/")["Location"] == "/join/status/"


def test_an_error_keeps_everything_that_was_typed(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    typed = joining.form(text="x" * 101, link="javascript:alert(1)")
    page = client.post("/join/apply/", typed | {"act": "send"})
    assert page.status_code == 422
    body = page.content.decode()
    assert "x" * 101 in body
    assert "javascript:alert(1)" in body
    assert "101 characters are too many" in body
    assert "Only http and https addresses can be used." in body
    draft = Application.objects.get()
    assert draft.state == State.DRAFT
    assert dict(draft.answers.values_list("question_id", "text")) == {
        joining.choice.pk: "Years", joining.consent.pk: "yes",
    }  # fmt: skip


def test_a_required_answer_left_out_is_named(joining: Joining) -> None:
    page = signed_in(joining.applicant).post("/join/apply/", {"act": "send"})
    assert page.status_code == 422
    assert page.content.decode().count("This is needed.") == 2 * 3


def test_a_draft_is_kept_by_its_button_with_gaps(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    answer = client.post("/join/apply/", {f"q{joining.text.pk}": "Bread", "act": "keep"})
    assert (answer.status_code, answer["Location"]) == (302, "/join/apply/")
    page = client.get("/join/apply/").content.decode()
    assert 'value="Bread"' in page
    assert "Go on writing" in client.get("/join/").content.decode()


def test_a_draft_is_kept_between_key_strokes_and_says_so(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    answer = client.post(
        "/join/apply/draft/", {f"q{joining.text.pk}": "Bre", f"q{joining.link.pk}": "ftp://x"},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Draft kept" in answer.content.decode()
    assert "Only http and https" in answer.content.decode()
    client.post("/join/apply/draft/", {f"q{joining.text.pk}": "Bread"}, headers={"HX-Request": "true"})
    assert list(Answer.objects.values_list("text", flat=True)) == ["Bread"]
    assert client.get("/join/apply/draft/").status_code == 405


def test_a_draft_of_what_waits_is_refused_in_a_line(joining: Joining) -> None:
    joining.sent()
    answer = signed_in(joining.applicant).post("/join/apply/draft/", {f"q{joining.text.pk}": "Late"})
    assert answer.status_code == 409
    assert "not possible any more" in answer.content.decode()


def test_what_was_asked_stands_above_the_form_and_is_answered_there(joining: Joining) -> None:
    joining.asked()
    client = signed_in(joining.applicant)
    page = client.get("/join/apply/").content.decode()
    assert "Mara asks" in page
    assert "Which bread?" in page
    assert 'value="I bake bread."' in page
    client.post("/join/apply/", joining.form(text="Rye.") | {"act": "send"})
    assert Application.objects.get().state == State.SUBMITTED


def test_the_answer_to_what_was_asked_is_kept_and_reaches_the_reviewer_beside_the_question(joining: Joining) -> None:
    joining.asked()
    client = signed_in(joining.applicant)
    client.post("/join/apply/draft/", joining.form() | {"reply": "Rye, since"}, headers={"HX-Request": "true"})
    assert "Rye, since" in client.get("/join/apply/").content.decode()
    client.post("/join/apply/", joining.form() | {"reply": "Rye, since 2009.", "act": "send"})
    application = Application.objects.get()
    assert application.reply == ""
    assert [step.note for step in application.steps.all()][-2:] == ["Which bread?", "Rye, since 2009."]
    assert "Rye, since 2009." in client.get("/join/status/").content.decode()


def test_where_nothing_was_asked_there_is_no_place_to_answer(joining: Joining) -> None:
    assert 'name="reply"' not in signed_in(joining.applicant).get("/join/apply/").content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "You are writing it; nobody else sees it"),
        ("submitted", "An answer is promised by"),
        ("asked", "Answer and send again"),
        ("accepted", "Say hello to Mara."),
        ("declined", "There is no room in this term."),
        ("withdrawn", "You withdrew the application"),
    ],
)
def test_the_status_page_tells_each_state(joining: Joining, state: str, words: str) -> None:
    joining.in_state(state)
    page = signed_in(joining.applicant).get("/join/status/")
    assert words in page.content.decode()


def test_the_status_page_of_who_never_applied_says_what_to_do(joining: Joining) -> None:
    page = signed_in(joining.applicant).get("/join/status/")
    assert (page.status_code, "You have not applied yet" in page.content.decode()) == (200, True)


def test_nobody_sees_anothers_application(joining: Joining) -> None:
    applications.ask_more(joining.sent(), note="Canary note", actor=joining.manager, at=joining.at)
    other = signed_in(UserFactory())
    for name in ("join", "apply", "application_status", "application_withdraw"):
        assert "Canary note" not in other.get(reverse(name)).content.decode()


def test_withdrawing_asks_first_and_then_does_it(joining: Joining) -> None:
    joining.sent()
    client = signed_in(joining.applicant)
    assert "Withdraw your application?" in client.get("/join/withdraw/").content.decode()
    assert Application.objects.get().state == State.SUBMITTED
    assert client.post("/join/withdraw/")["Location"] == "/join/status/"
    assert Application.objects.get().state == State.WITHDRAWN
    assert client.post("/join/withdraw/").status_code == 404


def test_who_must_wait_reads_until_when(joining: Joining) -> None:
    day = (timezone.now() + days(30)).date()
    applications.decline(
        joining.sent(), reason="no_room", note="", reapply_on=day, actor=joining.manager, at=joining.at
    )  # fmt: skip
    client = signed_in(joining.applicant)
    assert client.get("/join/apply/")["Location"] == "/join/"
    assert f"{day:%b %Y}" in client.get("/join/").content.decode()
    refused = client.post("/join/apply/", joining.form() | {"act": "send"})
    assert refused.status_code == 409
    assert "I bake bread." in refused.content.decode()


def test_an_advocate_is_led_to_the_portal_and_a_closed_program_says_so(joining: Joining) -> None:
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    client = signed_in(joining.applicant)
    assert client.get("/join/apply/")["Location"] == "/join/"
    assert "To my portal" in client.get("/join/").content.decode()
    joining.program.accepts_applications = False
    joining.program.save()
    assert "Closed at the moment" in Client().get("/join/").content.decode()


def test_leaving_asks_first_and_then_ends_the_enrolment(joining: Joining) -> None:
    enrolment = enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    client = signed_in(joining.applicant)
    assert "What ends" in client.get("/portal/leave/").content.decode()
    enrolment.refresh_from_db()
    assert enrolment.ended_at is None
    assert client.post("/portal/leave/")["Location"] == "/join/"
    enrolment.refresh_from_db()
    assert enrolment.end == "left"
    assert "You are not enrolled" in client.get("/portal/leave/").content.decode()
    assert client.post("/portal/leave/").status_code == 200


def test_a_managers_words_are_never_markup(joining: Joining) -> None:
    """I12. Guard: `escape` in `field_for`; forms show a help text as HTML."""
    bad = "<img src=x onerror=alert(1)>"
    Question.objects.filter(pk=joining.text.pk).update(label=bad, help_text=bad)
    for name in ("charter", "how_judged", "what_next", "welcome", "tagline"):
        setattr(joining.program, name, bad)
    joining.program.save()
    client = signed_in(joining.applicant)
    for path in ("/join/", "/join/apply/"):
        assert bad not in client.get(path).content.decode()
    assert bad not in client.post("/join/apply/", {"act": "send"}).content.decode()


def test_markup_in_answers_is_shown_as_text(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    bad = "<script>alert(1)</script>"
    client.post("/join/apply/", joining.form(text=bad) | {"act": "send"})
    page = client.get("/join/status/").content.decode()
    assert bad not in page
    assert "&lt;script&gt;" in page


def test_no_hostile_string_breaks_the_form_or_comes_out_as_markup(joining: Joining) -> None:
    from django.core.cache import cache

    client = signed_in(joining.applicant)
    for bad in [*naughty()[:150], *markup()[:150]]:
        cache.clear()
        fields = joining.form(text=bad, link=bad, choice=bad)
        answer = client.post("/join/apply/", fields | {"act": "send"})
        assert answer.status_code == 422, bad
        assert "<script>alert" not in answer.content.decode().lower(), bad


def test_too_many_sendings_are_refused_in_a_sentence(joining: Joining) -> None:
    client = signed_in(joining.applicant)
    codes = [client.post("/join/apply/", {"act": "send"}).status_code for _time in range(12)]
    assert codes[0] == 422
    assert codes[-1] == 429
