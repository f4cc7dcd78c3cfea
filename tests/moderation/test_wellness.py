"""What the desk spares a moderator, and that nobody else learns of it.

Guards: `is_covered` (without it a heavy case lies open beyond the limit), `looked_on` (without the day yesterday's count
goes on), the `daily_limit is None` in `look` (without it what everybody looks at is kept).
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cms.models import Picture
from moderation.actions import wellness
from moderation.models import Case, Wellness
from moderation.queries.wellness import day_of, for_today, wellness_of, with_a_limit
from moderation.stretch import Stretch, read
from record.models import Entry
from sitewide.errors import Forbidden, Invalid, NotFound
from tests.factories import UserFactory
from tests.moderation.stage import CANARY, Stage

NOW = timezone.now
WISHES = {"blur": True, "grey": False, "break_minutes": None, "daily_limit": None}


def wishing(person: User, **wishes: object) -> Wellness:
    return wellness.change(person, actor=person, **WISHES | wishes)


def heavy(stage: Stage) -> Case:
    return stage.case(stage.say(CANARY), urgency=4)


def desk_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_only_oneself_chooses_and_only_what_makes_sense(stage: Stage) -> None:
    with pytest.raises(Forbidden):
        wellness.change(stage.moderator, actor=stage.manager, **WISHES)
    for wrong in ({"break_minutes": 9}, {"break_minutes": 241}, {"daily_limit": 0}, {"daily_limit": 501}):
        with pytest.raises(Invalid) as refused:
            wishing(stage.moderator, **wrong)
        assert refused.value.code in wrong
    assert not Wellness.objects.exists()
    for wrong in ({"break_minutes": 9}, {"daily_limit": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Wellness.objects.create(person=stage.moderator, **wrong)


def test_no_line_of_the_desk_says_what_is_covered(stage: Stage) -> None:
    """Guard: `spared_of` in the console and in what is decided together."""
    case, client = heavy(stage), desk_of(stage.moderator)
    wishing(stage.moderator, daily_limit=2)
    pages = ("/desk/", "/desk/together/")
    assert not [path for path in pages if CANARY in client.get(path).text]
    assert "A heavy one" in client.get("/desk/").text
    client.post(f"/desk/cases/{case.pk}/look/")
    assert all(CANARY in client.get(path).text for path in pages), "once they asked for it"


def test_it_stands_in_no_record_and_nothing_is_counted_without_a_limit(stage: Stage) -> None:
    case, before = heavy(stage), Entry.objects.count()
    wishing(stage.moderator, grey=True)
    assert wellness.look(case, person=stage.moderator, at=NOW())
    assert Entry.objects.count() == before
    assert Wellness.objects.get().looked == []


def test_heavy_cases_are_counted_once_each_until_the_limit_and_forgotten_the_next_day(stage: Stage) -> None:
    wishing(stage.moderator, daily_limit=2)
    first, second, third, light = heavy(stage), heavy(stage), heavy(stage), stage.case(urgency=2)
    person, at = stage.moderator, NOW()
    assert [wellness.look(one, person=person, at=at) for one in (first, first, second, light)] == [True] * 4
    assert not wellness.look(third, person=person, at=at)
    assert wellness_of(person).looked == [first.pk, second.pk]
    assert wellness.look(third, person=person, at=at, beyond=True)
    tomorrow = at + timedelta(days=1)
    assert wellness_of(person).spare_on(day_of(stage.program, tomorrow)) == 2
    assert wellness.look(second, person=person, at=tomorrow)
    assert wellness_of(person).looked == [second.pk]
    assert wishing(person).looked == []


def test_a_picture_makes_a_case_heavy(stage: Stage) -> None:
    wishing(stage.moderator, daily_limit=1)
    case = stage.case(urgency=1)
    Picture.objects.create(message=case.message, image="said/x.png", alt="A pan", width=4, height=3)
    wellness.look(case, person=stage.moderator, at=NOW())
    assert wellness_of(stage.moderator).looked == [case.pk]
    chosen = Case.objects.filter(for_today(stage.moderator, stage.program, at=NOW()))
    assert not chosen.filter(pk=case.pk).exists()
    assert chosen.filter(pk=stage.case(urgency=2).pk).exists()
    assert not chosen.filter(pk=heavy(stage).pk).exists()
    assert Case.objects.filter(for_today(stage.moderator_of(), stage.program, at=NOW())).count() == 3


def test_nobody_looks_at_a_case_outside_their_sight(stage: Stage) -> None:
    case = stage.case(stage.say(page=stage.garden), urgency=4)
    for person in (stage.moderator, stage.reader):
        with pytest.raises(NotFound):
            wellness.look(case, person=person, at=NOW())


def test_a_heavy_case_is_covered_until_it_is_asked_for(stage: Stage) -> None:
    wishing(stage.moderator, daily_limit=1)
    first, second = heavy(stage), heavy(stage)
    client = desk_of(stage.moderator)
    page = client.get(f"/desk/cases/{first.pk}/").text
    assert "This one is heavy" in page
    assert "case-message" not in page
    assert Wellness.objects.get().looked == [], "a page that is only read changes nothing"
    client.post(f"/desk/cases/{first.pk}/look/")
    assert CANARY in client.get(f"/desk/cases/{first.pk}/").context["file"].legible.body
    page = client.post(f"/desk/cases/{second.pk}/claim/", follow=True).text
    assert "Enough for today, by your own measure" in page
    assert "Take a lighter one" in page
    assert "case-message" not in page
    client.post(f"/desk/cases/{second.pk}/look/")
    assert "case-message" in client.get(f"/desk/cases/{second.pk}/").text
    assert "case-message" in desk_of(stage.manager).get(f"/desk/cases/{second.pk}/").text


def test_a_claimed_case_lies_open_while_the_limit_has_room(stage: Stage) -> None:
    wishing(stage.moderator, daily_limit=1)
    heavy(stage)
    assert "case-message" in desk_of(stage.moderator).post("/desk/next/", follow=True).text
    assert len(Wellness.objects.get().looked) == 1


def test_pictures_are_blurred_unless_somebody_wants_otherwise(stage: Stage) -> None:
    case = stage.case()
    Picture.objects.create(message=case.message, image="said/x.png", alt="A pan", width=4, height=3)
    client = desk_of(stage.moderator)
    page = client.get(f"/desk/cases/{case.pk}/").text
    assert 'class="case"' in page
    assert '<input type="checkbox" id="veil-' in page
    wishing(stage.moderator, blur=False, grey=True)
    assert 'class="case case-unveiled case-grey"' in client.get(f"/desk/cases/{case.pk}/").text


def test_staff_learn_that_a_limit_is_set_and_nothing_else(stage: Stage) -> None:
    wishing(stage.moderator, daily_limit=7)
    other = stage.moderator_of()
    wishing(other, grey=True)
    assert with_a_limit([stage.moderator.pk, other.pk, stage.manager.pk]) == {stage.moderator.pk}
    desk = desk_of(stage.manager)
    assert desk.get("/desk/work/").text.count("has set a limit of heavy cases") == 1
    assert 'value="7"' not in desk.get("/desk/wellness/").text


def test_the_setting_is_changed_on_its_page_and_a_wrong_one_is_kept_there_to_mend(stage: Stage) -> None:
    client = desk_of(stage.moderator)
    sent = {"blur": "on", "break_minutes": "45", "daily_limit": "12"}
    assert "Only you can see it" in client.post("/desk/wellness/", sent, follow=True).text
    kept = Wellness.objects.get()
    assert (kept.person, kept.blur, kept.grey, kept.break_minutes, kept.daily_limit) == (
        stage.moderator, True, False, 45, 12,
    )  # fmt: skip
    assert "Today you looked at 0 heavy cases of the 12" in client.get("/desk/wellness/").text
    wrong = client.post("/desk/wellness/", sent | {"daily_limit": "0"})
    assert wrong.status_code == 422
    assert 'value="0"' in wrong.text
    assert desk_of(UserFactory()).get("/desk/wellness/").status_code == 403


def test_a_break_is_asked_for_after_so_long_and_a_pause_begins_anew(stage: Stage) -> None:
    at = NOW()
    work = Stretch(at, at)
    for minute in range(0, 40, 4):
        work = work.at_work(at + timedelta(minutes=minute))
    assert work.minutes() == 36
    assert work.at_work(at + timedelta(minutes=41)).minutes() == 0
    assert read(work.kept(), at + timedelta(hours=1)) == work
    for rubbish in (None, "x", [], ["a", "b"], [at.isoformat()], 3):
        assert read(rubbish, at) == Stretch(at, at)
    wishing(stage.moderator, break_minutes=30)
    client = desk_of(stage.moderator)
    assert "Time for a break" not in client.get("/desk/").text
    session = client.session
    session["desk_stretch"] = Stretch(at - timedelta(minutes=33), at - timedelta(minutes=1)).kept()
    session.save()
    assert "Time for a break" in client.get("/desk/").text
    assert "Time for a break" not in client.post("/desk/wellness/rested/", follow=True).text


def test_who_wants_no_reminder_leaves_no_trace_of_their_hours(stage: Stage) -> None:
    client = desk_of(stage.moderator)
    client.get("/desk/")
    assert "desk_stretch" not in client.session
