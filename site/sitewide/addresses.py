"""Addresses that people give us: where a server-side request may connect, and where a redirect may send a browser.

A name is resolved first, every address it resolves to is tested, and the connection goes to one of those very addresses:
what the name resolves to a moment later changes nothing. Every redirect goes the same way again.

Sources: the IANA special-purpose address registries; OWASP, "Server-Side Request Forgery Prevention".
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from sitewide.errors import Invalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], Iterable[str]]

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL = tuple(
    map(
        ip_network,
        [
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
            *("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
        ],
    )
)
"""Not for the public, or a way elsewhere. Of IPv6 only 2000::/3 is public: mapped, NAT64, local, multicast lie outside."""


def system_resolver(host: str, port: int) -> Iterable[str]:
    """Every address the system knows for the host, numbers in odd notations (0x7f.1, 2130706433) included."""
    return dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where server-side requests may go: public addresses on the web's ports, and `also` the networks named here."""

    ports: frozenset[int] = frozenset({80, 443})
    also: tuple[Network, ...] = ()
    resolver: Resolver = system_resolver
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def lets(self, address: Address) -> bool:
        return is_public(address) or any(address in network for network in self.also)


@dataclass(frozen=True)
class Resolved:
    """An address taken apart once, with the tested network addresses that a connection must use."""

    url: str
    scheme: str
    host: str
    port: int
    target: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Fetched:
    """The answer at the end of the redirects."""

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


def is_public(address: Address) -> bool:
    """Whether the address belongs to somebody on the open internet, and leads nowhere else."""
    inside = isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST
    return inside and not any(address in network for network in _SPECIAL)


def public_address(url: str, *, door: Door | None = None) -> Resolved:
    """Take the address apart and resolve it.

    Refuses `address_malformed`, `address_scheme`, `address_port`, `address_unknown` and, if a single one of the
    addresses behind the name is not public, `address_private`.
    """
    door = door or Door()
    parts = _taken_apart(url)
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    if port not in door.ports:
        raise _refused(_("This port is not open to us: %(port)d.") % {"port": port}, "address_port")
    host = _ascii(str(parts.hostname))
    addresses = _resolved(host, port, door.resolver)
    if not all(door.lets(address) for address in addresses):
        raise _refused(_("This address does not lead to the public internet."), "address_private")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{_query(parts)}" if parts.query else "")
    return Resolved(url, parts.scheme, host, port, target, tuple(map(str, addresses)))


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    door: Door | None = None,
) -> Fetched:
    """Ask the address, following redirects of a GET, in `timeout` seconds altogether (name resolution aside).

    Refuses what `public_address` refuses, and `fetch_failed`, `fetch_too_large` and `fetch_redirects`. Proxies of the
    environment are not used; nothing is decompressed.
    """
    door, deadline = door or Door(), monotonic() + timeout
    for _hop in range(MAX_REDIRECTS + 1):
        place = public_address(url, door=door)
        answer = _asked(place, method, body, headers or {}, max_bytes=max_bytes, deadline=deadline, trust=door.trust)
        following = answer.headers.get("location")
        if method != "GET" or answer.status not in _REDIRECTS or not following:
            return answer
        url = urljoin(url, following)
        headers = headers if urlsplit(url)[:2] == urlsplit(place.url)[:2] else None  # keys stay with scheme and host
    raise _refused(_("This address redirects too often."), "fetch_redirects")


def local_redirect(url: str, request_host: str, *, require_https: bool = False, fallback: str = "/") -> str:
    """The address if it stays on this host, else the fallback: for every `next` that came from outside."""
    fits = url_has_allowed_host_and_scheme(url, allowed_hosts={request_host}, require_https=require_https)
    return url if fits and url.isprintable() and not url.replace("\\", "/").startswith("//") else fallback


def web_address(url: str) -> str:
    """The address if it reads as one of the web; nothing is resolved and nothing asked.

    Refuses `address_malformed` and `address_scheme`.
    """
    _taken_apart(url)
    return url


def _refused(sentence: StrOrPromise, code: str) -> Invalid:
    return Invalid(sentence, code=code)


def _taken_apart(url: str) -> SplitResult:
    """The parts of the address, and no doubt about them: what parsers read differently is refused."""
    malformed = _refused(_("This is not a web address."), "address_malformed")
    if len(url) > 2048 or not url.isprintable() or any(char in url for char in ' \\<>"^`{}'):
        raise malformed
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _port = parts.port
    except ValueError as error:
        raise malformed from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise _refused(_("Only http and https addresses can be used."), "address_scheme")
    if not host or "@" in parts.netloc or "%" in parts.netloc or parts.port == 0:
        raise malformed
    return parts


def _query(parts: SplitResult) -> str:
    return quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")


def _ascii(host: str) -> str:
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise _refused(_("This is not a web address."), "address_malformed") from error


def _resolved(host: str, port: int, resolver: Resolver) -> tuple[Address, ...]:
    unknown = _refused(_("This address cannot be found."), "address_unknown")
    try:
        addresses = tuple(ip_address(text.partition("%")[0]) for text in resolver(host, port))
    except (OSError, ValueError) as error:
        raise unknown from error
    if not addresses:
        raise unknown
    return addresses


def _asked(
    place: Resolved,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    max_bytes: int,
    deadline: float,
    trust: ssl.SSLContext,
) -> Fetched:
    """One request to the tested address; the alarm shuts the line when time is up, however slowly it drips."""
    try:
        with _connected(place, deadline, trust) as line, _alarm(line, deadline):
            if isinstance(line, ssl.SSLSocket):
                line.do_handshake()
            return _exchange(line, place, method, body, headers, max_bytes=max_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _refused(_("The address did not answer as expected."), "fetch_failed") from error


@contextmanager
def _alarm(line: socket.socket, deadline: float) -> Iterator[None]:
    timer = Timer(max(deadline - monotonic(), 0), _shut, (line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # the plain one: TLS would first talk to the other side


def _connected(place: Resolved, deadline: float, trust: ssl.SSLContext) -> socket.socket:
    """A line to the first of the tested addresses that takes it; for https the handshake is still to come."""
    problem: OSError = TimeoutError()
    for address in place.addresses:
        left = deadline - monotonic()
        if left <= 0:
            break
        try:
            line = socket.create_connection((address, place.port), timeout=left)
        except OSError as error:
            problem = error
        else:
            if place.scheme == "http":
                return line
            return trust.wrap_socket(line, server_hostname=place.host, do_handshake_on_connect=False)
    raise problem


def _exchange(
    line: socket.socket, place: Resolved, method: str, body: bytes | None, headers: Mapping[str, str], *, max_bytes: int
) -> Fetched:
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.auto_open = 0  # never to another address
    connection.sock = line
    plain_port = place.port == _DEFAULT_PORTS[place.scheme]
    name = f"[{place.host}]" if ":" in place.host else place.host
    host = name if plain_port else f"{name}:{place.port}"
    fixed = {"Host": host, "Accept-Encoding": "identity", "Connection": "close"}
    connection.request(method, place.target, body=body, headers={**headers, **fixed})
    answer = connection.getresponse()
    content = answer.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise _refused(_("What stands at this address is too large."), "fetch_too_large")
    return Fetched(place.url, answer.status, {key.lower(): value for key, value in answer.getheaders()}, content)
