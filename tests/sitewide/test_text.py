import pytest

from sitewide.errors import Invalid
from sitewide.reasons import reason_of, says_something
from sitewide.text import MAX_SOURCE, MAX_TAGS, clean_rich, excerpt, from_plain, links_in, one_line, to_plain

REL = 'rel="nofollow ugc noopener"'


def test_the_elements_of_the_policy_are_kept() -> None:
    html = (
        "<h3>Care</h3><p>Wash <strong>cold</strong>, <em>always</em>.<br>Really.</p><ul><li>one</li></ul><ol><li>two</li></ol>"
        "<blockquote><p>said</p></blockquote><p><code>x</code></p><pre>a\n  b</pre><h4>End</h4>"
    )
    assert clean_rich(html) == html


def test_editors_that_write_b_and_i_get_strong_and_em() -> None:
    assert clean_rich("<p><b>bold</b> and <i>slanted</i></p>") == "<p><strong>bold</strong> and <em>slanted</em></p>"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<style>p{color:red}</style>",
        "<iframe src='https://example.com'></iframe>",
        "<!-- hidden --><?php x ?>",
        "<p style='position:fixed' onclick=alert(1) class=x id=y></p>",
    ],
)
def test_everything_else_is_dropped(html: str) -> None:
    assert clean_rich(html) in {"", "<p></p>"}


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "javascript:123",
        "JaVa\tScript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https:///evil.example",
        "https://brand.example@evil.example/",
        "http://[::1",
        "ftp://example.com",
        "tel:123",
        "page.html",
        "?q=1",
        "#top",
        "",
        "mailto:nobody",
    ],
)
def test_a_link_to_anything_but_the_web_mail_and_this_site_loses_its_link(target: str) -> None:
    assert clean_rich(f'<p><a href="{target}">words</a></p>') == "<p>words</p>"


@pytest.mark.parametrize(
    ("given_target", "kept"),
    [
        ("https://example.com/a?b=1&amp;c=2#d", "https://example.com/a?b=1&amp;c=2#d"),
        ("HTTPS://Example.com", "https://Example.com"),
        ("http://example.com:8080/", "http://example.com:8080/"),
        ("  https://example.com/\n", "https://example.com/"),
        ("https://bücher.example/", "https://bücher.example/"),
    ],
)
def test_an_outward_link_says_that_it_is_not_ours(given_target: str, kept: str) -> None:
    cleaned = clean_rich(f'<a href="{given_target}" rel="follow" target="_blank" title="x">words</a>')
    assert cleaned == f'<a {REL} href="{kept}">words</a>'


def test_local_and_mail_links_carry_no_rel() -> None:
    html = '<a href="/people/ann/">Ann</a> <a href="mailto:a@example.com">mail</a>'
    assert clean_rich(html.replace("<a ", f"<a {REL} ")) == html


def test_a_mail_link_cannot_bring_headers_or_a_text() -> None:
    assert (
        clean_rich('<a href="mailto:a@example.com?bcc=b@example.com&body=x">m</a>')
        == '<a href="mailto:a@example.com">m</a>'
    )


def test_addresses_in_text_become_links_but_not_inside_code_and_links() -> None:
    html = '<p>See https://example.com/a.</p><pre>https://example.com</pre><p><a href="/x">www.example.com</a></p>'
    link = f'<a {REL} href="https://example.com/a">https://example.com/a</a>'
    assert clean_rich(html) == html.replace("https://example.com/a", link)


@pytest.mark.parametrize(
    ("word", "target", "around"),
    [
        ("www.example.com", "http://www.example.com", ("(", ").")),
        ("https://example.com/?a=1&amp;b=2", "https://example.com/?a=1&amp;b=2", ("", ",")),
        ("https://example.com/x_(y)", "https://example.com/x_(y)", ("", " ")),
        ("https://example.com/", "https://example.com/", ("&lt;", "&gt;")),
        ("bücher.de", "http://bücher.de", ("", "!")),
    ],
)
def test_punctuation_around_an_address_stays_outside(word: str, target: str, around: tuple[str, str]) -> None:
    cleaned = clean_rich(f"<p>see {around[0]}{word}{around[1]}</p>")
    assert f'{around[0]}<a {REL} href="{target}">{word}</a>{around[1]}' in cleaned


def test_a_mail_address_becomes_a_mail_link() -> None:
    assert from_plain("ann@example.com") == '<p><a href="mailto:ann@example.com">ann@example.com</a></p>'


def test_a_missing_blank_after_a_full_stop_is_no_address() -> None:
    assert from_plain("I like this jacket.It is warm.") == "<p>I like this jacket.It is warm.</p>"


def test_only_the_first_fifty_addresses_become_links() -> None:
    assert from_plain("x.com " * 80).count("<a ") == 50


def test_plain_text_gets_paragraphs_and_line_breaks_and_no_markup() -> None:
    assert from_plain("a < b & <b>c</b>\nnext\r\n\r\n  \nlast") == (
        "<p>a &lt; b &amp; &lt;b&gt;c&lt;/b&gt;<br>next</p><p>last</p>"
    )
    assert from_plain("  \n ") == ""


def test_length_is_what_a_reader_sees() -> None:
    assert clean_rich("<p><strong>" + "x" * 10 + "</strong></p>", max_length=10)
    with pytest.raises(Invalid) as refusal:
        clean_rich("<p>" + "x" * 11 + "</p>", max_length=10)
    assert (refusal.value.code, refusal.value.status) == ("too_long", 422)
    assert "11" in str(refusal.value.sentence)


def test_too_long_a_source_is_refused_before_it_is_parsed() -> None:
    for clean in (clean_rich, from_plain):
        with pytest.raises(Invalid) as refusal:
            clean("<i></i>" * MAX_SOURCE)
        assert refusal.value.code == "too_long"


def test_too_many_tags_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        clean_rich("<i>" * (MAX_TAGS + 1))
    assert refusal.value.code == "too_marked"


def test_plain_text_of_a_message_has_lines_but_no_markup() -> None:
    html = "<h3>Care</h3><p>a &lt;b&gt;<br>c &amp; d</p><ul><li>one</li><li>two</li></ul><p>end</p>"
    assert to_plain(html) == "Care\n\na <b>\nc & d\n\none\ntwo\n\nend"


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("<p>The quick brown</p><p>fox jumps</p>", 13) == "The quick…"
    assert excerpt("<p>short</p>", 13) == "short"
    assert excerpt("<p>" + "x" * 30 + "</p>", 10) == "x" * 9 + "…"


def test_a_title_is_one_clean_line() -> None:
    assert one_line("  Rain \n\t jacket\u202e\x00 ", 20) == "Rain jacket"
    with pytest.raises(Invalid) as refusal:
        one_line("x" * 21, 20)
    assert refusal.value.code == "too_long"


def test_links_show_their_words_and_where_they_go() -> None:
    html = '<p><a href="https://evil.example/?a&amp;b">https://<em>bank</em>.example</a> <a href="/x">y</a></p>'
    assert links_in(html) == [("https://bank.example", "https://evil.example/?a&b"), ("y", "/x")]


def test_a_reason_holds_a_word() -> None:
    """Guard: `says_something`, the one rule for every reason that is asked of somebody."""
    assert [says_something(text) for text in ("no", "x", "- - -", "1.", "無", "Yes", "広告", "스팸")] == [False] * 5 + [
        True
    ] * 3
    for said, sentence in ((" ", "Say why."), (" n.\n", "“n.” tells nobody why")):
        with pytest.raises(Invalid, match=sentence) as refused:
            reason_of(said, 20, "Say why.")
        assert refused.value.code == "no_reason"
