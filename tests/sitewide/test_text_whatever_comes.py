import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitewide.errors import Invalid
from sitewide.revealing import reveal
from sitewide.text import clean_rich, excerpt, from_plain, links_in, one_line, to_plain
from tests import corpora
from tests.sitewide.safety import assert_safe

HOSTILE = {
    "misnested links": "<a><b>" * 1200,
    "deep lists": "<ul><li>x" * 1200,
    "deep lists, 60 kB": "<ul><li>x" * 6600,
    "deep quotes": "<blockquote>x" * 2400,
    "preformatted": "<pre>" * 2400 + "x",
    "formatting reopened by every paragraph": "<b><i><em><strong><code><p>x" * 410,
    "open brackets": "<" * 60_000,
    "ampersands": "&" * 12_000,
    "overrides in entities": "&#x202e;" * 7_400,
    "one long attribute": "<a " + "a=1 " * 14_000 + ">",
    "unclosed attributes": '<a href="' * 2400,
    "a word for the matcher of links": "a-" * 9_500 + "a.b",
    "words for the matcher of links": ("a-" * 198 + "a.b ") * 47,
    "words for the matcher of mail": ("a" * 390 + "@a.com ") * 45,
    "one long word": "a" * 19_000 + " x.com",
    "addresses": "x.com " * 3_300,
    "blanks": " " * 19_000 + "x.com",
    "blank lines": "\n" * 19_000 + "x",
    "piled accents": "e" + "\u0301\u0316" * 9_900,
    "piled points": "א" + "\u05b2\u05b1\u05b0" * 6_600,
    "piled signs": "क" + "\u094d\u093c" * 9_900,
    "joiners": "é" + "\u200d" * 19_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_hostile_text_takes_long(name: str) -> None:
    """Without MAX_TAGS the deep lists take 3 s, without the limit of piles NFC takes one.

    Without the budget of links the matchers of bleach take seconds.
    """
    html = HOSTILE[name]
    for clean in (clean_rich, from_plain, to_plain, reveal, lambda text: excerpt(text, 100)):
        start = time.process_time()
        with suppress(Invalid):
            clean(html)
        assert time.process_time() - start < 0.2, f"{name}: {clean}"


def test_an_ordinary_comment_is_cleaned_in_a_third_of_a_millisecond() -> None:
    text = "I wore this – in the rain – for a week & it kept me dry. Would buy it again! 😀 " * 5
    from_plain(text)
    took = []
    for _round in range(30):
        start = time.perf_counter()
        from_plain(text)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.0003


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<i>", "<a>", "</a>", "<pre>", "</pre>", "<ul>", "<li>", "<br>", "<h3>"),
        *(
            "<table>",
            "<td>",
            "<svg>",
            "<math>",
            "<mi>",
            "<style>",
            "<template>",
            "<form>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
        ),
        *('<a href="/x">', "<a href=https://a.com/>", '<a href="javascript:1">', "<a href='//x'>", '<p title="'),
        *(
            "https://a.com",
            "x.com/a&b",
            "a@b.com",
            "&lt;",
            "&amp;lt;",
            "&#x202e;",
            "&nbsp;",
            "\n",
            " ",
            '"',
            "'",
            "<",
            ">",
        ),
        *("\u0338", "\u202e", "\u200d", "\u0301", "é", "😀", "א", "\u200f", "\u200b", "\U000e0067", "\U0001f3f4", "Å"),
    ]
)
SNIPPETS = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


@given(SNIPPETS)
def test_whatever_is_written_is_safe_and_cleaning_twice_changes_nothing(html: str) -> None:
    cleaned = clean_rich(html)
    assert_safe(cleaned)
    assert clean_rich(cleaned) == cleaned


def letters(text: str) -> str:
    """Without blanks, joiners and direction marks: these are judged by what stands beside them, and a link parts texts."""
    return re.sub("[\\s\u200b-\u200f\u061c]", "", text)


@given(SNIPPETS)
def test_whatever_is_typed_is_safe_and_reads_as_typed(text: str) -> None:
    html = from_plain(text)
    assert_safe(html)
    assert clean_rich(html) == html
    assert letters(to_plain(html)) == letters(one_line(text, 1000))


def test_no_payload_leaves_anything_but_the_policy() -> None:
    """Without nh3's last gate the links of bleach come through as they are, without both gates everything does."""
    for payload in corpora.markup():
        for cleaned in (clean_rich(payload), from_plain(payload), clean_rich(f"<p><a href='{payload}'>x</a></p>")):
            assert_safe(cleaned)
            assert clean_rich(cleaned) == cleaned


def test_no_naughty_string_breaks_anything() -> None:
    for text in corpora.naughty():
        assert_safe(clean_rich(text))
        assert_safe(from_plain(text))
        assert "\n" not in one_line(text, 10_000) + excerpt(text, 80)
        assert links_in(from_plain(text)) is not None
