"""The difference between two texts: complete, in order, and quick whatever the texts are."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from advocates.models import Wording
from advocates.queries.changes import Section, changes

CODES = st.lists(st.sampled_from(["1", "2", "2.1", "10"]), unique=True, max_size=4)
TEXTS = st.lists(st.sampled_from(["be kind", "be honest, always", "say it", "no shops"]), max_size=4).map("\n\n".join)


def wording(text: str, *clauses: tuple[str, str, str]) -> Wording:
    return Wording("en", text, clauses)


@st.composite
def wordings(draw: st.DrawFn) -> Wording:
    clauses = [(code, draw(st.sampled_from(["Kind", "Honest", "Calm"])) + code, draw(TEXTS)) for code in draw(CODES)]
    return wording(draw(TEXTS), *clauses)


def said(sections: tuple[Section, ...], without: str) -> list[str]:
    """The headings and paragraphs of one side, in order, without their spaces."""
    found = []
    for section in sections:
        for pieces in (section.heading, *(paragraph.pieces for paragraph in section.paragraphs)):
            words = "".join("".join(piece.words for piece in pieces if piece.kind != without).split())
            found += [words] if words else []
    return found


def plain(text: Wording) -> list[str]:
    parts = [part for clause in text.clauses for part in (f"{clause[0]} {clause[1]}", *clause[2].split("\n\n"))]
    return [words for words in ("".join(part.split()) for part in (*text.text.split("\n\n"), *parts)) if words]


@settings(max_examples=150, deadline=None)
@given(before=wordings(), after=wordings())
def test_nothing_is_lost_and_nothing_invented(before: Wording, after: Wording) -> None:
    sections = changes(before, after)
    assert sorted(said(sections, "removed")) == sorted(plain(after))
    assert sorted(said(sections, "added")) == sorted(plain(before))
    assert all(section.kind == "same" for section in changes(after, after))


def test_a_clause_is_known_again_by_its_title_when_others_move_it() -> None:
    before = wording("", ("1", "Be kind", "Always."), ("2", "No shops", "None."))
    after = wording("", ("1", "Be honest", "Yes."), ("2", "Be kind", "Always."), ("3", "No shops", "None at all."))
    kinds = [(section.code, section.kind) for section in changes(before, after)[1:]]
    assert kinds == [("1", "added"), ("2", "changed"), ("3", "changed")]
    moved = changes(before, after)[2]
    assert [piece.words for piece in moved.heading] == ["1", "2", " Be kind"]
    assert [paragraph.kind for paragraph in moved.paragraphs] == ["same"]


def test_one_word_is_told_as_one_word() -> None:
    told = changes(wording("Answer within two days."), wording("Answer within one day."))[0].paragraphs[0]
    assert [(piece.kind, piece.words) for piece in told.pieces] == [
        ("same", "Answer within "), ("removed", "two days"), ("added", "one day"), ("same", "."),
    ]  # fmt: skip


def test_texts_made_to_take_long_do_not() -> None:
    """Guard: `MOST_WORDS` and `MOST_PARAGRAPHS`; without them this takes many seconds."""
    dice = random.Random(7)
    for separator in (" ", "\n\n"):
        one, other = (separator.join(dice.choice("abcdefgh") for _ in range(20_000)) for _ in range(2))
        begun = time.perf_counter()
        changes(wording(one), wording(other))
        assert time.perf_counter() - begun < 2
