"""What the page weighs on the way to a reader: its HTML and every style sheet and script that it names, gzipped."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from benchmarks.contenders import Contender
from benchmarks.pages import read
from tools.steps import Trouble

LEVEL = 6
IMPORTS = re.compile(rb"""@import\s+(?:url\()?["']?([^"')\s;]+)""")


@dataclass(frozen=True)
class Weight:
    """Bytes after gzip; `files` counts style sheets and scripts."""

    html: int
    css: int
    js: int
    files: int

    @property
    def total(self) -> int:
        return self.html + self.css + self.js


class Named(HTMLParser):
    """The addresses of style sheets and scripts, in the order of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.css: list[str] = []
        self.js: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "link" and "stylesheet" in found.get("rel", ""):
            self.css.append(found["href"])
        if tag == "link" and found.get("rel") == "modulepreload":
            self.js.append(found["href"])
        if tag == "script" and found.get("src"):
            self.js.append(found["src"])


def weigh(contender: Contender) -> Weight:
    """The anonymous page. Files of other hosts cannot be fetched here and are refused, not left out."""
    page = read(contender).body
    named = Named()
    named.feed(page.decode())
    css, js = set(_with_imports(contender, named.css)), set(named.js)
    return Weight(
        html=_zipped(page),
        css=sum(_zipped(_fetch(contender, address)) for address in css),
        js=sum(_zipped(_fetch(contender, address)) for address in js),
        files=len(css | js),
    )


def _with_imports(contender: Contender, addresses: list[str]) -> Iterator[str]:
    for address in addresses:
        yield address
        found = [found.decode() for found in IMPORTS.findall(_fetch(contender, address))]
        yield from _with_imports(contender, [urljoin(address, relative) for relative in found])


def _fetch(contender: Contender, address: str) -> bytes:
    target = urlsplit(urljoin(contender.facts.page, address))
    if target.netloc:
        raise Trouble(f"{contender.plan.title} loads {address} from elsewhere")
    answer = contender.client.get(target.path + (f"?{target.query}" if target.query else ""))
    if answer.status != 200:
        raise Trouble(f"{contender.plan.title} answers {answer.status} for {address}")
    return answer.body


def _zipped(body: bytes) -> int:
    return len(gzip.compress(body, LEVEL, mtime=0))
