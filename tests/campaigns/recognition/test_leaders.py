"""Leaderboards show only who wishes it."""

import pytest

from campaigns.actions.recognition.tiers import choose
from campaigns.queries.recognition.leaders import leaders_of, part_of, place_of
from record.tasks import settle
from tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(stand, cast):
    """Four people with 40, 30, 30 and 10 points; the second one does not wish to be shown."""
    people = [cast.advocate, UserFactory(name="Quiet Quinn"), UserFactory(name="Rae"), UserFactory(name="Sol")]
    for person, points in zip(people, (40, 35, 30, 30), strict=True):
        if person != cast.advocate:
            EnrolmentFactory(program=cast.program, member=person)
        stand.counts(points, member=person)
    settle()
    for person in (people[0], people[2], people[3]):
        choose(cast.program, member=person, shows_tier=False, on_leaderboard=True, at=cast.at)
    return people


def test_who_does_not_wish_it_is_on_no_board_and_sees_the_own_place(stand, cast, four, client):
    lines = leaders_of(stand.season)
    assert [(line.place, line.member) for line in lines] == [(1, four[0]), (2, four[2]), (2, four[3])]
    assert place_of(stand.season, four[1]).place == 2
    assert place_of(stand.season, four[3]).place == 2
    assert place_of(stand.season, cast.member) is None
    page = client.get("/people/leaders/").content.decode()
    assert "Ada Advocate" in page
    assert "Quiet Quinn" not in page
    client.force_login(four[1])
    assert "You would be in place 2" in client.get("/people/leaders/").content.decode()


def test_off_takes_off_all_of_them_at_once_and_the_places_of_closed_ones_stay(stand, cast, four, client):
    """Guard: the update of `shown` in `choose`, and that `leaders_of` takes the places of closed seasons as they are."""
    stand.over()
    choose(cast.program, member=four[0], shows_tier=False, on_leaderboard=False, at=cast.at)
    choose(cast.program, member=four[1], shows_tier=False, on_leaderboard=True, at=cast.at)
    stand.season.refresh_from_db()
    assert [(line.place, line.member) for line in leaders_of(stand.season)] == [(2, four[2]), (2, four[3])]
    assert "Ada Advocate" not in client.get(f"/people/leaders/?season={stand.season.pk}").content.decode()
    assert client.get("/people/leaders/?season=999999").status_code == 404


def test_the_board_is_read_on_page_by_page_and_ties_keep_their_place_over_the_edge(
    stand, cast, four, client, django_assert_num_queries
):
    """Guard: the edge in `part_of`; without it a later page begins with place 1, or a tie ends at the page."""
    read, after = [], ""
    for _page in range(3):
        with django_assert_num_queries(2 if after else 1):
            part = part_of(stand.season, after, size=1)
        read += [(line.place, line.member) for line in part.lines]
        after = part.onward
    assert read == [(1, four[0]), (2, four[2]), (2, four[3])]
    assert after == ""
    assert client.get("/people/leaders/?after=1-x").status_code == 404


def test_reading_a_board_costs_two_queries_however_many_are_on_it(stand, cast, four, django_assert_num_queries):
    with django_assert_num_queries(1):
        leaders_of(stand.season)
    with django_assert_num_queries(2):
        place_of(stand.season, cast.advocate)
