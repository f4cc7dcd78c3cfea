import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.rules.defaults import ADVERTISING
from moderation.rules.patterns import LOOKED_AT, matches, patterns_of
from sitewide.characters import levelled
from sitewide.errors import Invalid


def hits(lines: str, text: str) -> list[str]:
    return [line for line, _span in matches(patterns_of(lines), levelled(text))]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("free money", "FREE MONEY here"),
        (r"fr(e|3){2} cash", "fr3e cash"),
        (r"\bwin\b.{0,10}\bphone\b", "win a new phone"),
        (r"[0-9]{5}", "text 80082"),
        (r"c\+\+", "I like C++"),
        (r"colou?r", "Color"),
        ("caf[eé]", "a Café"),
        ("casino", "cаsіno with two Cyrillic letters"),
        (r"^first", "First!"),
        (r"a+b", "xxaaab"),
    ],
)
def test_a_pattern_finds_what_it_says_in_any_case_and_in_letters_that_look_alike(pattern: str, said: str) -> None:
    assert hits(pattern, said) == [pattern]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("free money", "free the money"), (r"\bwin\b", "winter"), (r"[^a-z]x", "ax"), (r"a{3}", "aa b aa")],
)
def test_a_pattern_leaves_other_texts_alone(pattern: str, said: str) -> None:
    assert hits(pattern, said) == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(a", "not closed"),
        ("a)", "never opened"),
        ("[", "class"),
        ("[]", "class"),
        ("[z-a]", "runs backwards"),
        ("*a", "repeats nothing"),
        ("a**", "itself repeated"),
        ("a{5,2}", "lower to a higher"),
        ("a{1,999}", "at most 60"),
        ("a{0}", "at most 60"),
        ("a?", "nothing stands"),
        ("a|", "nothing stands"),
        (r"\1", "after"),
        (r"a\Z", "after"),
        ("(?=a)b", "plain brackets"),
        ("(?i)a", "plain brackets"),
        ("\\", "after"),
        ("(" * 11 + "a" + ")" * 11, "ten deep"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_that_names_it(pattern: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        patterns_of(pattern)
    assert words in str(refused.value.sentence)
    assert pattern in str(refused.value.sentence)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|aa){1,30}b", "(a|a|a)+b", r"(\w+\s?)+x", ".*.*.*x", r"(\w{1,20}){5}!", "((ab)*c)*d"],
)
def test_patterns_that_could_run_away_are_refused(pattern: str) -> None:
    """Without the count of steps these are compiled, and the first takes hours over forty letters."""
    with pytest.raises(Invalid) as refused:
        patterns_of(pattern)
    assert refused.value.code == "too_many_ways"


def test_many_harmless_patterns_that_are_dear_together_are_refused() -> None:
    dear = "\n".join(rf"x{number}\w{{1,20}} \w{{1,20}}y" for number in range(30))
    with pytest.raises(Invalid) as refused:
        patterns_of(dear)
    assert refused.value.code == "too_many_ways"
    with pytest.raises(Invalid) as many:
        patterns_of("\n".join(f"word{number}" for number in range(101)))
    assert many.value.code == "too_many_patterns"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\w{1,50}\w{0,40}!", "a" * 20_000),
        (r".{0,40}.{0,40}x", "y" * 20_000),
        (ADVERTISING, "free win claim call text " * 800),
        (ADVERTISING, "0" * 20_000),
        (ADVERTISING, "please susssscribe my my our " * 700),
    ],
    ids=["two words", "anything", "many beginnings", "digits", "near misses"],
)
def test_the_dearest_patterns_that_are_let_through_stay_bounded(pattern: str, text: str) -> None:
    begun = time.process_time()
    hits(pattern, text)
    assert time.process_time() - begun < 1.5, "seconds of the processor for one message of the greatest length"


def test_a_pattern_looks_at_the_beginning_only() -> None:
    assert hits("casino", "x " * (LOOKED_AT // 2) + "casino") == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab1|()[]{}?*+.\\wdsb,^$ -é", max_size=25))
def test_whatever_is_typed_is_either_refused_in_words_or_quick(pattern: str) -> None:
    if not pattern.strip():
        return
    try:
        patterns_of(pattern)
    except Invalid:
        return
    begun = time.process_time()
    hits(pattern, "ab1a" * 1_000)
    assert time.process_time() - begun < 1.5
