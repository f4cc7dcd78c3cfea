"""Applications in the workbench: who waits, what a reviewer reads, and what each act does."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocates.actions import applications, programs
from advocates.models import Application
from tests.advocates.joining import Joining, days, signed_in
from tests.factories import UserFactory

State = Application.State
LISTS = ("applications:index", "questions:index", "policies:index", "managers:index", "programs:index")


def review(application: Application) -> str:
    return reverse("applications:edit", args=[application.pk])


def test_the_list_shows_who_waits_first_and_never_a_draft(joining: Joining, staff: Client) -> None:
    joining.draft(UserFactory(name="Dora Draft"))
    for name, age in (("Wait Two", 2), ("Wait Nine", 9)):
        one = joining.sent(UserFactory(name=name))
        Application.objects.filter(pk=one.pk).update(submitted_at=joining.at - days(age))
    done = joining.sent(UserFactory(name="Done Deal"))
    Application.objects.filter(pk=done.pk).update(submitted_at=joining.at - days(20))
    applications.accept(done, actor=joining.manager, at=joining.at)
    page = staff.get(reverse("applications:index")).content.decode()
    assert "Dora Draft" not in page
    assert page.index("Wait Nine") < page.index("Wait Two") < page.index("Done Deal")
    assert "late" in page


def test_a_reviewer_reads_the_steps_as_about_somebody_else(joining: Joining, staff: Client) -> None:
    """Guard: `own=False` in the workbench, which is what the applicant's page passes as True."""
    one = joining.sent(UserFactory(name="Wait Two"))
    for state in (State.SUBMITTED, State.ASKED, State.ACCEPTED):
        Application.objects.filter(pk=one.pk).update(state=state)
        steps = " ".join(str(step.title) for step in staff.get(review(one)).context["steps"])
        assert "Application sent" in steps
        assert "You" not in steps


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=submitted", {"Wait Two", "Wait Nine"}),
        ("state=accepted", {"Done Deal"}),
        ("age=3", {"Wait Nine"}),
        ("age=late", {"Wait Nine"}),
        ("q=Two", {"Wait Two"}),
        ("q=%27%22%25", set()),
    ],
)
def test_the_list_is_filtered_by_state_age_and_name(
    joining: Joining, staff: Client, query: str, shown: set[str]
) -> None:
    for name, age in (("Wait Two", 2), ("Wait Nine", 9), ("Done Deal", 12)):
        one = joining.sent(UserFactory(name=name))
        Application.objects.filter(pk=one.pk).update(submitted_at=joining.at - days(age))
        if name == "Done Deal":
            applications.accept(one, actor=joining.manager, at=joining.at)
    page = staff.get(f"{reverse('applications:index')}?{query}").content.decode()
    assert {name for name in ("Wait Two", "Wait Nine", "Done Deal") if name in page} == shown


def test_a_draft_is_not_found_by_its_address(joining: Joining, staff: Client) -> None:
    """Guard: `SentApplications.visible`."""
    assert staff.get(review(joining.draft())).status_code == 404


def test_a_reviewer_reads_answers_steps_and_earlier_applications(joining: Joining, staff: Client) -> None:
    first = joining.sent()
    applications.decline(
        first, reason="too_little", note="More, please.", reapply_on=None, actor=joining.manager, at=joining.at
    )  # fmt: skip
    one = applications.submit(
        joining.draft(), answers=joining.answers | {joining.link.pk: "bread.example/a"}, actor=joining.applicant,
        at=joining.at,
    )  # fmt: skip
    page = staff.get(review(one)).content.decode()
    for words in (
        "I bake bread.", 'href="https://bread.example/a" target="_blank" rel="nofollow noopener noreferrer"',
        "A reviewer reads it", review(first), "The answers say too little to judge by.",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"act": "ask", "ask-note": "Which bread?"}, State.ASKED),
        ({"act": "accept", "accept-note": ""}, State.ACCEPTED),
        ({"act": "decline", "decline-reason": "no_room", "decline-note": "Sorry."}, State.DECLINED),
    ],
)
def test_a_reviewer_asks_accepts_and_declines(
    joining: Joining, staff: Client, fields: dict[str, str], state: str
) -> None:
    one = joining.sent()
    assert staff.post(review(one), fields)["Location"] == reverse("applications:index")
    one.refresh_from_db()
    assert one.state == state
    again = staff.post(review(one), {"act": "accept", "accept-note": "Kept words"})
    assert again.status_code == 409
    assert "Kept words" in again.content.decode() or state != State.SUBMITTED


def test_a_form_without_what_it_needs_is_shown_again_and_does_nothing(joining: Joining, staff: Client) -> None:
    one = joining.sent()
    for fields in (
        {"act": "ask", "ask-note": ""},
        {"act": "decline", "decline-reason": "", "decline-note": "Kept words"},
        {"act": "decline", "decline-reason": "other", "decline-note": ""},
        {"act": "decline", "decline-reason": "no_room", "decline-reapply_on": "2001-01-01"},
        {"act": "unheard-of"},
        {},
    ):
        answer = staff.post(review(one), fields)
        assert answer.status_code == 422, fields
        if "decline-note" in fields:
            assert fields["decline-note"] in answer.content.decode()
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_a_reviewer_finds_no_buttons_on_their_own_application(joining: Joining) -> None:
    """I5. Guard: the action; the page only does not offer it."""
    member = UserFactory()
    one = joining.sent(member)
    programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    client = signed_in(member)
    page = client.get(review(one)).content.decode()
    assert "This is your own application" in page
    assert "Accept and enrol" not in page
    assert client.post(review(one), {"act": "accept", "accept-note": ""}).status_code == 403
    one.refresh_from_db()
    assert one.state == State.SUBMITTED


def test_markup_in_an_answer_is_text_in_the_workbench(joining: Joining, staff: Client) -> None:
    """I12."""
    bad = "<script>alert(1)</script>"
    one = applications.submit(
        joining.draft(UserFactory(name="<b>Bold</b>")), answers=joining.answers | {joining.text.pk: bad},
        actor=Application.objects.get().applicant, at=joining.at,
    )  # fmt: skip
    for page in (staff.get(review(one)), staff.get(reverse("applications:index"))):
        assert bad not in page.content.decode()
        assert "<b>Bold</b>" not in page.content.decode()


def test_a_longer_list_of_applications_costs_no_more_queries(joining: Joining, staff: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(reverse("applications:index")).status_code == 200
        return len(queries)

    joining.sent(UserFactory())
    staff.get(reverse("applications:index"))
    one = cost()
    for _more in range(8):
        joining.sent(UserFactory())
    assert cost() == one
