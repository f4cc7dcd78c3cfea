"""Known cases and blind second reviews: they look live, have no effect, and differences go to a manager."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from advocates.actions.grants import revoke
from cms.models import Message
from moderation.actions import blind, gold
from moderation.actions.rates import set_rates
from moderation.models import BlindDecision, Case, Decision, GoldCase, Note, Rates, Wellness, Workplace
from moderation.queries.wellness import day_of
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.models import Letter
from tests.factories import UserFactory, manager_of
from tests.moderation.people.conftest import As
from tests.moderation.people.learning import live
from tests.moderation.people.near import tie
from tests.moderation.stage import CANARY, Stage, grant_moderate, staged


def rates(stage: Stage, **percents: int) -> None:
    set_rates(Rates(program=stage.program, **percents), actor=stage.manager, at=timezone.now())


def known(stage: Stage, decision: Decision | None = None, **fields: Any) -> GoldCase:
    wanted = {
        "act": "hide", "clause": stage.clause, "why": "Insults are hidden.", "actor": stage.manager,
        "at": timezone.now(),
    }  # fmt: skip
    return gold.make_gold(decision or live(stage), **wanted | fields)


def give(stage: Stage, person: User) -> BlindDecision | None:
    return blind.give(stage.program, moderator=person, at=timezone.now())


def answer(stage: Stage, given: BlindDecision | None, act: str = "hide", **fields: Any) -> BlindDecision:
    assert given is not None
    assert given.by is not None
    known = {"clause": stage.clause, "reason": "Unkind.", "at": timezone.now(), "moderator": given.by}
    return blind.decide(given, act=act, **known | fields)


def test_a_second_review_is_drawn_given_to_another_and_has_no_effect(stage: Stage) -> None:
    rates(stage, second_percent=100, gold_percent=0)
    decision, other = live(stage, "warn"), stage.moderator_of()
    settle()
    assert give(stage, stage.moderator) is None, "never to who decided"
    letters = Letter.objects.count()
    given = give(stage, other)
    made = answer(stage, given)
    assert (made.kind, made.against, made.by) == ("second", decision, other)
    assert Message.objects.get(pk=decision.case.message_id).state == Message.State.PUBLISHED
    assert Letter.objects.count() == letters
    assert Entry.objects.filter(verb="blind.decided").get().data["live"] == "warn"


def test_none_is_drawn_at_a_rate_of_nothing_and_about_so_many_as_set(stage: Stage) -> None:
    """The lots are spread evenly: of a thousand, a tenth lies below a tenth."""
    rates(stage, second_percent=0)
    live(stage)
    settle()
    assert not BlindDecision.objects.exists()
    share = sum(blind.lot(f"second:{number}") < 0.1 for number in range(1000))
    assert 70 <= share <= 130


def test_reading_the_record_twice_draws_once(stage: Stage) -> None:
    """Guard: the unique key `one_second_review_a_decision`."""
    rates(stage, second_percent=100)
    decision = live(stage)
    first, again = (blind.draw_second(decision, at=timezone.now()) for _turn in range(2))
    assert first is not None
    assert again is None


def test_never_two_blind_ones_in_a_row_nor_while_a_case_is_held(stage: Stage) -> None:
    rates(stage, second_percent=100, gold_percent=0)
    other = stage.moderator_of()
    for _number in range(2):
        live(stage)
    settle()
    held = stage.case()
    Case.objects.filter(pk=held.pk).update(claimed_by=other, claimed_until=timezone.now() + timedelta(minutes=9))
    assert give(stage, other) is None
    Case.objects.filter(pk=held.pk).update(claimed_by=None, claimed_until=None)
    first = give(stage, other)
    assert give(stage, other) == first, "the same again until it is answered"
    answer(stage, first)
    assert give(stage, other) is None
    live(stage, by=other, case=held)
    assert give(stage, other) not in {None, first}


def test_what_nobody_answers_goes_to_somebody_else_after_an_hour(stage: Stage) -> None:
    rates(stage, second_percent=100, gold_percent=0)
    live(stage)
    settle()
    one, two = stage.moderator_of(), stage.moderator_of()
    first = give(stage, one)
    assert give(stage, two) is None
    BlindDecision.objects.update(given_at=timezone.now() - timedelta(minutes=61))
    assert give(stage, two) == first


def test_nothing_near_is_given_blind(stage: Stage) -> None:
    rates(stage, second_percent=100, gold_percent=50)
    other = stage.moderator_of()
    decision = live(stage)
    known(stage, decision)
    settle()
    tie(stage, other, other=decision.case.message.author)
    assert give(stage, other) is None


def forms_of(page: str, number: int) -> list[str]:
    """What can be pressed on the page of this case, and by which key."""
    return re.findall(rf'action="/desk/(?:cases/{number}/)?([a-z-]+)/"|data-key="(.)"', page)


def test_passing_on_what_was_given_blind_tells_nothing_of_its_decision(stage: Stage, client_of: As) -> None:
    """Guard: `given_to` in the views that pass a case on, and in `shown`: without it they answer that it is decided.

    And `note_of` there: without it a way that a live case refuses without a note tells by taking it.
    """
    rates(stage, second_percent=100, gold_percent=0)
    for number, way in enumerate(("skip", "snooze", "hand-over", "ask", "claim"), start=1):
        decision, client = live(stage, "remove"), client_of(stage.moderator_of())
        settle()
        address = f"/desk/cases/{decision.case_id}/"
        assert client.post("/desk/next/")["Location"] == address
        sent = {"note": "I wonder.", "hours": "1", "to": stage.manager.pk, "skip": decision.case_id}
        if way not in ("skip", "claim"):
            assert client.post(f"{address}{way}/", sent | {"note": " "}).status_code == 422, way
        told = client.post("/desk/next/" if way == "skip" else f"{address}{way}/", sent, follow=True)
        for page in (told, client.get(address)):
            assert page.status_code == 200, way
            assert "decided on this case" not in page.text
            assert "This case is decided" not in page.text
        if way != "claim":
            assert client.post("/desk/next/")["Location"] == "/desk/", "nothing blind within the hour"
        assert (Decision.objects.count(), Note.objects.count()) == (number, 0), "nothing of it stands on the case"


def test_what_is_given_blind_is_such_as_was_asked_for_and_can_be_borne(stage: Stage, client_of: As) -> None:
    """Guard: `narrowed` in `give`: a case in a language that they do not read, or beyond the day, would be known for it."""
    rates(stage, second_percent=100, gold_percent=0)
    case = stage.case(stage.say(), urgency=4)
    Case.objects.filter(pk=case.pk).update(language="en")
    decision, other = live(stage, case=case), stage.moderator_of()
    settle()
    client, place = client_of(other), Workplace.objects.create(program=stage.program, person=other, languages=["de"])
    assert client.post("/desk/next/")["Location"] == "/desk/"
    place.delete()
    assert client.post("/desk/next/", {"view": "cause=flag"})["Location"] == "/desk/?cause=flag"
    care = Wellness.objects.create(person=other, daily_limit=1, day=day_of(stage.program, timezone.now()), looked=[999])
    assert client.post("/desk/next/")["Location"] == "/desk/"
    care.delete()
    assert client.post("/desk/next/")["Location"] == f"/desk/cases/{decision.case_id}/"


def test_what_was_given_blind_is_shut_with_the_right_and_not_given_in_a_full_week(stage: Stage, client_of: As) -> None:
    """Guard: `is_still_theirs` in `given_to`; `_has_room` in `_second`."""
    rates(stage, second_percent=100, gold_percent=0)
    garden = stage.case(stage.say(CANARY, page=stage.garden))
    live(stage, by=stage.moderator_of(stage.garden), case=garden)
    settle()
    other = stage.moderator_of()
    away = grant_moderate(stage.program, other, stage.garden)
    live(stage, by=other)
    place = Workplace.objects.create(program=stage.program, person=other, weekly_cap=1)
    assert give(stage, other) is None, "in a full week it would be known for what it is"
    place.delete()
    client, address = client_of(other), f"/desk/cases/{garden.pk}/"
    assert client.post("/desk/next/")["Location"] == address
    assert CANARY in client.get(address).text
    revoke(away, actor=stage.manager, at=timezone.now(), reason="Elsewhere.")
    answer = client.get(address)
    assert answer.status_code == 404
    assert CANARY not in answer.text
    assert client.get(f"/desk/cases/{'9' * 25}/").status_code == 404


def test_a_refused_blind_answer_keeps_what_was_sent(stage: Stage, client_of: As) -> None:
    rates(stage, second_percent=100, gold_percent=0)
    decision = live(stage)
    settle()
    client = client_of(stage.moderator_of())
    client.post("/desk/next/")
    sent = {"act": "hide", "clause": "", "reason": "My own words", "version": 1, "read_at": timezone.now()}
    page = client.post(f"/desk/cases/{decision.case_id}/decide/", sent)
    assert page.status_code == 422
    assert "My own words" in page.text
    clock = client.post(f"/desk/cases/{decision.case_id}/extend/", headers={"HX-Request": "true"})
    assert clock.status_code == 200


def test_blind_answers_are_refused_like_live_ones(stage: Stage) -> None:
    rates(stage, second_percent=100, gold_percent=0)
    live(stage)
    settle()
    given = give(stage, other := stage.moderator_of())
    assert given is not None
    with pytest.raises(NotFound):
        answer(stage, given, moderator=stage.moderator)
    for fields in ({"act": "approve"}, {"act": "hide", "clause": None}, {"act": "hide", "reason": ""}):
        with pytest.raises(Invalid):
            answer(stage, given, **fields)
    answer(stage, given)
    with pytest.raises(Conflict):
        answer(stage, given, moderator=other)


def test_nobody_reviews_their_own_whatever_code_writes_it(stage: Stage) -> None:
    """Guard: the trigger `blind_not_of_ones_own`."""
    decision = live(stage)
    for person in (stage.moderator, decision.case.message.author):
        with pytest.raises(IntegrityError), transaction.atomic():
            BlindDecision.objects.create(
                program=stage.program, kind="second", case=decision.case, against=decision, by=person,
                given_at=timezone.now(),
            )  # fmt: skip


def differing(stage: Stage) -> BlindDecision:
    rates(stage, second_percent=100, gold_percent=0)
    live(stage, "warn")
    settle()
    return answer(stage, give(stage, stage.moderator_of()))


def test_a_difference_is_opened_again_by_a_manager_for_somebody_without_a_hand_in_it(stage: Stage) -> None:
    made = differing(stage)
    done = blind.answer(made, reopen=True, reason="Look again.", actor=stage.manager, at=timezone.now())
    assert done.answer == "reopened"
    case = Case.objects.get(message=made.case.message_id, state=Case.State.OPEN)
    for person in (stage.moderator, made.by):
        assert person is not None
        with pytest.raises(Forbidden):
            live(stage, by=person, case=case)
    with pytest.raises(Conflict):
        blind.answer(made, reopen=False, reason="Not so.", actor=stage.manager, at=timezone.now())


def test_a_difference_is_refused_to_others_and_without_reason_and_where_there_is_none(stage: Stage) -> None:
    made = differing(stage)
    about: dict[str, Any] = {"reopen": False, "reason": "It stands.", "at": timezone.now()}
    with pytest.raises(Forbidden):
        blind.answer(made, **about, actor=stage.author)
    assert made.by is not None
    stage.program.managers.create(member=made.by, since=timezone.now())
    with pytest.raises(Forbidden) as refused:
        blind.answer(made, **about, actor=made.by)
    assert refused.value.code == "own_hand"
    with pytest.raises(Invalid):
        blind.answer(made, **about | {"reason": " "}, actor=stage.manager)
    assert blind.answer(made, **about, actor=stage.manager).answer == "stands"
    decision = live(stage)
    same = BlindDecision.objects.create(
        program=stage.program, kind="second", case=decision.case, against=decision, by=UserFactory(), act="hide",
        clause=stage.clause, given_at=timezone.now(), at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Conflict):
        blind.answer(same, **about, actor=stage.manager)


def test_rates_are_set_by_managers_within_bounds_on_the_record(stage: Stage) -> None:
    with pytest.raises(Forbidden):
        set_rates(Rates(program=stage.program), actor=stage.moderator, at=timezone.now())
    for wrong in ({"gold_percent": 51}, {"second_percent": 101}, {"promote_after": 0}, {"promote_percent": 101}):
        with pytest.raises(Invalid):
            rates(stage, **wrong)
    rates(stage, gold_percent=7)
    rates(stage, gold_percent=8)
    assert [entry.data["gold_percent"] for entry in Entry.objects.filter(verb="rates.set").order_by("pk")] == [7, 8]
    assert Rates.objects.get().gold_percent == 8


def test_a_manager_of_another_program_answers_nothing(stage: Stage) -> None:
    made = differing(stage)
    other = manager_of(staged(hostname="other.example").program)
    with pytest.raises(Forbidden):
        blind.answer(made, reopen=False, reason="Not so.", actor=other, at=timezone.now())
