from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates import rights
from advocates.actions import silences
from advocates.models import Silence
from cms.actions import messages
from moderation.actions import appeals, measures, proposals
from moderation.actions.decisions import decide
from moderation.models import Decision, Measure, Pseudonym
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, GrantFactory, UserFactory, attest_everything, manager_of
from tests.moderation.conduct.doing import NOW, against, propose, take
from tests.moderation.people.near import tie
from tests.moderation.stage import Stage, grant_moderate, staged

DAY = timedelta(days=1)


@pytest.mark.parametrize("kind", ["warn", "strike", "mute", "suspend"])
def test_a_manager_acts_on_a_person_and_the_person_reads_what_why_and_by_which_rule(stage: Stage, kind: str) -> None:
    made = take(stage, kind=kind, days=3 if kind in ("mute", "suspend") else None)
    name = Pseudonym.objects.get(program=stage.program, member=stage.manager).name
    letter = Letter.objects.get(about="measure_taken", to=stage.author.email)
    assert "Third time." in letter.text
    assert "1 Be honest" in letter.text
    assert "court" in letter.text
    assert f"Decided by {name}." in letter.text
    assert stage.manager.name not in letter.text
    entry = Entry.objects.get(verb="measure.taken")
    assert (entry.subject_id, entry.actor_id, entry.data["kind"]) == (made.pk, stage.manager.pk, kind)
    assert "Third time" not in str(entry.data)


@pytest.mark.parametrize("who", ["moderator", "author", "reader"])
def test_nobody_but_a_manager_acts_on_a_person(stage: Stage, who: str) -> None:
    with pytest.raises(Forbidden):
        take(stage, actor=getattr(stage, who))


def test_a_manager_does_nothing_about_themselves(stage: Stage) -> None:
    decision = against(stage, message=stage.say(author=stage.manager))
    with pytest.raises(Forbidden) as refused:
        take(stage, decision)
    assert refused.value.code == "no_conflict"


def test_a_manager_near_to_the_author_does_nothing_about_them(stage: Stage) -> None:
    message = stage.say()
    stage.flag(message, by=stage.manager)
    with pytest.raises(Forbidden):
        take(stage, against(stage, message=message))


def test_who_decided_on_the_message_may_act_on_the_person(stage: Stage) -> None:
    assert take(stage, against(stage, by=stage.manager)).pk


def test_nothing_is_done_about_a_person_who_did_nothing_wrong(stage: Stage) -> None:
    case = stage.case()
    kept = decide(
        case, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=case.version, at=NOW()
    )
    with pytest.raises(Conflict):
        take(stage, kept)


def test_nothing_new_rests_on_an_overturned_decision(stage: Stage) -> None:
    decision = against(stage)
    Decision.objects.filter(pk=decision.pk).update(overturned_at=NOW())
    with pytest.raises(Conflict) as refused:
        take(stage, decision)
    assert refused.value.code == "overturned"


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": " "}, {"reason": "x" * 2001}, {"kind": "exile"}, {"kind": "mute"}, {"kind": "mute", "days": 31},
        {"kind": "suspend", "days": 366}, {"kind": "suspend", "days": 0},
    ],
)  # fmt: skip
def test_a_measure_has_words_a_kind_and_an_end(stage: Stage, fields: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        take(stage, **fields)
    assert not Silence.objects.exists()


def test_the_same_is_done_once_because_of_one_decision(stage: Stage) -> None:
    decision = against(stage)
    take(stage, decision)
    with pytest.raises(Conflict) as refused:
        take(stage, decision)
    assert refused.value.code == "again"


@pytest.mark.parametrize("kind", ["mute", "suspend"])
def test_somebody_silenced_without_any_grant_comments_no_more_until_it_ends_by_itself(stage: Stage, kind: str) -> None:
    """Guard: `must_not_be_silent_until` in `_speaker`; taken out, the comment is published."""
    said = stage.say("Before.")
    made = take(stage, kind=kind, days=2)
    with pytest.raises(Forbidden) as refused:
        stage.say("Again.")
    assert refused.value.code == "silenced"
    with pytest.raises(Forbidden):
        messages.edit(said, title="", body="By the back door.", actor=stage.author, at=NOW())
    assert made.until is not None
    assert stage.say("After.", at=made.until).state == "published"


def test_a_silence_holds_in_its_program_alone(stage: Stage) -> None:
    other = staged(hostname="other.example")
    take(stage, kind="suspend", days=2)
    assert other.say(author=stage.author).pk


@pytest.mark.parametrize("right", ["post", "reply"])
@pytest.mark.parametrize("kind", ["mute", "suspend"])
def test_a_silence_stops_every_right_to_speak(stage: Stage, kind: str, right: str) -> None:
    """Guard: `_silenced` in the rule of rights; taken out, the answer allows."""
    person = stage.author
    EnrolmentFactory(program=stage.program, member=person)
    attest_everything(person, stage.program)
    GrantFactory(program=stage.program, advocate=person, scope=stage.kitchen.page_ptr, right=right)
    place = rights.Place.of(stage.kitchen)
    assert rights.examine(person, right, place, at=NOW()).allowed
    made = take(stage, kind=kind, days=2)
    refusal = rights.examine(person, right, place, at=NOW()).refusal
    assert refusal is not None
    assert (refusal.code, refusal.why[:8]) == ("halted", "silence_")
    assert made.until is not None
    assert rights.examine(person, right, place, at=made.until).allowed
    measures.lift(made, reason="A mistake.", actor=stage.manager, at=NOW())
    assert rights.examine(person, right, place, at=NOW()).allowed


@pytest.mark.parametrize(("kind", "allowed"), [("mute", True), ("suspend", False)])
def test_only_a_suspension_keeps_from_moderating(stage: Stage, kind: str, allowed: bool) -> None:
    person = stage.moderator_of()
    message = stage.say(author=person)
    take(stage, against(stage, message=message), kind=kind, days=2)
    assert rights.examine(person, "moderate", rights.Place.of(stage.kitchen), at=NOW()).allowed is allowed


def test_what_ran_out_is_recorded_and_told_once(stage: Stage) -> None:
    made = take(stage, kind="mute", days=1)
    assert measures.expire_due(at=NOW()) == 0
    later = NOW() + 2 * DAY
    assert (measures.expire_due(at=later), measures.expire_due(at=later)) == (1, 0)
    made.refresh_from_db()
    assert (made.ended_at, made.ended_by) == (made.until, None)
    assert (
        Entry.objects.filter(verb="measure.expired").count()
        == Entry.objects.filter(verb="silence.expired").count()
        == 1
    )
    assert Letter.objects.filter(about="measure_ended").count() == 1


def test_a_mute_is_lifted_for_a_reason_and_they_speak_again(stage: Stage) -> None:
    made = take(stage, kind="mute", days=9)
    measures.lift(made, reason="You said sorry.", actor=manager_of(stage.program), at=NOW())
    assert stage.say("Thank you.").pk
    assert "You said sorry." in Letter.objects.get(about="measure_ended").text


@pytest.mark.parametrize("who", ["moderator", "author", "reader"])
def test_nobody_but_a_manager_lifts(stage: Stage, who: str) -> None:
    made = take(stage)
    with pytest.raises(Forbidden):
        measures.lift(made, reason="Not so.", actor=getattr(stage, who), at=NOW())


def test_a_manager_does_not_lift_what_was_done_about_themselves(stage: Stage) -> None:
    other = manager_of(stage.program)
    made = take(stage, against(stage, message=stage.say(author=stage.manager)), actor=other, kind="mute", days=2)
    with pytest.raises(Forbidden):
        measures.lift(made, reason="I am sorry.", actor=stage.manager, at=NOW())


def test_a_manager_near_to_the_person_neither_lifts_nor_answers(stage: Stage) -> None:
    """Guard: `must_be_near_nobody` in `lift` and `_answerable`; taken out, a household ends its own mute."""
    other = manager_of(stage.program)
    asked = propose(stage, kind="warn")
    made = take(stage, kind="mute", days=2)
    tie(stage, other, "household", other=stage.author)
    for act in (
        lambda: measures.lift(made, reason="They are nice.", actor=other, at=NOW()),
        lambda: proposals.decline(asked, reason="They are nice.", actor=other, at=NOW()),
        lambda: proposals.confirm(asked, reason="They are not.", actor=other, at=NOW()),
    ):
        with pytest.raises(Forbidden) as refused:
            act()
        assert refused.value.code == "no_conflict"


def test_what_is_over_or_was_a_warning_is_not_lifted(stage: Stage) -> None:
    ended, warning = take(stage), take(stage, kind="warn")
    measures.lift(ended, reason="Enough.", actor=stage.manager, at=NOW())
    for made in (ended, warning):
        with pytest.raises(Conflict):
            measures.lift(made, reason="Again.", actor=stage.manager, at=NOW())
    with pytest.raises(Invalid):
        measures.lift(take(stage), reason=" ", actor=stage.manager, at=NOW())


def test_an_overturned_decision_takes_strike_mute_and_warning_along(stage: Stage) -> None:
    """Guard: `fall_with` in the decision on an appeal; taken out, all three stay in force."""
    other, decision = take(stage), against(stage)
    made = [take(stage, decision, kind=kind, days=4) for kind in ("warn", "strike", "mute")]
    asked = appeals.appeal(decision, by=stage.author, text="I was kind.", at=NOW())
    appeals.decide(asked, judge=manager_of(stage.program), overturn=True, reason="You were.", at=NOW())
    for one in made:
        one.refresh_from_db()
        assert one.ended_at is not None
        assert one.end_reason == "You were."
    other.refresh_from_db()
    assert other.ended_at is None
    assert stage.say("I may speak.").pk


def test_an_upheld_decision_leaves_them(stage: Stage) -> None:
    made = take(stage, decision := against(stage))
    asked = appeals.appeal(decision, by=stage.author, text="I was kind.", at=NOW())
    appeals.decide(asked, judge=manager_of(stage.program), overturn=False, reason="Not so.", at=NOW())
    made.refresh_from_db()
    assert made.ended_at is None


def test_a_measure_and_its_silence_are_never_changed_or_deleted(stage: Stage) -> None:
    """Guards: the triggers `measure_of_the_author`, `measure_only_ends`, `measure_never_deleted`, `silence_only_ends`,
    `silence_never_deleted`."""
    made = take(stage, kind="mute", days=3)
    ends = NOW() + DAY
    bare = silences.silence(stage.program, member=UserFactory(), kind="mute", until=ends, actor=stage.manager, at=NOW())
    about: dict[str, Any] = {"program": stage.program, "reason": "Yes.", "at": NOW(), "by": stage.manager}
    changes: list[Any] = [
        lambda: Measure.objects.create(kind="warn", person=UserFactory(), decision=made.decision, **about),
        lambda: Measure.objects.filter(pk=made.pk).update(reason="Kinder."),
        lambda: Measure.objects.filter(pk=made.pk).update(until=NOW() + 9 * DAY),
        lambda: Measure.objects.filter(pk=made.pk).delete(),
        lambda: Silence.objects.filter(pk=made.silence_id).update(ends_at=NOW() + 300 * DAY),
        lambda: Silence.objects.filter(pk=made.silence_id).update(member=UserFactory()),
        lambda: Silence.objects.filter(pk=bare.pk).delete(),
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    measures.lift(made, reason="Enough.", actor=stage.manager, at=NOW())
    with pytest.raises(IntegrityError), transaction.atomic():
        Silence.objects.update(ended_at=None, ended_by=None)


def test_a_person_who_moderates_two_places_is_silenced_in_both(stage: Stage) -> None:
    person = stage.moderator_of()
    grant_moderate(stage.program, person, stage.garden)
    take(stage, against(stage, message=stage.say(author=person)), kind="suspend", days=2)
    for page in (stage.kitchen, stage.garden):
        assert not rights.examine(person, "moderate", rights.Place.of(page), at=NOW()).allowed
