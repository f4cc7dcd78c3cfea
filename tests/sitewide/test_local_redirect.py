from urllib.parse import urljoin, urlsplit

import pytest

from sitewide.addresses import local_redirect
from tests import corpora

HOST = "portal.example"


@pytest.mark.parametrize(
    "url", ["/", "/portal/?a=1#b", "/people/ann/", f"https://{HOST}/x", "relative/path", "?page=2"]
)
def test_a_redirect_may_stay_here(url: str) -> None:
    assert local_redirect(url, HOST) == url


@pytest.mark.parametrize(
    "url",
    [
        "//evil.example",
        "//",
        "\\\\",
        "https://evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
        "/\t/evil.example",
        "\x08//evil.example",
        f"https://{HOST}@evil.example/",
        f"https://evil.example\\@{HOST}",
        "/a\r\nSet-Cookie: x",
    ],
)
def test_a_redirect_elsewhere_ends_at_the_fallback(url: str) -> None:
    assert local_redirect(url, HOST) == "/"
    assert local_redirect(url, HOST, fallback="/portal/") == "/portal/"


def test_a_secure_page_redirects_to_secure_pages_only() -> None:
    assert local_redirect(f"http://{HOST}/x", HOST, require_https=True) == "/"
    assert local_redirect(f"https://{HOST}/x", HOST, require_https=True) == f"https://{HOST}/x"


def test_no_open_redirect_of_the_corpus_leaves_this_host() -> None:
    for line in corpora.payloads("injection/dev/payloads.json", kind="open_redirect") + corpora.naughty():
        as_read = local_redirect(line, HOST).replace("\\", "/").strip()
        assert urlsplit(urljoin(f"https://{HOST}/a/", as_read)).netloc == HOST, line
