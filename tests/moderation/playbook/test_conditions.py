"""Conditions: what fits, what a map answers first, and what is certain about two scenarios without any case."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cms.models import Message
from moderation.models import Scenario
from moderation.queries.playbook.conditions import Atom, Seen, Terms, catches_all, fits, implies
from moderation.queries.playbook.lines import Line, first_that_fits

CODES, RULES, LANGUAGES = ("H1", "H2", "H3"), (1, 2), ("en", "de", "")
PATHS, WORDS = ("0001", "00010001", "00010002"), ("refund", "late parcel", "knife")
KINDS = tuple(Message.Kind.values)
AUTHORS = ("newcomer", "member", "advocate", "team")
VALUES: dict[str, tuple[Any, ...]] = {
    "clause": CODES, "cause": ("flag", "rule", "held"), "rule": RULES, "place": PATHS, "language": ("en", "de"),
    "words": WORDS, "kind": KINDS, "author": AUTHORS, "has": ("links", "pictures"),
}  # fmt: skip


def some(values: tuple[Any, ...], *, least: int = 0) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(values), min_size=least, max_size=3)


def atoms() -> st.SearchStrategy[Atom]:
    named = st.sampled_from(sorted(VALUES)).flatmap(
        lambda about: some(VALUES[about], least=1).map(lambda values: Atom(about, values))
    )
    least = st.builds(
        lambda about, number: Atom(about, frozenset({number})), st.sampled_from(["urgency", "reach"]), st.integers(0, 4)
    )
    return named | least


def terms() -> st.SearchStrategy[Terms]:
    several = st.lists(atoms(), max_size=4, unique_by=lambda atom: atom.about).map(tuple)
    return st.builds(Terms, st.sampled_from(["all", "any"]), several)


def cases() -> st.SearchStrategy[Seen]:
    return st.builds(
        Seen, clauses=some(CODES), causes=some(("flag", "rule", "held")), rules=some(RULES),
        path=st.sampled_from(PATHS), language=st.sampled_from(LANGUAGES),
        text=st.lists(st.sampled_from([*WORDS, "and", "REFUND", "knives"]), max_size=4).map(" ".join),
        kind=st.sampled_from(KINDS), author=some(AUTHORS), has=some(("links", "pictures")),
        urgency=st.integers(0, 4), reach=st.integers(0, 5),
    )  # fmt: skip


def lines(several: list[Terms]) -> list[Line]:
    return [Line(Scenario(name=str(at)), one, at, {}) for at, one in enumerate(several)]


@settings(max_examples=300, deadline=None)
@given(st.lists(terms(), max_size=6), cases())
def test_a_case_has_at_most_one_first_scenario_and_nothing_before_it_fits(several: list[Terms], seen: Seen) -> None:
    first = first_that_fits(lines(several), seen)
    fitting = [at for at, one in enumerate(several) if fits(one, seen)]
    assert (first.version_id if first else None) == (fitting[0] if fitting else None)


@settings(max_examples=200, deadline=None)
@given(st.lists(terms(), max_size=5), cases())
def test_with_a_catch_all_for_every_kind_no_case_falls_through(several: list[Terms], seen: Seen) -> None:
    """Guard: a condition on the kind alone fits every message of the kind."""
    nets = [Terms("all", (Atom("kind", frozenset({kind})),)) for kind in KINDS]
    assert first_that_fits(lines([*several, *nets]), seen) is not None
    assert first_that_fits(lines([*several, Terms("all", ())]), seen) is not None


@settings(max_examples=300, deadline=None)
@given(terms(), cases())
def test_what_is_called_a_catch_all_of_a_kind_fits_every_message_of_it(one: Terms, seen: Seen) -> None:
    """Guard: `catches_all` wants a way in which only the kind is asked for."""
    if catches_all(one, seen.kind):
        assert fits(one, seen)


@settings(max_examples=600, deadline=None)
@given(terms(), terms(), cases())
def test_whoever_is_said_to_imply_another_never_fits_without_it(narrow: Terms, wide: Terms, seen: Seen) -> None:
    """Guard: `_stricter`; made to answer True for every two conditions about one thing, this fails."""
    if implies(narrow, wide) and fits(narrow, seen):
        assert fits(wide, seen)


@settings(max_examples=200, deadline=None)
@given(terms(), atoms())
def test_one_more_condition_of_all_is_narrower_and_one_more_of_any_is_wider(one: Terms, more: Atom) -> None:
    known = tuple(atom for atom in one.atoms if atom.about != more.about)
    assert implies(Terms("all", (*known, more)), Terms("all", known))
    if known:
        assert implies(Terms("any", known), Terms("any", (*known, more)))


def test_each_condition_asks_for_what_it_says() -> None:
    seen = Seen(
        clauses=frozenset({"H1"}), causes=frozenset({"flag"}), rules=frozenset({1}), path="00010002", language="de",
        text="Where is my Ｒefund?", kind="comment", author=frozenset({"member", "newcomer"}), urgency=2, reach=100,
        has=frozenset({"links"}),
    )  # fmt: skip
    right: dict[str, Any] = {
        "clause": "H1", "cause": "flag", "rule": 1, "place": "0001", "language": "de", "words": "refund",
        "kind": "comment", "author": "newcomer", "has": "links", "urgency": 2, "reach": 100,
    }  # fmt: skip
    wrong: dict[str, Any] = {
        "clause": "H2", "cause": "rule", "rule": 2, "place": "00010001", "language": "en", "words": "fund",
        "kind": "post", "author": "advocate", "has": "pictures", "urgency": 3, "reach": 101,
    }  # fmt: skip
    for about, value in right.items():
        assert fits(Terms("all", (Atom(about, frozenset({value})),)), seen), about
        assert not fits(Terms("all", (Atom(about, frozenset({wrong[about]})),)), seen), about
    both = (Atom("clause", frozenset({"H1"})), Atom("language", frozenset({"en"})))
    assert not fits(Terms("all", both), seen)
    assert fits(Terms("any", both), seen)
