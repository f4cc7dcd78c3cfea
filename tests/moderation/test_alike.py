"""Open cases that say nearly the same stand behind one, and come back when that one goes alone."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from advocates.actions.grants import revoke
from cms.actions import messages
from cms.models import BrandPage
from moderation.actions.alike import tend
from moderation.actions.causes import close_case
from moderation.actions.decisions import decide
from moderation.alike import likeness, marks_of, text_of
from moderation.models import Case, Intake, TextMark
from moderation.queries.alike import alike_to
from moderation.queries.standing import standing_of
from record.models import Entry
from record.tasks import settle
from tests.factories import UserFactory
from tests.moderation.stage import Stage, grant_moderate, staged

SPAM = "Buy the cheapest copper pans of the whole town at number {} in our street today"


def wave(stage: Stage, count: int = 3, *, page: BrandPage | None = None, at: datetime | None = None) -> list[Case]:
    """So many people say nearly the same, and somebody flags each."""
    found = []
    for number in range(count):
        message = stage.say(SPAM.format(number), author=UserFactory(), page=page, at=at or timezone.now())
        found.append(stage.case(message, at=at))
    return found


def leaders(cases: list[Case]) -> list[int | None]:
    return [Case.objects.get(pk=case.pk).leader_id for case in cases]


def decided(stage: Stage, case: Case, act: str = "dismiss", by: User | None = None) -> None:
    case.refresh_from_db()
    words = {"act": act, "clause": None, "reason": "Please." if act == "escalate" else ""}
    decide(case, moderator=by or stage.moderator, version=case.version, at=timezone.now(), **words)


def test_what_says_nearly_the_same_stands_behind_the_first(stage: Stage) -> None:
    first, second, third = wave(stage)
    other = stage.case(stage.say("My pan has served me well for eleven years, thank you all."))
    assert leaders([first, second, third, other]) == [None, first.pk, first.pk, None]
    assert Entry.objects.filter(verb="case.joined").count() == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lovely pan, I would buy it again.", "The handle broke after two days of use, beware."),
        ("Same here, thanks a lot!", "Same here, thanks a lot!"),
    ],
)
def test_other_texts_and_short_ones_stand_alone(stage: Stage, one: str, other: str) -> None:
    """Guard: `FEWEST_WORDS` for the short ones, the comparison in `leader_for` for the others."""
    assert leaders([stage.case(stage.say(one)), stage.case(stage.say(other))]) == [None, None]


def test_case_accents_and_marks_do_not_make_another_text(stage: Stage) -> None:
    plain, shouted = (
        stage.say("This is a café that I like very much."),
        stage.say("THIS is a cafe, that I like: very much!!!"),
    )
    assert text_of(plain) == text_of(shouted)
    assert likeness(text_of(plain), text_of(shouted)) == 100
    assert set(marks_of(text_of(plain))) == set(marks_of(text_of(shouted)))


def test_a_program_that_wants_nothing_together_gets_nothing_together(stage: Stage) -> None:
    Intake.objects.create(program=stage.program, alike=0)
    assert leaders(wave(stage)) == [None] * 3
    assert not TextMark.objects.exists()


def test_another_program_another_day_and_what_is_over_lead_nobody(stage: Stage) -> None:
    elsewhere = wave(staged(hostname="other.example"), 1)
    old = wave(stage, 1, at=timezone.now() - timedelta(hours=73))
    over = wave(stage, 1)
    assert leaders(over) == [None]
    decided(stage, over[0])
    assert leaders([*elsewhere, *old, *wave(stage, 1)]) == [None] * 3


@pytest.mark.parametrize("act", ["dismiss", "escalate"])
def test_when_the_leader_is_decided_alone_the_others_come_back_behind_the_oldest(stage: Stage, act: str) -> None:
    """Guard: `let_go` in `_settle`; without it the others are decided by nobody and shown to nobody."""
    first, second, third = wave(stage)
    versions = [Case.objects.get(pk=one.pk).version for one in (second, third)]
    decided(stage, first, act)
    assert leaders([second, third]) == [None, second.pk]
    assert [Case.objects.get(pk=one.pk).version for one in (second, third)] == versions, "nothing new to know"
    fourth = wave(stage, 1)[0]
    assert leaders([fourth]) == [second.pk], "the new leader leads what comes later"


def test_when_the_leaders_author_withdraws_the_others_come_back(stage: Stage) -> None:
    first, second, _third = wave(stage)
    messages.withdraw(first.message, actor=first.message.author, at=timezone.now())
    close_case(first.message, at=timezone.now())
    assert leaders([second]) == [None]


def test_a_follower_may_be_decided_by_itself(stage: Stage) -> None:
    first, second, third = wave(stage)
    decided(stage, second)
    assert leaders([first, second, third]) == [None, None, first.pk]


def test_the_leader_is_as_urgent_as_what_stands_behind_it(stage: Stage) -> None:
    """Guard: `lift`."""
    first, second, _third = wave(stage)
    stage.case(second.message, urgency=4)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.urgency, first.due_at) == (4, second.due_at)
    stage.flagged(second.message)
    assert [second.causes.count(), first.causes.count()] == [2, 1], "each keeps its own causes"


def test_nobody_loses_sight_of_a_case(stage: Stage) -> None:
    """Guard: `hides`; without it the moderator of the garden does not learn of what was said there."""
    keeper = stage.moderator_of(stage.garden)
    kitchen, garden = wave(stage, 1), wave(stage, 1, page=stage.garden)
    assert leaders(garden) == [None]
    manager = standing_of(stage.manager, stage.program, at=timezone.now())
    assert [case.pk for case in alike_to(kitchen[0], manager).cases] == [garden[0].pk], "who sees both, sees both"
    for person, mine in ((stage.moderator, kitchen), (keeper, garden)):
        assert alike_to(mine[0], standing_of(person, stage.program, at=timezone.now())).cases == []


def test_pages_that_the_same_people_moderate_share_a_leader(stage: Stage) -> None:
    both = staged(hostname="both.example")
    revoke(both.grant, reason="Enough.", actor=both.manager, at=timezone.now())
    grant_moderate(both.program, both.moderator, both.program.root_page.specific)
    assert leaders([*wave(both, 1), *wave(both, 1, page=both.garden)])[1] is not None


def test_a_right_given_later_brings_back_what_its_holder_would_not_see(stage: Stage) -> None:
    revoke(stage.grant, reason="Enough.", actor=stage.manager, at=timezone.now())
    kitchen, garden = wave(stage, 1), wave(stage, 1, page=stage.garden)
    assert leaders(garden) == [kitchen[0].pk]
    stage.moderator_of(stage.garden)
    assert tend(at=timezone.now()) == 1
    assert leaders(garden) == [None]
    assert tend(at=timezone.now()) == 0


def test_what_stands_behind_a_case_that_is_over_is_found_and_freed(stage: Stage) -> None:
    """As after `let_go` passed over a row that somebody had locked. Guard: `tend`."""
    first, second, third = wave(stage)
    Case.objects.filter(pk=first.pk).update(state="closed", closed_at=timezone.now())
    Case.objects.filter(pk=third.pk).update(urgency=4)
    assert tend(at=timezone.now()) == 2
    assert leaders([second, third]) == [None, second.pk]
    assert Case.objects.get(pk=second.pk).urgency == 4


def test_whoever_says_something_else_stands_alone_again(stage: Stage) -> None:
    first, second, third = wave(stage)
    settle()
    about = {"title": "", "actor": second.message.author, "at": timezone.now()}
    messages.edit(second.message, body="I have thought about it and take back what I said before.", **about)
    settle()
    assert leaders([first, second, third]) == [None, None, first.pk]


def test_a_moderator_sees_what_says_the_same_and_not_their_own(stage: Stage) -> None:
    first, second, third = wave(stage)
    mine = stage.case(stage.say(SPAM.format(9), author=stage.moderator))
    standing = standing_of(stage.moderator, stage.program, at=timezone.now())
    assert [case.pk for case in alike_to(first, standing).cases] == [second.pk, third.pk]
    assert [case.pk for case in alike_to(third, standing).cases] == [first.pk, second.pk]
    assert mine.leader_id == first.pk
