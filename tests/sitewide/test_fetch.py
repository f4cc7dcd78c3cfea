import http.server
import socket
import ssl
import subprocess
import time
from ipaddress import ip_network
from pathlib import Path

import pytest

from sitewide.addresses import Door, fetch
from sitewide.errors import Invalid
from tests.sitewide.servers import OPEN, Listener, door, serving


def test_the_answer_comes_with_status_headers_and_content(server: http.server.ThreadingHTTPServer) -> None:
    port = server.server_port
    got = fetch(f"http://shop.example:{port}/päth?7", max_bytes=100, timeout=5, headers={"X-Key": "k"}, door=door(port))
    assert (got.status, got.headers["x-kind"], got.content) == (200, "test", b"x" * 7)
    method, path, headers, _body = server.seen[0]  # type: ignore[attr-defined]
    assert (method, path, headers["Host"], headers["X-Key"]) == ("GET", "/p%C3%A4th?7", f"shop.example:{port}", "k")


def test_a_body_can_be_sent(server: http.server.ThreadingHTTPServer) -> None:
    port = server.server_port
    fetch(f"http://shop.example:{port}/", max_bytes=100, timeout=5, method="POST", body=b"{}", door=door(port))
    method, _path, _headers, body = server.seen[0]  # type: ignore[attr-defined]
    assert (method, body) == ("POST", b"{}")


def test_the_environment_names_no_proxy(
    server: http.server.ThreadingHTTPServer, nobody: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{nobody.port}")
    assert (
        fetch(f"http://a.example:{server.server_port}/", max_bytes=9, timeout=5, door=door(server.server_port)).status
        == 200
    )


def test_the_connection_goes_to_the_address_that_was_tested(
    server: http.server.ThreadingHTTPServer, nobody: Listener
) -> None:
    """A name that changes after the test: connecting by name instead of by tested address asks the resolver again."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.2"] if len(asked) == 1 else ["127.0.0.1"]

    got = fetch(
        f"http://localhost:{server.server_port}/",
        max_bytes=9,
        timeout=5,
        door=door(server.server_port, resolver=rebinding),
    )
    assert (got.status, asked) == (200, ["localhost"])


def test_the_next_address_is_tried_where_the_first_does_not_answer(server: http.server.ThreadingHTTPServer) -> None:
    also = Door(
        ports=frozenset({server.server_port}),
        also=(ip_network("127.0.0.2/31"),),
        resolver=lambda host, port: ["127.0.0.3", "127.0.0.2"],
    )
    assert fetch(f"http://a.example:{server.server_port}/", max_bytes=9, timeout=5, door=also).status == 200


@pytest.mark.parametrize("to", ["http://127.0.0.1:{port}/", "http://private.example:{port}/", "//127.0.0.1:{port}/"])
def test_a_redirect_to_a_private_address_is_refused(
    server: http.server.ThreadingHTTPServer, nobody: Listener, to: str
) -> None:
    """Without the test at every hop the listener hears a knock."""
    ports = door(
        server.server_port,
        nobody.port,
        resolver=lambda host, port: ["127.0.0.2" if host == "a.example" else "127.0.0.1"],
    )
    with pytest.raises(Invalid) as refusal:
        fetch(
            f"http://a.example:{server.server_port}/to?{to.format(port=nobody.port)}",
            max_bytes=9,
            timeout=5,
            door=ports,
        )
    assert refusal.value.code == "address_private"


def test_a_rebinding_name_is_refused_when_a_redirect_comes_back_to_it(
    server: http.server.ThreadingHTTPServer, nobody: Listener
) -> None:
    answers = iter(["127.0.0.2", "127.0.0.1"])
    ports = door(server.server_port, nobody.port, resolver=lambda host, port: [next(answers)])
    with pytest.raises(Invalid) as refusal:
        fetch(
            f"http://a.example:{server.server_port}/to?http://a.example:{nobody.port}/",
            max_bytes=9,
            timeout=5,
            door=ports,
        )
    assert refusal.value.code == "address_private"


@pytest.mark.parametrize(
    ("to", "code"), [("ftp://a.example/", "address_scheme"), ("http://a.example:1/", "address_port")]
)
def test_a_redirect_keeps_the_rules(server: http.server.ThreadingHTTPServer, to: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fetch(f"http://a.example:{server.server_port}/to?{to}", max_bytes=9, timeout=5, door=door(server.server_port))
    assert refusal.value.code == code


def test_redirects_are_followed_but_not_for_ever(server: http.server.ThreadingHTTPServer) -> None:
    base = f"http://a.example:{server.server_port}"
    assert fetch(f"{base}/to?/end", max_bytes=9, timeout=5, door=door(server.server_port)).url == f"{base}/end"
    with pytest.raises(Invalid) as refusal:
        fetch(f"{base}/loop", max_bytes=9, timeout=5, door=door(server.server_port))
    assert refusal.value.code == "fetch_redirects"
    assert len(server.seen) == 2 + 6  # type: ignore[attr-defined]


def test_a_key_is_not_sent_on_to_another_host(server: http.server.ThreadingHTTPServer) -> None:
    port = server.server_port
    fetch(
        f"http://a.example:{port}/to?http://b.example:{port}/",
        max_bytes=9,
        timeout=5,
        headers={"X-Key": "k"},
        door=door(port),
    )
    first, second = (headers for _method, _path, headers, _body in server.seen)  # type: ignore[attr-defined]
    assert first["X-Key"] == "k"
    assert "X-Key" not in second


def test_a_redirect_of_a_post_is_answered_and_not_followed(server: http.server.ThreadingHTTPServer) -> None:
    port = server.server_port
    got = fetch(f"http://a.example:{port}/to?/end", max_bytes=9, timeout=5, method="POST", body=b"x", door=door(port))
    assert (got.status, got.headers["location"]) == (302, "/end")


def test_more_than_the_allowed_bytes_are_refused(server: http.server.ThreadingHTTPServer) -> None:
    port = server.server_port
    assert len(fetch(f"http://a.example:{port}/?100", max_bytes=100, timeout=5, door=door(port)).content) == 100
    with pytest.raises(Invalid) as refusal:
        fetch(f"http://a.example:{port}/?101", max_bytes=100, timeout=5, door=door(port))
    assert refusal.value.code == "fetch_too_large"


@pytest.mark.parametrize("path", ["/drip"])
def test_a_dripping_answer_ends_when_time_is_up(server: http.server.ThreadingHTTPServer, path: str) -> None:
    """Without the alarm every drop starts the time-out of the socket anew, and this takes ten seconds."""
    start = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        fetch(
            f"http://a.example:{server.server_port}{path}", max_bytes=1000, timeout=0.5, door=door(server.server_port)
        )
    assert refusal.value.code == "fetch_failed"
    assert time.monotonic() - start < 2


def test_nobody_there_is_a_refusal() -> None:
    with socket.create_server(("127.0.0.2", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Invalid) as refusal:
        fetch(f"http://a.example:{port}/", max_bytes=9, timeout=1, door=door(port))
    assert refusal.value.code == "fetch_failed"


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """For shop.example only."""
    paths = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=shop.example"),
            *("-addext", "subjectAltName=DNS:shop.example", "-out", str(paths[0]), "-keyout", str(paths[1])),
        ],
        check=True,
        capture_output=True,
    )
    return paths


def test_https_checks_the_name_and_not_the_address(certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    asked: list[str | None] = []
    context.sni_callback = lambda _line, name, _context: asked.append(name)
    with serving(context) as server:
        port = server.server_port
        trust = ssl.create_default_context(cafile=str(certificate[0]))
        trusting = Door(ports=frozenset({port}), also=(OPEN,), resolver=lambda host, _port: ["127.0.0.2"], trust=trust)
        assert fetch(f"https://shop.example:{port}/", max_bytes=9, timeout=5, door=trusting).content == b"xxxxx"
        for url, opened in (
            (f"https://other.example:{port}/", trusting),
            (f"https://shop.example:{port}/", door(port)),
        ):
            with pytest.raises(Invalid) as refusal:
                fetch(url, max_bytes=9, timeout=5, door=opened)
            assert refusal.value.code == "fetch_failed"
    assert asked == ["shop.example", "other.example", "shop.example"]
