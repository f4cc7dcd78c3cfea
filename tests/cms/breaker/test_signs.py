"""The signs by which the breaker judges, without a database."""

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cms.breaker import Act, alike, domains_in, judge, likeness, sentence, sketch_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
TEXT = "Season the pan with a thin film of oil and leave it in a hot oven for an hour, then let it cool slowly."
SPUN = "SEASON the pan with a thin film of oil, and leave it in a hot oven for two hours; then let it cool slowly!"
OTHER = "The new kettle lid no longer rattles, and the handle stays cool even when it boils for a quarter of an hour."


@dataclass
class Limits:
    minutes: int = 10
    alike: int = 60
    alike_people: int = 3
    alike_places: int = 3
    pace: int = 3
    pace_percent: int = 150
    new_domains: bool = True
    new_devices: bool = True


def act(number: int, *, author: int = 1, page: int = 1, minute: float = 0, text: str = "") -> Act:
    words = text or " ".join(random.Random(number).choices("abcdefghijklmnopqrstuvwxyz", k=30))
    return Act(number, author, page, NOON + timedelta(minutes=minute), sketch_of(words))


def codes(acts: list[Act], limits: Limits | None = None, **signs: object) -> list[str]:
    return [code for code, _values in judge(limits or Limits(), acts[-1], acts[:-1], **signs).causes]  # type: ignore[arg-type]


def test_a_text_that_was_hardly_changed_is_alike_and_another_is_not() -> None:
    assert likeness(sketch_of(TEXT), sketch_of(TEXT)) == 100
    assert likeness(sketch_of(TEXT), sketch_of(SPUN)) >= 60
    assert likeness(sketch_of(TEXT), sketch_of(OTHER)) < 20


def test_accents_case_and_look_alike_marks_do_not_help() -> None:
    dressed = (
        "SÉASON thé pan — with a THIN film of oil… and leave it in a hot oven for an hour, then let it cool slowly"
    )
    assert likeness(sketch_of(TEXT), sketch_of(dressed)) == 100


def test_a_few_words_are_like_nothing() -> None:
    assert likeness(sketch_of("Thank you all!"), sketch_of("Thank you all!")) == 0


@given(st.text(max_size=400), st.text(max_size=400))
def test_likeness_is_symmetric_bounded_and_whole_only_for_itself(one: str, other: str) -> None:
    here, there = sketch_of(one), sketch_of(other)
    assert len(here) == 32
    assert likeness(here, there) == likeness(there, here)
    assert 0 <= likeness(here, there) <= 100
    assert likeness(here, here) in (0, 100)
    for percent in (1, 50, 100):
        assert alike(here, [there, here], percent) == [
            place for place, one in enumerate((there, here)) if likeness(here, one) >= percent
        ]


def test_the_third_person_who_says_the_same_trips() -> None:
    two = [act(1, text=TEXT), act(2, author=2, text=SPUN)]
    assert codes(two) == []
    assert codes([*two, act(3, author=3, text=TEXT)]) == ["people"]
    assert codes([*two, act(3, author=3, text=OTHER)]) == []
    assert codes([*two, act(3, author=3, text=TEXT, minute=11)]) == []
    assert judge(Limits(), act(3, author=3, text=TEXT), two).alike == (1, 2)


def test_the_third_place_of_one_text_trips() -> None:
    two = [act(1, text=TEXT), act(2, page=2, text=TEXT)]
    assert codes(two) == []
    assert codes([*two, act(3, page=3, text=SPUN)]) == ["places"]


def test_an_edit_is_not_like_itself() -> None:
    assert codes([act(1, text=TEXT), act(2, page=2, text=TEXT), act(2, page=2, text=TEXT)]) == []


def test_more_than_the_usual_and_more_than_their_own_busiest_trips() -> None:
    quiet = [act(number, minute=number) for number in range(1, 5)]
    assert codes(quiet) == ["pace"]
    assert codes(quiet[:3]) == []
    busy = [act(number, minute=-1000 + number) for number in range(1, 7)]
    assert codes([*busy, *quiet]) == []
    assert codes([*busy, *(act(number, minute=number / 2) for number in range(1, 11))]) == ["pace"]
    assert codes([*(act(number, author=2, minute=number) for number in range(1, 9)), act(9, minute=9)]) == []


def test_new_sites_and_new_browsers_trip_where_they_are_asked_for() -> None:
    assert codes([act(1)], new_domains=["evil.example"], new_device=True) == ["domain", "device"]
    off = Limits(new_domains=False, new_devices=False)
    assert codes([act(1)], off, new_domains=["evil.example"], new_device=True) == []


def test_a_sign_set_to_nothing_never_trips() -> None:
    off = Limits(alike_people=0, alike_places=0, pace=0)
    acts = [act(number, author=number, page=number, text=TEXT) for number in range(9)]
    assert codes(acts, off) == []
    assert codes([act(number) for number in range(9)], off) == []


def test_every_cause_is_a_sentence() -> None:
    acts = [act(number, author=number % 4, page=number, text=TEXT) for number in range(16)]
    causes = judge(Limits(), acts[-1], acts[:-1], new_domains=["evil.example"], new_device=True).causes
    assert [code for code, _values in causes] == ["people", "places", "pace", "domain", "device"]
    for cause in causes:
        assert sentence(cause).endswith(".")
        assert "%" not in sentence(cause)


def test_the_sites_of_a_text_are_its_links_hosts() -> None:
    html = '<p><a href="https://www.Evil.example/a">a</a> <a href="/own/">b</a> <a href="http://evil.example:80/">c</a></p>'
    assert domains_in(html) == ("evil.example",)
    assert domains_in("<p>no links</p>") == ()


def test_sketching_and_judging_cost_well_under_a_millisecond() -> None:
    """CPU time, the best of several, so that a busy machine does not decide."""
    before = [act(number, author=number % 9, minute=number / 100) for number in range(110)]
    text, costs = (TEXT + " ") * 4, []
    for _round in range(20):
        start = time.process_time()
        judge(Limits(), Act(0, 1, 1, NOON + timedelta(minutes=5), sketch_of(text)), before)
        costs.append(time.process_time() - start)
    assert min(costs) < 0.001
    print(f"{min(costs) * 1e6:.0f} us")  # noqa: T201
