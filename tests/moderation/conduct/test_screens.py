"""The screens, as each person sees them."""

import re

from advocates.actions.programs import appoint_manager
from moderation.actions import appeals
from moderation.models import ClauseWeight, Measure, MeasureProposal, StandingRule
from moderation.queries.pseudonyms import names_of
from sitewide.models import Letter
from tests.factories import UserFactory, manager_of
from tests.moderation.conduct.doing import NOW, against, propose, take
from tests.moderation.people.conftest import As
from tests.moderation.people.near import tie
from tests.moderation.stage import Stage
from tests.stage import signed_in


def test_a_manager_acts_and_a_moderator_proposes_on_the_page_of_a_decided_case(stage: Stage, client_of: As) -> None:
    case = against(stage).case
    page = client_of(stage.moderator).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Propose something about the person" in page
    sent = {"kind": "mute", "days": "3", "reason": "They go on."}
    assert client_of(stage.moderator).post(f"/desk/cases/{case.pk}/person/", sent).status_code == 302
    assert (MeasureProposal.objects.get().by, Measure.objects.count()) == (stage.moderator, 0)
    assert "Do something about the person" in client_of(stage.manager).get(f"/desk/cases/{case.pk}/").content.decode()
    client_of(stage.manager).post(f"/desk/cases/{case.pk}/person/", sent | {"kind": "strike", "reason": "Enough."})
    assert (Measure.objects.get().by, Measure.objects.get().kind) == (stage.manager, "strike")
    page = client_of(stage.manager).get(f"/desk/cases/{case.pk}/").content.decode()
    assert "Done about them" in page
    assert "proposed, not decided" in page


def test_nothing_is_offered_about_a_person_before_a_decision_against_the_message(stage: Stage, client_of: As) -> None:
    case = stage.case()
    assert "something about the person" not in client_of(stage.manager).get(f"/desk/cases/{case.pk}/").content.decode()
    sent = {"kind": "warn", "reason": "Not so."}
    assert client_of(stage.manager).post(f"/desk/cases/{case.pk}/person/", sent).status_code == 404


def test_what_is_refused_about_a_person_is_told_on_the_page_and_keeps_what_was_written(
    stage: Stage, client_of: As
) -> None:
    """Guard: `person_sent` in `about_person`; taken out, the form comes back empty."""
    decision = against(stage)
    path = f"/desk/cases/{decision.case_id}/person/"
    manager, moderator = client_of(stage.manager), client_of(stage.moderator)
    for client, sent, status, sentence in (
        (manager, {"kind": "mute", "days": "31"}, 422, "from 1 to 30."),
        (manager, {"kind": "mute", "days": "soon"}, 422, "whole number"),
        (moderator, {"days": "3"}, 422, "Choose what to do."),
    ):
        answer = client.post(path, sent | {"reason": "They go on & on."})
        page = answer.content.decode()
        assert answer.status_code == status
        assert sentence in page
        assert "They go on &amp; on.</textarea>" in page
        assert f'value="{sent["days"]}"' in page
    take(stage, decision, kind="warn")
    answer = manager.post(path, {"kind": "warn", "reason": "Once more."})
    assert answer.status_code == 409
    assert "Once more.</textarea>" in answer.content.decode()


def test_managers_answer_and_end_and_nobody_else_sees_the_list(stage: Stage, client_of: As) -> None:
    made = propose(stage, kind="mute", days=3)
    running = take(stage)
    client = client_of(stage.manager)
    page = client.get("/desk/people/").content.decode()
    assert "They do it daily." in page
    assert "Third time." in page
    assert client_of(stage.moderator).get("/desk/people/").status_code == 403
    path = f"/desk/people/proposals/{made.pk}/"
    assert client_of(stage.moderator).post(path, {"answer": "confirm", "reason": "Yes."}).status_code == 403
    assert client.post(path, {"answer": "confirm", "reason": ""}).status_code == 422
    for sent in ({"answer": "confirm", "days": "40"}, {"answer": "confirm", "days": "x"}, {"days": "2"}):
        refused = client.post(path, sent | {"reason": "Calm <down>."})
        assert refused.status_code == 422
        assert "Calm &lt;down&gt;.</textarea>" in refused.content.decode()
    assert client.post(path, {"answer": "confirm", "reason": "Calm down.", "days": "2"}).status_code == 302
    assert Measure.objects.filter(kind="mute", reason="Calm down.").exists()
    path = f"/desk/people/measures/{running.pk}/lift/"
    assert client_of(stage.moderator).post(path, {"reason": "Not so."}).status_code == 403
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Enough."}).status_code == 302
    late = client.post(path, {"reason": "Enough, again."})
    assert late.status_code == 409
    assert "Enough, again." in late.content.decode()


def test_lists_are_paged_and_leave_out_whom_the_manager_is_near_to(stage: Stage, client_of: As) -> None:
    """Guard: `_not_near` in the queries; taken out, a manager reads of their own household."""
    for number in range(21):
        take(stage, kind="strike", reason=f"Strike number {number}.")
    client = client_of(stage.manager)
    first = client.get("/desk/people/").content.decode()
    assert "Strike number 20." in first
    assert "Strike number 0." not in first
    assert 'rel="next"' in first
    last = client.get("/desk/people/", {"running-before": Measure.objects.order_by("pk")[1].pk}).content.decode()
    assert "Strike number 0." in last
    tie(stage, stage.manager, "household", other=stage.author)
    assert "Strike number" not in client.get("/desk/people/").content.decode()


def test_the_person_reads_in_the_portal_what_was_done_and_how_it_was_decided(stage: Stage, client_of: As) -> None:
    take(stage, kind="mute", days=3)
    page = client_of(stage.author).get("/portal/decisions/").content.decode()
    assert re.search("You are muted in this program: [^<]*<time [^>]*data-time=.exact.", page), "in the reader's zone"
    assert "<time" not in Letter.objects.get(about="measure_taken").text
    assert "no machine did" in page
    deciders = names_of(stage.program.pk, [stage.manager.pk, stage.moderator.pk]).values()
    assert all(f"by {name}" in page for name in deciders)
    assert stage.manager.name not in page


def test_author_and_judge_talk_on_their_pages(stage: Stage, client_of: As) -> None:
    made = appeals.appeal(against(stage), by=stage.author, text="I was kind.", at=NOW())
    asked = client_of(stage.manager).post(f"/desk/appeals/{made.pk}/say/", {"text": "What did you mean?"})
    assert asked.status_code == 302
    author = client_of(stage.author)
    page = author.get(f"/portal/appeals/{made.pk}/").content.decode()
    assert "What did you mean?" in page
    assert str(stage.manager) not in page
    assert author.post(f"/portal/appeals/{made.pk}/", {"text": ""}).status_code == 422
    refused = client_of(stage.manager).post(f"/desk/appeals/{made.pk}/say/", {"text": "Why? " * 1000})
    assert refused.status_code == 422
    assert f"{'Why? ' * 1000}</textarea>" in refused.content.decode()
    assert author.post(f"/portal/appeals/{made.pk}/", {"text": "<b>A joke.</b>"}).status_code == 302
    page = client_of(stage.manager).get(f"/desk/appeals/{made.pk}/").content.decode()
    assert "&lt;b&gt;A joke.&lt;/b&gt;" in page
    appeals.decide(made, judge=stage.manager, overturn=False, reason="Not so.", at=NOW())
    late = client_of(manager_of(stage.program)).post(f"/desk/appeals/{made.pk}/say/", {"text": "One thing more."})
    assert late.status_code == 409
    assert "One thing more." in late.content.decode()
    assert "What did you mean?" in author.get(f"/portal/appeals/{made.pk}/").content.decode()
    assert client_of(stage.reader).get(f"/portal/appeals/{made.pk}/").status_code == 404


def test_the_workbench_shows_the_rules_of_strikes_and_what_waits(stage: Stage) -> None:
    propose(stage)
    person = UserFactory()
    appoint_manager(stage.program, member=person, actor=UserFactory(is_superuser=True), at=NOW())
    client = signed_in(person)
    for path in (
        "/admin/moderation/strikes/",
        "/admin/moderation/strikes/new/",
        "/admin/moderation/clause-weights/new/",
    ):
        assert client.get(path).status_code == 200
    sent = {"program": stage.program.pk, "clause": stage.clause.pk, "weight": 4}
    assert client.post("/admin/moderation/clause-weights/new/", sent).status_code == 302
    assert ClauseWeight.objects.get().weight == 4
    sent = {"strike_days": 9, "mute_weight": 2, "mute_days": 3, "suspend_weight": 2, "suspend_days": 8}
    assert client.post("/admin/moderation/strikes/new/", sent | {"program": stage.program.pk}).status_code == 422
    sent |= {"suspend_weight": 4, "program": stage.program.pk}
    assert client.post("/admin/moderation/strikes/new/", sent).status_code == 302
    assert StandingRule.objects.get().strike_days == 9
    assert "1 proposal about a person" in client.get("/admin/").content.decode()
