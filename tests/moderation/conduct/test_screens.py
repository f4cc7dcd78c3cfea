"""The screens, as each person sees them."""

from advocates.actions.programs import appoint_manager
from moderation.actions import appeals
from moderation.models import ClauseWeight, Measure, MeasureProposal, StandingRule
from tests.factories import UserFactory
from tests.moderation.conduct.doing import NOW, against, propose, take
from tests.moderation.people.conftest import As
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
    assert "Proposed, not decided: mute" in page


def test_nothing_is_offered_about_a_person_before_a_decision_against_the_message(stage: Stage, client_of: As) -> None:
    case = stage.case()
    assert "something about the person" not in client_of(stage.manager).get(f"/desk/cases/{case.pk}/").content.decode()
    sent = {"kind": "warn", "reason": "No."}
    assert client_of(stage.manager).post(f"/desk/cases/{case.pk}/person/", sent).status_code == 404


def test_what_is_refused_about_a_person_is_told_on_the_page(stage: Stage, client_of: As) -> None:
    case = against(stage).case
    answer = client_of(stage.manager).post(
        f"/desk/cases/{case.pk}/person/", {"kind": "warn", "reason": ""}, follow=True
    )
    assert "Write the words" in answer.content.decode()


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
    assert client.post(path, {"answer": "confirm", "reason": "Calm down.", "days": "2"}).status_code == 302
    assert Measure.objects.filter(kind="mute", reason="Calm down.").exists()
    path = f"/desk/people/measures/{running.pk}/lift/"
    assert client_of(stage.moderator).post(path, {"reason": "No."}).status_code == 403
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "Enough."}).status_code == 302


def test_the_person_reads_in_the_portal_what_was_done_and_how_it_was_decided(stage: Stage, client_of: As) -> None:
    take(stage, kind="mute", days=3)
    page = client_of(stage.author).get("/portal/decisions/").content.decode()
    assert "You are muted in this program" in page
    assert "no machine did" in page


def test_author_and_judge_talk_on_their_pages(stage: Stage, client_of: As) -> None:
    made = appeals.appeal(against(stage), by=stage.author, text="I was kind.", at=NOW())
    asked = client_of(stage.manager).post(f"/desk/appeals/{made.pk}/say/", {"text": "What did you mean?"})
    assert asked.status_code == 302
    author = client_of(stage.author)
    page = author.get(f"/portal/appeals/{made.pk}/").content.decode()
    assert "What did you mean?" in page
    assert str(stage.manager) not in page
    assert author.post(f"/portal/appeals/{made.pk}/", {"text": ""}).status_code == 422
    assert author.post(f"/portal/appeals/{made.pk}/", {"text": "<b>A joke.</b>"}).status_code == 302
    page = client_of(stage.manager).get(f"/desk/appeals/{made.pk}/").content.decode()
    assert "&lt;b&gt;A joke.&lt;/b&gt;" in page
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
