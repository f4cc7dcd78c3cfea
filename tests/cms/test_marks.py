"""The light marks of rich text: to HTML and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.marks import from_html, to_html
from sitewide.text import clean_rich
from tests import corpora
from tests.sitewide.safety import assert_safe


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("**bold** and *slanted* and `x*y`", "<p><strong>bold</strong> and <em>slanted</em> and <code>x*y</code></p>"),
        ("- a\n- b\n\n1. c\n2. d", "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>"),
        ("> said\n> so", "<blockquote><p>said<br>so</p></blockquote>"),
        ("## Care\nwash", "<h3>Care</h3><p>wash</p>"),
        ("[words](/people/)", '<p><a href="/people/">words</a></p>'),
        ("5 * 3 * 2 and snake_case", "<p>5 * 3 * 2 and snake_case</p>"),
        (r"\*not\* \- a list", "<p>*not* - a list</p>"),
        ("<b>&amp;", "<p>&lt;b&gt;&amp;amp;</p>"),
        ("1.5 kg\n-5 degrees", "<p>1.5 kg<br>-5 degrees</p>"),
        ("", ""),
    ],
)
def test_marks_become_elements(text: str, html: str) -> None:
    assert to_html(text) == html


def test_a_link_to_a_script_is_gone_after_the_policy() -> None:
    assert clean_rich(to_html("[x](javascript:alert(1))")) == "<p>[x](javascript:alert(1))</p>"
    assert clean_rich(to_html("[x](javascript:y)")) == "<p>x</p>"
    assert clean_rich(to_html('[x](https://e.com/"onclick="y)')).count("onclick") <= 1


PIECES = [
    "**",
    "*",
    "`",
    "[a](/b)",
    "[",
    "](",
    ")",
    "- ",
    "1. ",
    "> ",
    "## ",
    "\\",
    "\n",
    "\n\n",
    "x",
    " ",
    "<b>",
    "&",
    "é",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=20).map("".join)


@given(TEXTS)
def test_what_was_stored_comes_back_the_same_after_editing_nothing(text: str) -> None:
    stored = clean_rich(to_html(text))
    assert_safe(stored)
    assert clean_rich(to_html(from_html(stored))) == stored


def test_no_payload_passes_the_marks() -> None:
    """I12."""
    for payload in corpora.markup() + corpora.naughty():
        assert_safe(clean_rich(to_html(payload[:5000])))
