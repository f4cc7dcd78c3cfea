"""Where a link really leads, in letters for people and for machines, and what is wrong with it."""

import pytest

from moderation.links import ELSEWHERE, IMITATES, NUMBER, UNREADABLE, ascii_host, links_of, readable_host
from tests import corpora


def only(html: str):
    (link,) = links_of(html)
    return link


def test_a_link_is_told_with_its_host_apart_and_its_target_whole() -> None:
    link = only('<p>See <a href="https://Shop.example:8080/a?b=c#d">here</a></p>')
    assert (link.number, link.words, link.opens, link.warnings) == (1, "here", True, ())
    assert (link.before, link.host, link.behind) == ("https://", "shop.example", ":8080/a?b=c#d")
    assert [one.number for one in links_of('<a href="/x">a</a><a href="/y">b</a>')] == [1, 2]


@pytest.mark.parametrize(
    ("words", "target", "warning"),
    [
        ("https://bank.example/login", "https://evil.example/", ELSEWHERE),
        ("bank.example", "https://bank.example.evil.example/", ELSEWHERE),
        ("go to www.bank.example now", "https://evil.example/", ELSEWHERE),
        ("here", "https://аpple.example/", IMITATES),
        ("here", "https://xn--pple-43d.example/", IMITATES),
        ("here", "http://192.0.2.7/x", NUMBER),
        ("here", "http://3232235521/", NUMBER),
        ("here", "http://0xc0a80001/", NUMBER),
        ("here", "http://[2001:db8::1]/", NUMBER),
        ("here", "http://[bad", UNREADABLE),
    ],
)
def test_what_is_wrong_with_a_link_is_said(words: str, target: str, warning: str) -> None:
    assert warning in only(f'<a href="{target}">{words}</a>').warnings


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("bank.example", "https://www.bank.example/login"),
        ("https://bank.example/", "https://bank.example/"),
        ("Version 1.2", "https://bank.example/"),
        ("sam@bank.example", "mailto:sam@bank.example"),
        ("bücher.example", "https://xn--bcher-kva.example/"),
        ("here", "/kitchen/"),
    ],
)
def test_an_honest_link_is_not_accused(words: str, target: str) -> None:
    assert only(f'<a href="{target}">{words}</a>').warnings == ()


def test_a_host_is_told_in_both_kinds_of_letters() -> None:
    link = only('<a href="https://xn--bcher-kva.example/x">x</a>')
    assert (link.host, link.in_ascii) == ("bücher.example", "xn--bcher-kva.example")
    assert ascii_host("аррӏе.example") == "xn--80ak6aa92e.example"
    assert readable_host("xn--80ak6aa92e.example") == "аррӏе.example"
    assert readable_host("xn--\udcff.example") == "xn--\udcff.example"
    assert only('<a href="https://plain.example/">x</a>').in_ascii == ""


def test_an_address_that_is_no_link_is_told_as_well() -> None:
    text = '<p>See https://k\u0435strel.example/x. Or www.plain.example, and <a href="https://a.example/">https://a.example/</a></p>'
    linked, spelled, plain = links_of(text)
    assert (linked.number, spelled.number, plain.number) == (1, 0, 0)
    assert (spelled.target, spelled.in_ascii, spelled.warnings) == (
        "https://k\u0435strel.example/x", "xn--kstrel-3of.example", (IMITATES,),
    )  # fmt: skip
    assert plain.host == "www.plain.example"
    assert not spelled.opens


def test_only_what_a_browser_may_follow_opens_and_nothing_of_the_corpora_breaks_it() -> None:
    for target in ("mailto:a@b.example", "/kitchen/", "javascript:alert(1)", "data:text/html,x", " https://x.example"):
        assert not only(f'<a href="{target}">x</a>').opens
    for payload in (
        corpora.markup()
        + corpora.naughty()
        + [one["payload"] for one in corpora.entries("confusables/dev/confusables.json")]
    ):
        for link in (*links_of(payload), *links_of(f'<a href="https://{payload}.example/">{payload}</a>')):
            assert link.target.startswith(link.before)
            assert link.target.endswith(link.behind)
            assert not link.opens or link.target[:4].lower() == "http"
