"""Narrowing the queue, and views that are kept under a name."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.models import Picture
from moderation.actions import cases, opinions
from moderation.actions.saved_views import drop_view, save_view
from moderation.models import Case, SavedView
from moderation.queries.filters import Filters, filters_of, narrowed_by
from moderation.queries.queue import how_many, page_of_queue, waiting
from moderation.queries.saved_views import lines_of, views_of
from moderation.queries.standing import standing_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from tests.factories import BrandPageFactory, UserFactory
from tests.moderation.stage import Stage, staged
from tests.moderation.test_passing import held

NOW = timezone.now


def found(stage: Stage, person: Any = None, reads: Any = (), read: Any = (), **said: str) -> set[int]:
    person = person or stage.manager
    q = narrowed_by(filters_of(said), at=NOW(), person_id=person.pk, reads=reads, read=read)
    return set(waiting(standing_of(person, stage.program, at=NOW())).filter(q).values_list("pk", flat=True))


def test_the_queue_is_narrowed_by_place_and_what_lies_below_it(stage: Stage) -> None:
    below = BrandPageFactory(parent=stage.kitchen, title="Pans")
    inside = {stage.case().pk, stage.case(stage.say(page=below)).pk}
    stage.case(stage.say(page=stage.garden))
    assert found(stage, place=str(stage.kitchen.pk)) == inside
    assert found(stage, place="999999") == set()


def test_a_place_outside_ones_scope_shows_nothing(stage: Stage) -> None:
    """I13: narrowing only ever takes away."""
    stage.case(stage.say(page=stage.garden))
    assert found(stage, stage.moderator, place=str(stage.garden.pk)) == set()


def test_the_queue_is_narrowed_by_cause_urgency_due_and_escalation(stage: Stage) -> None:
    flagged, urgent = stage.flagged(), stage.case(urgency=4)
    handed_up, late = stage.case(urgency=1), stage.case(urgency=1)
    Case.objects.filter(pk=handed_up.pk).update(escalated=True)
    Case.objects.filter(pk=late.pk).update(due_at=NOW() - timedelta(hours=1))
    assert found(stage, cause="flag") == {flagged.pk}
    assert found(stage, cause="staff") == {urgent.pk, handed_up.pk, late.pk}
    assert found(stage, urgency="3") == {urgent.pk}
    assert found(stage, overdue="1") == {late.pk}
    assert found(stage, escalated="1") == {handed_up.pk}
    assert found(stage, escalated="1", overdue="1") == set()


def test_the_queue_is_narrowed_to_newcomers_links_and_pictures(stage: Stage) -> None:
    new = stage.case(stage.say(author=UserFactory()))
    linked = stage.case(stage.say("See <https://pans.com> for more"))
    pictured = stage.case()
    Picture.objects.create(message=pictured.message, image="said/pan.webp", alt="A pan", width=4, height=3)
    assert found(stage, newcomers="1") == {new.pk}
    assert found(stage, links="1") == {linked.pk}
    assert found(stage, pictures="1") == {pictured.pk}


def test_what_was_handed_to_one_and_what_waits_for_an_opinion(stage: Stage) -> None:
    asked, given, plain = held(stage), stage.case(), stage.case()
    opinions.ask(asked, moderator=stage.moderator, note="x", at=NOW())
    Case.objects.filter(pk=given.pk).update(handed_to=stage.manager, handed_until=NOW() + timedelta(hours=1))
    assert found(stage, asked="1") == {asked.pk}
    assert found(stage, handed="1") == {given.pk}
    assert plain.pk in found(stage)


def test_cases_come_in_the_languages_one_reads_unless_all_are_asked_for(stage: Stage) -> None:
    """A text whose language nobody can tell comes to everybody."""
    by_code = {}
    for code in ("de", "en", "fr", ""):
        case = stage.case()
        Case.objects.filter(pk=case.pk).update(language=code)
        by_code[code] = case.pk
    assert found(stage, reads=("de",)) == {by_code["de"], by_code[""]}
    assert found(stage) == set(by_code.values())
    assert found(stage, reads=("de",), language="all") == set(by_code.values())
    assert found(stage, reads=("de",), language="fr") == {by_code["fr"]}
    assert found(stage, read=("de", "en"), language="unread") == {by_code["fr"]}
    assert found(stage, language="unread") == set(), "somebody reads every language"


@pytest.mark.parametrize(
    "said",
    [
        {"place": "x"}, {"place": "1" * 30}, {"cause": "whim"}, {"urgency": "9"}, {"overdue": "yes"},
        {"language": "a' OR 1"}, {"language": "x" * 40}, {"nothing": "1"}, {"place": None}, {},
    ],
)  # fmt: skip
def test_what_cannot_be_read_narrows_nothing(said: dict[str, Any]) -> None:
    assert filters_of(said) == Filters()
    assert filters_of(said).query == ""


def test_filters_are_the_same_after_a_way_through_the_address() -> None:
    filters = filters_of({"place": "7", "cause": "flag", "overdue": "1", "language": "de"})
    assert filters.query == "place=7&cause=flag&language=de&overdue=1"
    assert (filters.number, filters_of(filters.given)) == (4, filters)


def test_the_page_the_count_and_the_next_case_keep_to_the_filters(stage: Stage) -> None:
    urgent, wanted = stage.case(urgency=4), stage.flagged()
    standing = standing_of(stage.moderator, stage.program, at=NOW())
    q = narrowed_by(filters_of({"cause": "flag"}), at=NOW(), person_id=stage.moderator.pk)
    assert page_of_queue(standing, narrowed=q).cases == [wanted]
    assert how_many(standing, narrowed=q) == (1, False)
    assert how_many(standing) == (2, False)
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW(), narrowed=q) == wanted
    urgent.refresh_from_db()
    assert urgent.claimed_by is None


def kept(stage: Stage, person: Any = None, **said: Any) -> SavedView:
    wanted: dict[str, Any] = {"name": "Flags", "filters": {"cause": "flag"}, "shared": False} | said
    return save_view(stage.program, actor=person or stage.moderator, at=NOW(), **wanted)


def test_a_view_keeps_its_filters_and_counts_what_waits(stage: Stage) -> None:
    stage.flagged()
    stage.case()
    view = kept(stage, filters={"cause": "flag", "rubbish": "x"})
    assert view.filters == {"cause": "flag"}
    standing = standing_of(stage.moderator, stage.program, at=NOW())
    lines = lines_of(standing, lambda filters: narrowed_by(filters, at=NOW(), person_id=stage.moderator.pk))
    assert [(line.view, line.waiting, line.mine) for line in lines] == [(view, "1", True)]
    assert Entry.objects.get(verb="desk.view_saved").data == {"shared": False}


def test_the_count_of_a_view_ends_at_ninety_nine(stage: Stage) -> None:
    message = stage.say()
    Case.objects.bulk_create(
        Case(program=stage.program, message=stage.say(), path=stage.kitchen.path, opened_at=NOW(), due_at=NOW())
        for _number in range(101)
    )
    assert message.pk
    kept(stage, filters={"overdue": "1"})
    standing = standing_of(stage.moderator, stage.program, at=NOW())
    lines = lines_of(standing, lambda filters: narrowed_by(filters, at=NOW(), person_id=stage.moderator.pk))
    assert lines[0].waiting == "99+"


def test_ones_own_views_are_ones_own_and_shared_ones_everybodys_in_the_program(stage: Stage) -> None:
    mine, shared = kept(stage), kept(stage, stage.manager, name="Late", filters={"overdue": "1"}, shared=True)
    other = standing_of(stage.moderator_of(), stage.program, at=NOW())
    assert list(views_of(other)) == [shared]
    assert list(views_of(standing_of(stage.moderator, stage.program, at=NOW()))) == [shared, mine]
    elsewhere = staged(hostname="other.example")
    assert not views_of(standing_of(elsewhere.manager, elsewhere.program, at=NOW())).exists()


def test_a_name_is_taken_once_by_a_person_and_once_for_all(stage: Stage) -> None:
    """Guard: the constraints `a_view_of_a_person_by_name` and `a_shared_view_by_name`."""
    kept(stage)
    kept(stage, stage.moderator_of())
    kept(stage, stage.manager, shared=True)
    for person, shared in ((stage.moderator, False), (stage.manager, True)):
        with pytest.raises(Conflict) as refused:
            kept(stage, person, shared=shared)
        assert refused.value.code == "name_taken"


@pytest.mark.parametrize(
    ("said", "code"),
    [({"name": " "}, "name"), ({"name": "x" * 41}, "too_long"), ({"filters": {}}, "no_filters"),
     ({"filters": {"cause": "whim"}}, "no_filters")],
)  # fmt: skip
def test_a_view_has_a_name_and_narrows_something(stage: Stage, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        kept(stage, **said)
    assert refused.value.code == code


def test_only_managers_share_and_only_who_has_a_desk_keeps(stage: Stage) -> None:
    with pytest.raises(Forbidden):
        kept(stage, shared=True)
    with pytest.raises(NotFound):
        kept(stage, stage.reader)


def test_a_thirteenth_view_is_one_too_many(stage: Stage) -> None:
    for number in range(SavedView.MOST):
        kept(stage, name=f"View {number}")
    with pytest.raises(Conflict) as refused:
        kept(stage)
    assert refused.value.code == "too_many"


def test_a_view_is_dropped_by_its_owner_or_when_shared_by_a_manager(stage: Stage) -> None:
    mine, shared = kept(stage), kept(stage, stage.manager, shared=True)
    for view, person, kind in ((mine, stage.manager, NotFound), (shared, stage.moderator, Forbidden)):
        with pytest.raises(Refused) as refused:
            drop_view(view, actor=person, at=NOW())
        assert isinstance(refused.value, kind)
    drop_view(mine, actor=stage.moderator, at=NOW())
    drop_view(shared, actor=stage.manager, at=NOW())
    assert not SavedView.objects.exists()
    with pytest.raises(NotFound):
        drop_view(SavedView(pk=1), actor=stage.manager, at=NOW())
