"""What a cleaned text may hold, judged by a parser that is not the one that cleans."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from bleach._vendor import html5lib

from sitewide.text import OUTWARD_REL, TAGS


def elements(html: str) -> Iterator[Element]:
    """Every element, as a browser's parser sees it (html5lib is not the parser that cleans)."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return (element for element in tree.iter() if element is not tree)


def assert_safe(html: str) -> None:
    """Only the elements, attributes and targets of the policy, however the text is parsed."""
    for element in elements(html):
        assert isinstance(element.tag, str), f"a comment or instruction is left in {html!r}"
        assert element.tag in TAGS, f"{element.tag} is left in {html!r}"
        assert set(element.attrib) <= ({"href", "rel"} if element.tag == "a" else set()), html
        if element.tag == "a":
            assert_safe_link(element.get("href"), element.get("rel"))


def assert_safe_link(href: str | None, rel: str | None) -> None:
    assert href is not None
    assert not re.search(r"[\x00-\x20\x7f]", href), href
    if href.startswith("/"):
        assert rel is None
        assert not re.match(r"/[/\\]", href), href
        return
    parts = urlsplit(href)
    assert parts.scheme in {"http", "https", "mailto"}, href
    if parts.scheme != "mailto":
        assert parts.netloc, href
        assert "@" not in parts.netloc, href
        assert rel == OUTWARD_REL
