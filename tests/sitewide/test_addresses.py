import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

import pytest

from sitewide.addresses import Door, is_public, public_address, system_resolver
from sitewide.errors import Invalid
from tests import corpora
from tests.sitewide.servers import Listener

SPECIAL = [
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1"),
    *("127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1"),
    *("2001:db8::1", "2002:7f00:1::1", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"),
]


def code_of(url: str, **kwargs: object) -> str:
    with pytest.raises(Invalid) as refusal:
        public_address(url, **kwargs)  # type: ignore[arg-type]
    return refusal.value.code


@pytest.mark.parametrize(
    "address",
    SPECIAL,
)
def test_no_special_address_is_public(address: str) -> None:
    assert not is_public(ip_address(address))
    assert code_of("http://name.example/", door=Door(resolver=lambda host, port: [address])) == "address_private"


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "100.128.0.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))
    assert public_address("https://name.example/", door=Door(resolver=lambda host, port: [address])).addresses == (
        address,
    )


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    assert (
        code_of("http://a.example/", door=Door(resolver=lambda host, port: ["8.8.8.8", "10.0.0.1"]))
        == "address_private"
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://localhost/",
        "http://0/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
    ],
)
def test_no_notation_of_this_machine_gets_through_the_real_resolver(url: str) -> None:
    assert code_of(url) in {"address_private", "address_unknown", "address_malformed"}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://a.example/", "address_scheme"),
        ("gopher://a.example/", "address_scheme"),
        ("file:///etc/passwd", "address_scheme"),
        ("javascript:alert(1)", "address_scheme"),
        ("a.example", "address_scheme"),
        ("//a.example/", "address_scheme"),
        ("", "address_scheme"),
        ("http:///path", "address_malformed"),
        ("http://", "address_malformed"),
        ("http://user:key@a.example/", "address_malformed"),
        ("http://a.example@127.0.0.1/", "address_malformed"),
        ("http://a.example\\@b.example/", "address_malformed"),
        ("http://a.example/\r\nHost: b", "address_malformed"),
        ("http://a example/", "address_malformed"),
        ("http://[::1", "address_malformed"),
        ("http://[fe80::1%25lo]/", "address_malformed"),
        ("http://a.example:99999/", "address_malformed"),
        ("http://a.example:0/", "address_malformed"),
        ("http://a.example:x/", "address_malformed"),
        ("http://" + "a" * 3000, "address_malformed"),
        ("http://" + "é" * 80 + ".example/", "address_malformed"),
        ("http://a.example:22/", "address_port"),
        ("https://a.example:6379/", "address_port"),
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_resolved(url: str, code: str) -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was looked up")

    assert code_of(url, door=Door(resolver=never)) == code


def test_a_name_that_does_not_resolve_is_unknown() -> None:
    def fails(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such name")

    assert code_of("http://a.example/", door=Door(resolver=fails)) == "address_unknown"
    assert code_of("http://a.example/", door=Door(resolver=lambda host, port: [])) == "address_unknown"
    assert code_of(f"http://{'a' * 70}.example/", door=Door()) == "address_unknown"


def test_the_system_knows_this_machine_by_number() -> None:
    assert list(system_resolver("127.1", 80)) == ["127.0.0.1"]


def test_no_line_of_the_corpus_reaches_this_machine_or_its_neighbours(nobody: Listener) -> None:
    """Names resolve to loopback, numbers as the system reads them; the listener's port is open to us."""

    def resolver(host: str, port: int) -> list[str]:
        if not set(host) <= set("0123456789abcdefx.:"):
            return ["127.0.0.1"]
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)]

    lines = corpora.payloads("injection/dev/payloads.json", kind="ssrf") + corpora.payloads(
        "injection/dev/payloads.json", kind="open_redirect"
    )
    for line in lines:
        place = urlsplit(line) if line.startswith("http") and "[" not in line else None
        own = (
            line.replace(place.netloc, f"{place.netloc.rpartition('@')[2].partition(':')[0]}:{nobody.port}")
            if place
            else line
        )
        for url in (line, own):
            try:
                resolved = public_address(url, door=Door(ports=frozenset({80, 443, nobody.port}), resolver=resolver))
            except Invalid:
                continue
            assert all(ip_address(address).is_global for address in resolved.addresses), url
