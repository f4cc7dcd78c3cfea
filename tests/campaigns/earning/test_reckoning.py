"""How many points a contribution earns: pure numbers, and the examples that the public reads."""

from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.queries.explained import examples_of
from campaigns.queries.reckoning import Counts, Outcome, Piece, Terms, reckon

ONE = Piece()


def earned(terms: Terms, piece: Piece = ONE, **counts: int) -> Outcome:
    return reckon(terms, piece, Counts(**counts))


def test_without_a_rule_or_with_one_that_is_off_nothing_is_paid():
    for terms in (None, Terms("post", 20, active=False), Terms("post", 0)):
        assert reckon(terms, ONE, Counts()) == Outcome(0, 1, "no_rule")


def test_an_hour_is_paid_by_its_minutes_rounded_down_and_up_to_the_most():
    terms = Terms("event", 25, per="hour", most_units=4)
    assert [earned(terms, Piece(minutes=minutes)).points for minutes in (1, 59, 90, 240, 600)] == [0, 24, 37, 100, 100]
    assert earned(terms, Piece(minutes=1)).why == "nothing"


def test_pieces_are_paid_each_up_to_the_most():
    terms = Terms("translation", 5, most_units=3)
    assert [earned(terms, Piece(pieces=n)).points for n in (1, 3, 9)] == [5, 15, 15]


def test_after_so_many_a_day_half_counts_then_a_quarter_rounded_down_until_nothing_is_left():
    terms = Terms("reply", 10, half_after=2)
    told = [earned(terms, day=n) for n in range(9)]
    assert [one.points for one in told] == [10, 10, 5, 5, 2, 2, 1, 1, 0]
    assert [one.divisor for one in told] == [1, 1, 2, 2, 4, 4, 8, 8, 16]
    assert told[-1].why == "tapered"


def test_each_cap_has_its_own_reason_and_holds_only_where_there_is_somebody_or_a_page():
    terms = Terms("reply", 10, per_day=3, per_pair=2, per_place=2)
    both = Piece(with_somebody=True, on_a_page=True)
    assert earned(terms, both, day=3).why == "day"
    assert earned(terms, both, pair=2).why == "pair"
    assert earned(terms, both, place=2).why == "place"
    assert earned(terms, ONE, pair=2, place=2).points == 10


def test_what_was_promised_is_paid_without_a_rule_and_never_halved_but_capped():
    promised = Piece(promised=40)
    assert reckon(None, promised, Counts()).points == 40
    assert earned(Terms("mission", 0, half_after=1, per_day=2), promised, day=1) == Outcome(40)
    assert earned(Terms("mission", 0, per_day=2), promised, day=2).why == "day"


def test_the_examples_are_what_the_rule_pays():
    terms = Terms("reply", 10, per_day=10, half_after=4, per_pair=3, per_place=5)
    told = {example.words: example.points for example in examples_of(terms)}
    assert told == {
        "One": 10,
        "11 on one day": 40 + 20 + 4,
        "4 with the same person, on as many days of the same 7": 30,
        "6 on the same page, on as many days of the same 7": 50,
    }
    hours = {example.words: example.points for example in examples_of(Terms("event", 20, per="hour", most_units=5))}
    assert hours == {"One that took an hour and a half": 30, "One that took 6 hours": 100}


CAP = st.none() | st.integers(1, 6)
TERMS = st.builds(
    Terms,
    st.just("reply"),
    st.integers(0, 200),
    most_units=CAP,
    per_day=CAP,
    half_after=CAP,
    per_pair=CAP,
    per_place=CAP,
)
PIECES = st.builds(Piece, st.none() | st.integers(0, 90), st.none(), st.integers(1, 9), st.booleans(), st.booleans())
COUNTS = st.builds(Counts, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))


@settings(max_examples=150, deadline=None)
@given(TERMS, PIECES, COUNTS)
def test_nothing_earns_less_than_zero_or_more_for_being_later_and_what_earns_nothing_says_why(terms, piece, counts):
    now = reckon(terms, piece, counts)
    later = reckon(terms, piece, Counts(counts.day + 1, counts.pair + 1, counts.place + 1))
    assert now.points >= later.points >= 0
    assert bool(now.points) != bool(now.why)
    assert now.divisor >= 1
    if now.points and piece.promised is None:
        assert now.points <= terms.points * piece.pieces
