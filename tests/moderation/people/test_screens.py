"""What people see: their ties, their quality, and the workbench for managers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from advocates.actions.programs import appoint_manager
from moderation.actions import blind
from moderation.actions.rates import set_rates
from moderation.models import BlindDecision, Case, GoldCase, Promotion, Rates, Tie
from moderation.queries import quality
from record.tasks import settle
from tests.factories import EnrolmentFactory, UserFactory
from tests.moderation.people.conftest import As
from tests.moderation.people.learning import live
from tests.moderation.people.near import tie
from tests.moderation.people.test_blind import differing
from tests.moderation.people.test_shadow import proposed
from tests.moderation.stage import CANARY, Stage, staged
from tests.stage import signed_in


@pytest.fixture
def workbench(stage: Stage) -> Client:
    """Signed in as another manager of the program."""
    boss, person = UserFactory(is_superuser=True), UserFactory()
    appoint_manager(stage.program, member=person, actor=boss, at=timezone.now())
    return signed_in(person)


def test_a_moderator_declares_and_ends_a_tie(stage: Stage, client_of: As) -> None:
    client = client_of(stage.moderator)
    sent = {"kind": "household", "handle": f"@{stage.author.handle}"}
    assert stage.author.name in client.post("/portal/ties/", sent, follow=True).text
    made = Tie.objects.get()
    assert client.post("/portal/ties/", sent).status_code == 409
    assert client.post("/portal/ties/", {"kind": "household", "handle": "nobody-has-this"}).status_code == 422
    assert client.post("/portal/ties/", {}).status_code == 422
    assert client_of(stage.author).post(f"/portal/ties/{made.pk}/end/").status_code == 404
    assert stage.author.name not in client_of(stage.moderator_of()).get("/portal/ties/").text, "private"
    client.post(f"/portal/ties/{made.pk}/end/")
    made.refresh_from_db()
    assert made.ended_at is not None


def test_ones_own_quality_is_ones_own(stage: Stage, client_of: As) -> None:
    differing(stage)
    found = quality.quality_of(stage.moderator, stage.program, at=timezone.now())
    assert found.reviewed is not None
    assert (found.reviewed.value, found.reviewed.n, found.second) == (0.0, 1, None)
    assert client_of(stage.moderator).get("/desk/quality/").status_code == 200
    reader = client_of(stage.reader).get("/desk/quality/").text
    assert stage.moderator.name not in reader


def test_managers_see_everybodys_figures_and_set_the_rates(stage: Stage, workbench: Client) -> None:
    differing(stage)
    path = f"/admin/moderation/quality/edit/{stage.program.pk}/"
    page = workbench.get(path).text
    assert stage.moderator.name in page
    names = sorted([str(stage.moderator), str(BlindDecision.objects.get().by)])
    assert " – ".join(names) in page, "by pair"
    sent = {"act": "rates", "rates-gold_percent": 9, "rates-second_percent": 8, "rates-promote_after": 7,
            "rates-promote_percent": 60}  # fmt: skip
    assert workbench.post(path, sent).status_code == 302
    assert Rates.objects.get().gold_percent == 9
    assert workbench.post(path, sent | {"rates-gold_percent": 99}).status_code == 422
    other = staged(hostname="other.example")
    assert workbench.get(f"/admin/moderation/quality/edit/{other.program.pk}/").status_code == 404


def test_agreement_is_grouped_by_place_rule_and_pair(stage: Stage) -> None:
    set_rates(Rates(program=stage.program, second_percent=100, gold_percent=0), actor=stage.manager, at=timezone.now())
    reviewer = stage.moderator_of()
    for act in ("hide", "hide", "warn"):
        live(stage)
        settle()
        given = blind.give(stage.program, moderator=reviewer, at=timezone.now())
        assert given is not None
        blind.decide(given, moderator=reviewer, act=act, clause=stage.clause, reason="Not so.", at=timezone.now())
        live(stage, "dismiss", by=reviewer)
        BlindDecision.objects.filter(by=None).delete()
    reviews = quality.second_reviews(stage.program, timezone.now() - timedelta(days=1))
    for lines in (quality.by_place(reviews), quality.by_pair(reviews), quality.by_clause(reviews)):
        assert [one.n for one in lines] == [3]
    place = quality.by_place(reviews)[0]
    assert place.label == "Kitchen"
    assert place.alike is not None
    assert round(place.alike.value, 2) == 0.67


def test_a_manager_answers_a_difference_in_the_workbench(stage: Stage, workbench: Client) -> None:
    made = differing(stage)
    assert f"/differences/edit/{made.pk}/" in workbench.get("/admin/moderation/differences/").text
    path = f"/admin/moderation/differences/edit/{made.pk}/"
    assert workbench.post(path, {"act": "reopen", "reopen-reason": ""}).status_code == 422
    assert workbench.post(path, {"act": "reopen", "reopen-reason": "Look again."}).status_code == 302
    assert Case.objects.filter(message=made.case.message_id, state="open").exists()
    assert workbench.get(path).status_code == 200


def test_a_manager_promotes_in_the_workbench(stage: Stage, workbench: Client) -> None:
    grant, proposal = proposed(stage)
    assert "promotion proposed" in workbench.get("/admin/moderation/apprentices/").text
    assert "apprentice could moderate" in workbench.get("/admin/").text
    path = f"/admin/moderation/apprentices/edit/{grant.pk}/"
    assert workbench.post(path, {"act": "keep", "keep-reason": ""}).status_code == 422
    assert workbench.post(path, {"act": "confirm", "confirm-reason": ""}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == Promotion.State.CONFIRMED
    assert workbench.get(f"/admin/moderation/apprentices/edit/{stage.grant.pk}/").status_code == 404, "no shadow grant"


def test_a_manager_makes_and_retires_a_known_case(stage: Stage, workbench: Client) -> None:
    decision = live(stage, case=stage.case(stage.say(CANARY, author=UserFactory())))
    sent = {"decision": decision.pk, "act": "hide", "clause": stage.clause.pk, "why": "An insult."}
    asked = f"/admin/moderation/known-cases/new/?decision={decision.pk}"
    assert asked in workbench.get(f"/desk/cases/{decision.case_id}/").text
    proposed = {"decision": decision.pk, "act": decision.act, "clause": decision.clause_id}
    form = workbench.get(asked)
    assert form.context["form"].initial == proposed
    assert CANARY in form.text
    assert decision.case.message.author.name not in form.text
    tie(stage, stage.manager, other=decision.case.message.author)
    assert CANARY not in signed_in(stage.manager).get(asked).text, "whoever may not open the case does not read it here"
    refused = workbench.post("/admin/moderation/known-cases/new/", sent | {"act": "approve"})
    assert refused.text.count("This could not be decided") == 1
    assert workbench.post("/admin/moderation/known-cases/new/", sent).status_code == 302
    made = GoldCase.objects.get()
    path = f"/admin/moderation/known-cases/edit/{made.pk}/"
    assert "An insult." in workbench.get(path).text
    workbench.post(path, {"act": "retire"})
    made.refresh_from_db()
    assert made.retired_at is not None
    other = live(staged(hostname="other.example"))
    assert workbench.get(f"/admin/moderation/known-cases/new/?decision={other.pk}").context["form"].initial == {}
    answer = workbench.post("/admin/moderation/known-cases/new/", sent | {"decision": other.pk})
    assert answer.status_code == 422
    assert GoldCase.objects.count() == 1


def test_a_manager_records_and_ends_a_tie(stage: Stage, workbench: Client) -> None:
    EnrolmentFactory(program=stage.program, member=stage.author)
    sent = {
        "program": stage.program.pk, "person": stage.moderator.pk, "kind": "household", "other": stage.author.pk,
        "reason": "They told us.",
    }  # fmt: skip
    assert workbench.get("/admin/moderation/ties/new/").status_code == 200
    assert workbench.post("/admin/moderation/ties/new/", sent).status_code == 302
    made = Tie.objects.get()
    assert stage.moderator.name in workbench.get("/admin/moderation/ties/").text
    workbench.post(f"/admin/moderation/ties/edit/{made.pk}/", {"act": "end"})
    made.refresh_from_db()
    assert made.ended_at is not None
