"""What the sanitising policy lets through, put into a real browser that watches for anything that runs or leaves."""

import json
from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route

from sitewide.addresses import local_redirect
from sitewide.revealing import reveal
from sitewide.text import TAGS, clean_rich, from_plain
from tests import corpora

pytestmark = pytest.mark.browser

HOME = "http://portal.example/"
BATCH = 300
WATCH = """<script>
window.fired = [];
for (const name of ['alert', 'prompt', 'confirm', 'print', 'open'])
  window[name] = (...words) => { window.fired.push([name, String(words[0])]); };
window.addEventListener('error', event => event.error && window.fired.push(['error', String(event.error)]));
window.addEventListener('securitypolicyviolation', event => window.fired.push(['policy', event.blockedURI]));
</script>"""
PROVOKE = """async () => {
  const events = `dblclick mouseover mouseenter mousemove mousedown mouseup pointerdown pointerover focus focusin blur
    keydown keyup input change load error toggle wheel copy paste cut drag dragstart drop animationstart animationend
    transitionend scroll select submit contextmenu touchstart beforematch`.split(/\\s+/);
  document.addEventListener('click', event => event.target.closest('a[href^="http"], a[href^="mailto"], a[href^="/"]')
    && event.preventDefault(), true);
  for (const element of document.querySelectorAll('main *')) {
    element.dispatchEvent(new PointerEvent('click', {bubbles: true, cancelable: true}));
    for (const name of events) element.dispatchEvent(new Event(name, {bubbles: true}));
    if (element.focus) element.focus();
  }
  await new Promise(done => setTimeout(done, 60));
  return window.fired;
}"""
LOOK = """() => [...document.querySelectorAll('main *')].map(element => [
  element.localName, element.namespaceURI, element.getAttributeNames(),
  element.protocol || '', element.rel || '', element.host || ''])"""


@pytest.fixture
def show(page: Page) -> Callable[[str], list[Request]]:
    """Puts HTML into a page of ours; gives every request that the page makes then."""
    requests: list[Request] = []
    current = {"html": ""}

    def answer(route: Route) -> None:
        if route.request.url == HOME and route.request.is_navigation_request():
            route.fulfill(body=current["html"], content_type="text/html; charset=utf-8")
        else:
            requests.append(route.request)
            route.abort()

    def put(html: str) -> list[Request]:
        requests.clear()
        current["html"] = f"<!doctype html><html><head>{WATCH}</head><body><main>{html}</main></body></html>"
        page.goto(HOME)
        return requests

    page.route("**/*", answer)
    return put


def articles(texts: list[str]) -> str:
    """Each in an element of its own, as comments stand in a thread."""
    return "".join(f"<article>{text}</article>" for text in texts)


def batches(texts: list[str]) -> list[str]:
    return [articles(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]


def assert_quiet(page: Page, requests: list[Request], html: str) -> None:
    assert page.evaluate(PROVOKE) == []
    assert [request.url for request in requests] == []
    assert page.url == HOME
    assert page.evaluate("document.querySelectorAll('main > article').length") == html.count("<article>")


def assert_policy(page: Page) -> None:
    """The tree as this browser built it holds the elements, attributes and targets of the policy only."""
    for name, namespace, attributes, protocol, rel, host in page.evaluate(LOOK):
        if name == "article":
            continue
        assert name in TAGS
        assert namespace == "http://www.w3.org/1999/xhtml"
        assert set(attributes) <= ({"href", "rel"} if name == "a" else set())
        if name == "a":
            assert protocol in {"http:", "https:", "mailto:"}
            assert protocol == "mailto:" or host == urlsplit(HOME).netloc or rel == "nofollow ugc noopener"


def test_the_watch_sees_a_script_an_event_a_target_and_a_request(
    page: Page, show: Callable[[str], list[Request]]
) -> None:
    """The other tests could not fail if the page did not notice these."""
    for html in (
        "<script>alert(1)</script>",
        "<p onclick=alert(1)>x</p>",
        "<p onmouseover=prompt(1)>x</p>",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg onload=confirm(1)></svg>",
        "<img src=x onerror=alert(1)>",
    ):
        show(f"<article>{html}</article>")
        page.wait_for_timeout(50)
        assert page.evaluate(PROVOKE), html
    assert show("<img src='http://evil.example/x'>")


def test_no_payload_runs_or_loads_anything_once_it_is_cleaned(page: Page, show: Callable[[str], list[Request]]) -> None:
    """With `clean_rich` replaced by bleach's linkify alone the first batch fails."""
    payloads = corpora.markup()
    cleaned = [clean_rich(payload) for payload in payloads]
    typed = [from_plain(payload) for payload in payloads]
    linked = [clean_rich(f'<p><a href="{escape(payload)}">words</a></p>') for payload in payloads]
    assert len(payloads) > 1000
    for html in batches([*cleaned, *typed, *linked]):
        requests = show(html)
        assert_policy(page)
        assert_quiet(page, requests, html)


def test_no_payload_runs_where_a_moderator_looks_at_it_raw(page: Page, show: Callable[[str], list[Request]]) -> None:
    for html in batches([reveal(payload) for payload in corpora.markup()]):
        requests = show(html)
        assert_quiet(page, requests, html)
        assert page.evaluate(
            "[...document.querySelectorAll('main > article *')].every(one => one.matches('span.revealed'))"
        )


def test_what_a_text_says_in_the_browser_is_what_was_typed(page: Page, show: Callable[[str], list[Request]]) -> None:
    typed = ["a <b> & c", "<script>alert(1)</script>", "&lt;p&gt;", "5 > 3 < 4", "\"quotes' and `ticks`"]
    show(articles([from_plain(text) for text in typed]))
    assert page.evaluate("[...document.querySelectorAll('main > article')].map(one => one.textContent)") == typed


def test_a_cleaned_text_put_in_by_script_is_as_quiet(page: Page, show: Callable[[str], list[Request]]) -> None:
    """As htmx does it: the parser of a fragment in place, not of a page."""
    cleaned = [clean_rich(payload) for payload in corpora.markup()]
    requests = show("")
    page.evaluate("html => { document.querySelector('main').innerHTML = html }", articles(cleaned))
    assert_policy(page)
    assert_quiet(page, requests, articles(cleaned))


def test_no_open_redirect_leaves_the_host_as_this_browser_reads_it(
    page: Page, show: Callable[[str], list[Request]]
) -> None:
    lines = [*corpora.payloads("injection/dev/payloads.json", kind="open_redirect"), *corpora.naughty()]
    kept = [local_redirect(line, urlsplit(HOME).netloc) for line in lines]
    show("")
    hosts = page.evaluate(f"lines => lines.map(line => new URL(line, {json.dumps(HOME)}).origin)", kept)
    assert set(hosts) == {HOME.rstrip("/")}
