"""The cap of a week, how a person works at the desk, and how much each has in hand and done."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from moderation.actions import caps, cases, opinions
from moderation.actions.bulk import Marked, Together, decide_many
from moderation.actions.decisions import decide
from moderation.models import CAP, Case, Decision, DeskRule, Workplace
from moderation.queries.at_work import at_work, handed
from moderation.queries.workload import languages_read, loads_of, week_of, workplace_of
from record.models import Entry
from sitewide.errors import Forbidden, Invalid, NotFound
from tests.factories import UserFactory
from tests.moderation.stage import Stage

NOW = timezone.now
WEEK = timedelta(days=7)
DAYS = timedelta(days=9)
"""From now on: the rights of the stage began a day ago."""


def decided(stage: Stage, person: User, at: datetime, act: str = "dismiss", minutes: float = 0) -> Decision:
    case = cases.claim(stage.case(at=at), moderator=person, at=at)
    words = {"clause": None, "reason": "For staff." if act == "escalate" else ""}
    then = at + timedelta(minutes=minutes)
    return decide(case, moderator=person, act=act, version=case.version, at=then, **words)


def capped(stage: Stage, cap: int) -> None:
    caps.set_weekly_cap(stage.program, cap=cap, actor=stage.manager, at=NOW())


def test_a_full_week_gets_no_further_case_and_says_when_the_next_fits(stage: Stage) -> None:
    """Guard: `must_have_room` in `claim_next` and `claim`."""
    at = NOW() + DAYS
    capped(stage, 2)
    first = decided(stage, stage.moderator, at - timedelta(days=3))
    decided(stage, stage.moderator, at - timedelta(days=1))
    wanted = stage.case()
    for press in (
        lambda: cases.claim_next(stage.program, moderator=stage.moderator, at=at),
        lambda: cases.claim(wanted, moderator=stage.moderator, at=at),
    ):
        with pytest.raises(caps.WeekIsFull) as refused:
            press()
        assert (refused.value.status, refused.value.code) == (429, "weekly_cap")
        assert abs(refused.value.retry_after - timedelta(days=4).total_seconds()) < 5
    opens = week_of(stage.moderator, stage.program, at=at).opens_at
    assert opens == first.at + WEEK
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=opens) == wanted


def test_a_full_week_decides_nothing_that_is_not_in_hand(stage: Stage) -> None:
    """Guard: `must_have_room` in `decide`. One by one and several at once; handing to staff stays possible."""
    at, case = NOW(), stage.case()
    capped(stage, 1)
    decided(stage, stage.moderator, at)
    about: dict[str, Any] = {"moderator": stage.moderator, "clause": None, "version": case.version, "at": at}
    with pytest.raises(caps.WeekIsFull):
        decide(case, act="dismiss", reason="", **about)
    report = decide_many([Marked(case, case.version)], Together("dismiss", None, ""), moderator=stage.moderator, at=at)
    assert [one.refused.code for one in report.refused if one.refused] == ["weekly_cap"]
    assert decide(case, act="escalate", reason="For staff.", **about)


def test_what_is_in_hand_when_the_week_fills_may_be_finished(stage: Stage) -> None:
    at = NOW()
    case = cases.claim(stage.case(), moderator=stage.moderator, at=at)
    decided_by_other_means = Decision.objects.create(
        case=stage.case(), by=stage.moderator, capacity="staff", act="dismiss", state_before="published", at=at
    )
    capped(stage, 1)
    assert decided_by_other_means.pk
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=at) == case
    assert cases.claim(case, moderator=stage.moderator, at=at) == case
    assert decide(case, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=case.version, at=at)


def test_handing_a_case_to_staff_is_not_counted_and_staff_have_no_cap(stage: Stage) -> None:
    capped(stage, 1)
    decided(stage, stage.moderator, NOW(), act="escalate")
    assert week_of(stage.moderator, stage.program, at=NOW()).done == 0
    for _number in range(2):
        decided(stage, stage.manager, NOW())
    assert cases.claim_next(stage.program, moderator=stage.manager, at=NOW()) is not None


def test_what_was_decided_in_another_program_does_not_count(stage: Stage) -> None:
    elsewhere = Decision.objects.create(
        case=stage.case(), by=stage.moderator, capacity="staff", act="dismiss", state_before="published", at=NOW()
    )
    Case.objects.filter(pk=elsewhere.case_id).update(
        program=type(stage.program).objects.create(
            name="Other", slug="other", root_page=stage.garden.page_ptr, created_at=NOW()
        )
    )
    assert week_of(stage.moderator, stage.program, at=NOW()).done == 0


def test_managers_set_the_cap_on_the_record_and_nobody_else_does(stage: Stage) -> None:
    capped(stage, 40)
    assert DeskRule.objects.get().weekly_cap == 40
    assert Entry.objects.get(verb="desk.cap_set").data == {"before": CAP, "cap": 40}
    for person in (stage.moderator, stage.reader):
        with pytest.raises(Forbidden):
            caps.set_weekly_cap(stage.program, cap=5, actor=person, at=NOW())
    for wrong in (0, 5_001):
        with pytest.raises(Invalid):
            caps.set_weekly_cap(stage.program, cap=wrong, actor=stage.manager, at=NOW())


def settled(stage: Stage, person: User | None = None, **said: Any) -> Workplace:
    wanted: dict[str, Any] = {"languages": [], "weekly_cap": None, "goes_on": True} | said
    return caps.set_workplace(stage.program, person=person or stage.moderator, at=NOW(), **wanted)


def test_a_persons_own_cap_only_lowers_the_programs(stage: Stage) -> None:
    capped(stage, 10)
    with pytest.raises(Invalid) as refused:
        settled(stage, weekly_cap=11)
    assert refused.value.code == "above_the_cap"
    settled(stage, weekly_cap=3)
    assert week_of(stage.moderator, stage.program, at=NOW()).cap == 3
    capped(stage, 2)
    assert week_of(stage.moderator, stage.program, at=NOW()).cap == 2


def test_a_workplace_is_set_again_in_place_and_on_the_record(stage: Stage) -> None:
    settled(stage, languages=["DE", "en", "de"], goes_on=False)
    settled(stage, languages=["fr"])
    place = Workplace.objects.get()
    assert (place.languages, place.goes_on) == (["fr"], True)
    assert workplace_of(stage.reader, stage.program).languages == []
    assert Entry.objects.filter(verb="desk.workplace_set").count() == 2


@pytest.mark.parametrize("languages", [["d"], ["<b>"], ["de-at"], ["a" * 9], [f"a{chr(97 + n)}" for n in range(21)]])
def test_only_codes_are_languages(stage: Stage, languages: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        settled(stage, languages=languages)
    assert refused.value.code == "languages"


def test_who_has_no_desk_sets_nothing_there(stage: Stage) -> None:
    with pytest.raises(NotFound):
        settled(stage, person=stage.reader)
    with pytest.raises(Invalid):
        settled(stage, weekly_cap=0)


def test_a_manager_sees_what_each_holds_did_and_how_long_it_took(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    at = NOW() + DAYS
    idle = stage.moderator_of()
    for minutes in (2, 4, 60):
        decided(stage, stage.moderator, at - timedelta(days=2), minutes=minutes)
    decided(stage, stage.moderator, at - timedelta(days=8))
    held = cases.claim(stage.case(), moderator=stage.moderator, at=at)
    busy, other = loads_of(stage.program, at=at)
    assert (busy.person, busy.held, busy.today, busy.week.done, busy.minutes) == (stage.moderator, 1, 0, 3, 4)
    assert (other.person, other.held, other.week.done, other.week.cap, other.minutes) == (idle, 0, 0, CAP, None)
    decided(stage, stage.moderator, at)
    assert loads_of(stage.program, at=at + timedelta(seconds=1))[0].today == 1
    assert held.claimed_by == stage.moderator
    monkeypatch.setattr("moderation.queries.workload.MOST_TIMED", 1)
    assert loads_of(stage.program, at=at)[0].week.done == 4, "counted in full, whatever is timed"


def test_loads_cost_the_same_however_many_moderate(stage: Stage, django_assert_max_num_queries: Any) -> None:
    for _number in range(5):
        stage.moderator_of()
    with django_assert_max_num_queries(7):
        assert len(loads_of(stage.program, at=NOW())) == 6


def test_the_languages_that_are_read_are_known_only_when_everybody_chose(stage: Stage) -> None:
    other = stage.moderator_of()
    settled(stage, languages=["de", "en"])
    assert languages_read(stage.program, at=NOW()) == ()
    settled(stage, person=other, languages=["fr"])
    assert languages_read(stage.program, at=NOW()) == ("de", "en", "fr")


def test_who_works_on_what_is_paged_by_the_clock_with_every_claim_once(stage: Stage) -> None:
    at = NOW()
    wanted = []
    for number in range(5):
        person = stage.moderator_of()
        wanted.append(cases.claim(stage.case(), moderator=person, at=at - timedelta(minutes=number)).pk)
    stage.case()
    seen, key = [], ""
    while True:
        page = at_work(stage.program, key=key, size=2)
        seen += page.cases
        key = page.older
        if not key:
            break
    assert [case.pk for case in seen] == wanted[::-1]
    assert seen[0].taken_at == at - timedelta(minutes=4)
    assert handed(stage.program, at=at) == []
    assert at_work(stage.program, key="rubbish").cases


def test_strangers_are_no_moderators(stage: Stage) -> None:
    UserFactory()
    assert [load.person for load in loads_of(stage.program, at=NOW())] == [stage.moderator]


def test_second_opinions_are_counted_for_who_asks_and_who_writes(stage: Stage) -> None:
    other = stage.moderator_of()
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    opinions.ask(case, moderator=stage.moderator, note="Irony?", at=NOW())
    opinions.give(case, moderator=other, text="Yes.", at=NOW())
    counted = {load.person: (load.asked, load.wrote) for load in loads_of(stage.program, at=NOW())}
    assert counted == {stage.moderator: (1, 0), other: (0, 1)}
