"""Shadow grants: an apprentice decides without effect, sees nothing beforehand, and is proposed by the figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates import rights
from advocates.actions import grants
from advocates.models import Exercise, Grant
from cms.models import Message
from moderation.actions import apprentices, cases
from moderation.actions.alarms import ring
from moderation.actions.decisions import decide
from moderation.actions.rates import set_rates
from moderation.models import BlindDecision, Case, Decision, Promotion, Rates
from moderation.queries.apprentices import agreed_of
from moderation.queries.passing import could_take, moderators_of
from moderation.queries.queue import waiting
from moderation.queries.standing import standing_of
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, UserFactory
from tests.moderation.people.conftest import As
from tests.moderation.people.learning import apprentice_of, live, shadow
from tests.moderation.stage import CANARY, Stage


def test_a_shadow_grant_is_no_right_for_anything_with_an_effect(stage: Stage, client_of: As) -> None:
    """Guard: `g.shadow = %(shadow)s` in FACTS; without it the apprentice decides for real."""
    person, _grant = apprentice_of(stage)
    case = stage.case()
    at = timezone.now()
    standing = standing_of(person, stage.program, at=at)
    assert not standing.may_look
    assert not waiting(standing).exists()
    place = rights.Place(stage.kitchen.pk, stage.kitchen.path, stage.program)
    assert not rights.examine(person, "moderate", place, at=at).allowed
    with pytest.raises(NotFound):
        cases.claim(case, moderator=person, at=at)
    with pytest.raises(NotFound):
        decide(case, moderator=person, act="dismiss", clause=None, reason="", version=case.version, at=at)
    assert client_of(person).get("/desk/").status_code == 403


def test_an_apprentice_counts_as_nobody_who_moderates(stage: Stage, client_of: As) -> None:
    """Guard: `shadow=False` in `in_effect`. Nor do they see what was handed to staff: guard `escalated` in `for_apprentice`."""
    at, (person, _grant) = timezone.now(), apprentice_of(stage)
    case = stage.case(stage.say(CANARY))
    assert person not in could_take(case, but=stage.moderator, at=at)
    assert person not in moderators_of(stage.program, at=at)
    ring(at=case.due_at + timedelta(minutes=1))
    assert person.email not in Letter.objects.filter(about="promise_runs_out").values_list("to", flat=True)
    cases.claim(case, moderator=stage.moderator, at=at)
    live(stage, "escalate", case=Case.objects.get(pk=case.pk))
    assert client_of(person).get(f"/desk/shadow/{case.pk}/").status_code == 404
    assert CANARY not in client_of(person).get("/desk/shadow/").text


def test_the_database_refuses_an_exercise_of_a_shadow_grant(stage: Stage) -> None:
    """Guard: the trigger `no_exercise_of_a_shadow`."""
    _person, grant = apprentice_of(stage)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exercise.objects.create(grant=grant, right="moderate", place=stage.kitchen.page_ptr, at=timezone.now())


@pytest.mark.parametrize("shadow_first", [True, False])
def test_whether_a_grant_is_a_shadow_never_changes(stage: Stage, shadow_first: bool) -> None:
    """Guard: the trigger `shadow_never_changes`."""
    grant = apprentice_of(stage)[1] if shadow_first else stage.grant
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(shadow=not shadow_first)


def test_a_manager_issues_one_and_only_for_moderating(stage: Stage) -> None:
    person = EnrolmentFactory(program=stage.program).member
    known: dict[str, Any] = {
        "advocate": person, "scope": stage.kitchen, "reason": "Learns.", "per_day": 5, "actor": stage.manager,
        "at": timezone.now(), "shadow": True,
    }  # fmt: skip
    made = grants.issue(stage.program, right="moderate", **known)
    assert made.shadow
    assert Entry.objects.get(verb="grant.offered").data["shadow"] is True
    for wrong in ({"right": "reply"}, {"right": "moderate", "may_be_passed_on": True}):
        with pytest.raises(Invalid) as refused:
            grants.issue(stage.program, **known | wrong)
        assert refused.value.code == "no_shadow"


def test_deciding_in_the_shadow_changes_nothing(stage: Stage) -> None:
    person, grant = apprentice_of(stage)
    case = stage.case()
    before = (Letter.objects.count(), Case.objects.filter(pk=case.pk).values().get())
    made = shadow(stage, person, case)
    assert (made.act, made.grant, made.kind) == ("hide", grant, "shadow")
    assert Message.objects.get(pk=case.message_id).state == Message.State.PUBLISHED
    assert (Letter.objects.count(), Case.objects.filter(pk=case.pk).values().get()) == before
    assert not Decision.objects.exists()
    assert not Exercise.objects.exists()
    assert Entry.objects.get(verb="blind.decided").data["kind"] == "shadow"


def test_refusals(stage: Stage) -> None:
    person, grant = apprentice_of(stage, per_day=2)
    case = stage.case()
    with pytest.raises(NotFound):
        shadow(stage, person, stage.case(stage.say(page=stage.garden)))
    with pytest.raises(NotFound):
        shadow(stage, stage.author, case)
    with pytest.raises(Forbidden):
        shadow(stage, person, stage.case(stage.say(author=person)))
    for fields in ({"act": "approve"}, {"clause": None}, {"reason": " "}):
        with pytest.raises(Invalid):
            shadow(stage, person, case, **fields)
    assert not BlindDecision.objects.exists(), "what is refused is not kept"
    shadow(stage, person, case)
    with pytest.raises(Forbidden):
        shadow(stage, person, case)
    shadow(stage, person, stage.case(stage.say(author=UserFactory())))
    with pytest.raises(Conflict) as refused:
        shadow(stage, person, stage.case(stage.say(author=UserFactory())))
    assert refused.value.code == "quota"
    few, _grant = apprentice_of(stage, per_day=2, in_total=1)
    shadow(stage, few, case)
    with pytest.raises(Conflict, match="All 1 uses"):
        shadow(stage, few, stage.case(stage.say(author=UserFactory())))
    grants.revoke(grant, reason="Over.", actor=stage.manager, at=timezone.now())
    with pytest.raises(NotFound):
        shadow(stage, person, stage.case(stage.say(author=UserFactory())))


def test_a_blind_decision_is_never_rewritten_nor_made_under_another_grant(stage: Stage) -> None:
    """Guard: the triggers `blind_decided_once` and `blind_under_a_live_shadow`."""
    person, _grant = apprentice_of(stage)
    made = shadow(stage, person, stage.case())
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindDecision.objects.filter(pk=made.pk).update(act="warn")
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindDecision.objects.create(
            program=stage.program, kind="shadow", case=stage.case(stage.say(author=UserFactory())), by=person,
            grant=stage.grant, given_at=timezone.now(), at=timezone.now(), act="hide",
        )  # fmt: skip


def test_the_apprentice_sees_nothing_of_the_live_decision_before_their_own(stage: Stage, client_of: As) -> None:
    """Guard: `as_it_was` and the cut history in views/blind.py; without them state, words or history tell it."""
    person, _grant = apprentice_of(stage)
    decision = live(stage, "remove", case=stage.case(stage.say(f"<p>{CANARY}</p>")))
    client = client_of(person)
    assert f"/desk/shadow/{decision.case_id}/" in client.get("/desk/shadow/").text
    page = client.get(f"/desk/shadow/{decision.case_id}/")
    assert page.status_code == 200
    assert CANARY in page.text
    for telling in ("Mia", "mod-", "is removed", decision.reason):
        assert telling not in page.text, telling
    sent = {"act": "hide", "clause": stage.clause.pk, "reason": "Unkind.", "version": 0, "read_at": timezone.now()}
    answer = client.post(f"/desk/shadow/{decision.case_id}/", sent, follow=True)
    assert answer.status_code == 200
    assert "differs" in answer.text, "afterwards they see it"
    assert client.get(f"/desk/shadow/{decision.case_id}/").status_code == 404, "and once only"


def test_others_have_no_shadow_desk_and_a_refusal_keeps_what_was_sent(stage: Stage, client_of: As) -> None:
    assert client_of(stage.moderator).get("/desk/shadow/").status_code == 403
    person, _grant = apprentice_of(stage)
    case = stage.case()
    sent = {"act": "hide", "clause": "", "reason": "My own words", "version": 0, "read_at": timezone.now()}
    answer = client_of(person).post(f"/desk/shadow/{case.pk}/", sent)
    assert answer.status_code == 422
    assert "My own words" in answer.text


def test_agreement_has_its_interval_and_its_list_of_differences(stage: Stage) -> None:
    person, grant = apprentice_of(stage)
    for number in range(4):
        shadow(stage, person, live(stage).case, "warn" if number == 3 else "hide")
    shadow(stage, person, stage.case(stage.say(author=UserFactory())))
    found = agreed_of(grant)
    assert (found.compared, found.agreed, [one.blind.act for one in found.differences]) == (4, 3, ["warn"])
    assert (found.low, found.high) == (300, 954), "Wilson of 3 in 4"


def proposed(stage: Stage, times: int = 4) -> tuple[Grant, Promotion]:
    set_rates(Rates(program=stage.program, promote_after=4, promote_percent=50, second_percent=0),
              actor=stage.manager, at=timezone.now())  # fmt: skip
    person, grant = apprentice_of(stage)
    for _number in range(times):
        shadow(stage, person, live(stage).case)
    settle()
    return grant, Promotion.objects.get(shadow=grant)


def test_enough_agreement_makes_a_proposal_and_a_manager_confirms_it(stage: Stage) -> None:
    grant, proposal = proposed(stage)
    assert (proposal.compared, proposal.agreed, proposal.low) == (4, 4, 510)
    assert Letter.objects.filter(about="grant_promotion_proposed").exists()
    done = apprentices.confirm(proposal, actor=stage.manager, at=timezone.now())
    given = done.given
    assert given is not None
    assert (given.shadow, given.state, given.right, given.scope_id) == (False, "offered", "moderate", grant.scope_id)
    assert Grant.objects.get(pk=grant.pk).state == Grant.State.REVOKED
    with pytest.raises(Conflict):
        apprentices.confirm(proposal, actor=stage.manager, at=timezone.now())


def test_one_case_too_few_proposes_nothing(stage: Stage) -> None:
    with pytest.raises(Promotion.DoesNotExist):
        proposed(stage, 3)


def test_only_another_manager_answers_and_says_why_not(stage: Stage) -> None:
    grant, proposal = proposed(stage)
    stage.program.managers.create(member=grant.advocate, since=timezone.now())
    for person in (grant.advocate, stage.moderator):
        with pytest.raises(Forbidden):
            apprentices.confirm(proposal, actor=person, at=timezone.now())
    with pytest.raises(Invalid):
        apprentices.keep(proposal, reason=" ", actor=stage.manager, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.filter(pk=proposal.pk).update(
            state="kept", reason="Because", answered_by=grant.advocate, answered_at=timezone.now()
        )
    apprentices.keep(proposal, reason="A little more.", actor=stage.manager, at=timezone.now())
    assert agreed_of(grant).compared == 0, "counted from nothing again"
    assert Letter.objects.filter(about="grant_promotion_kept").exists()


def test_a_proposal_that_holds_no_more_is_withdrawn(stage: Stage) -> None:
    grant, proposal = proposed(stage)
    for _number in range(4):
        shadow(stage, grant.advocate, live(stage).case, "warn")
    settle()
    proposal.refresh_from_db()
    assert proposal.state == Promotion.State.WITHDRAWN
    with pytest.raises(Conflict):
        apprentices.confirm(proposal, actor=stage.manager, at=timezone.now())


def test_cases_that_are_long_decided_are_not_learnt_from(stage: Stage) -> None:
    person, _grant = apprentice_of(stage)
    case = live(stage).case
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=91))
    with pytest.raises(Conflict):
        shadow(stage, person, case)
