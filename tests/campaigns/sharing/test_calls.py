"""The shop's calls and the visitor's way: signatures, problems, the disclosure, the cookie and the count."""

import hmac
import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from campaigns.actions import referrals
from campaigns.models import Conversion, ReferralClicks, ReferralMark
from campaigns.referral_tokens import read_click, signature
from cms.models import ReadingDay
from sitewide.visitors import Visitors, may_count
from tests.campaigns.sharing.conftest import TERMS

pytestmark = pytest.mark.django_db


def ordered(shop, **said):
    at = timezone.now().isoformat()
    return {
        "event": "conversion",
        "order": "A-1",
        "amount": 5000,
        "currency": "GBP",
        "at": at,
        "code": shop.link.code,
    } | said


def test_a_signed_call_is_stored_once_and_a_refund_ends_it(shop):
    body = ordered(shop)
    first, again = shop.calls(**body), shop.calls(**body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["state"] == "held"
    other = shop.calls(**body | {"amount": 4999})
    assert (other.status_code, other.json()["code"]) == (409, "order_known")
    back = shop.calls(event="refund", order="A-1", refund="R-1", amount=5000)
    assert (back.status_code, back.json()["state"], back.json()["refunded"]) == (201, "refunded", 5000)
    assert Conversion.objects.get().amount == 5000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("order", "\ud800"), ("order", ["A-1"]), ("order", True), ("amount", 49.0), ("amount", {"value": 1}), ("at", 0),
        ("at", "0001-01-01T00:00:00+23:59"), ("click", "\ud800"),
    ],
)  # fmt: skip
def test_what_is_no_text_and_no_whole_number_is_told_to_the_shop(shop, name, value):
    """Guard: `_plain` and `EARLIEST`; without them these are stored as something else, or break (500)."""
    answer = shop.calls(**ordered(shop, **{name: value}))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, name)
    assert not Conversion.objects.exists()


def test_a_refund_of_half_a_character_is_told_to_the_shop(shop):
    assert shop.calls(**ordered(shop)).status_code == 201
    assert shop.calls(event="refund", order="A-1", refund="\ud800", amount=1).status_code == 422


def test_nothing_but_a_fresh_signature_over_the_whole_body_lets_in(shop):
    """Guard: `hmac.compare_digest` over "<t>.<body>" and the age; without either one of these gets through."""
    body, now = json.dumps(ordered(shop)).encode(), timezone.now()
    good = signature(shop.text, body, now)
    seconds = good.split(",")[0][2:]
    bare = hmac.new(shop.text.encode(), body, sha256).hexdigest()
    later = str(int(seconds) + 1)
    forged = [
        "", "t=,v1=", "t=1", good.replace(seconds, later), f"t={seconds},v1={bare}", f"t={seconds}", "v1=" + good[-64:],
        signature("trs_wrong", body, now), f"t={'9' * 40},v1={bare}", good[:-1], good.replace("v1", "v0"), "t=١,v1=é",
    ]  # fmt: skip
    for header in forged:
        answer = shop.sends(body, header.encode().decode("latin-1"))
        assert (answer.status_code, answer.json()["code"]) == (401, "unsigned"), header
    for age in (timedelta(minutes=6), timedelta(minutes=-6)):
        assert shop.sends(body, signature(shop.text, body, now - age)).json()["code"] == "stale"
    assert shop.sends(body + b" ", good).status_code == 401
    assert not Conversion.objects.exists()
    both = f"{signature('trs_old', body, now)},v1={good[-64:]}"
    assert shop.sends(body, both).status_code == 201


UNREADABLE = [
    ("[]", 422, "unreadable"), ("{", 400, "unreadable"), ("[" * 5000, 400, "unreadable"), ("{}", 422, "event"),
    ('{"event":"conversion"}', 422, "invalid"), ('{"event":"refund","order":"A","refund":"R","amount":-1}', 422, "invalid"),
    ('{"event":"refund","order":"A","refund":"R","amount":1.5}', 422, "invalid"), ('"' + "x" * 11_000 + '"', 413, "too_long"),
]  # fmt: skip


def test_what_cannot_be_read_is_a_problem(shop):
    for body, status, code in UNREADABLE:
        answer = shop.sends(body.encode(), signature(shop.text, body.encode(), timezone.now()))
        assert (answer.status_code, answer.json()["code"]) == (status, code), body[:80]
        assert answer["Content-Type"] == "application/problem+json"


def test_the_landing_says_first_what_the_sender_gets_and_sets_no_cookie(shop):
    path = f"/go/r/{shop.link.code}/"
    page = Client().get(path)
    body = page.content.decode()
    assert "Ada Advocate is an advocate of Kestrel and gets 100 points if you buy." in body
    assert body.index("gets 100 points") < body.index("Go on to shop.example")
    assert not page.cookies
    assert "private" not in page.get("Cache-Control", "")
    assert Client().get(path.lower())["Location"] == path
    referrals.pause(shop.link, actor=shop.cast.advocate, at=shop.cast.at)
    assert "gets nothing if you go on" in Client().get(path).content.decode()
    assert Client().get(f"{path}on/")["Location"] == "https://shop.example/pans?c=1"


def test_the_way_on_carries_a_token_that_says_only_which_link_it_was(shop):
    answer = Client().get(f"/go/r/{shop.link.code}/on/")
    asked = parse_qs(urlsplit(answer["Location"]).query)
    click = read_click(asked["tabard_ref"][0])
    assert (asked["c"], click.link, click.own) == (["1"], shop.link.pk, False)
    assert not answer.cookies
    client = Client()
    client.force_login(shop.cast.advocate)
    own = parse_qs(urlsplit(client.get(f"/go/r/{shop.link.code}/on/")["Location"]).query)["tabard_ref"][0]
    assert read_click(own).own


def test_where_the_first_link_counts_it_is_remembered_except_for_who_objects(shop):
    """Guard: `_objects`; without it a browser with Global Privacy Control gets the cookie."""
    cast = shop.cast
    referrals.publish(cast.program, replace(TERMS, touch="first"), reason="It is so.", actor=cast.manager, at=cast.at)
    second = referrals.make_link(
        cast.program, member=cast.moderator, name="Mine", target="https://shop.example/", at=cast.at
    )

    def followed(client: Client, link, **headers: str) -> int:
        location = client.get(f"/go/r/{link.code}/on/", headers=headers)["Location"]
        return read_click(parse_qs(urlsplit(location).query)["tabard_ref"][0]).link

    browser = Client()
    assert [followed(browser, shop.link), followed(browser, second)] == [shop.link.pk, shop.link.pk]
    cookie = browser.cookies["tabard_first"]
    assert (cookie["httponly"], cookie["path"], cookie["max-age"]) == (True, "/go/r/", 864_000)
    shy = Client()
    assert [followed(shy, one, **{"Sec-GPC": "1"}) for one in (shop.link, second)] == [shop.link.pk, second.pk]
    assert not shy.cookies
    referrals.publish(cast.program, replace(TERMS, hosts=""), reason="It is so.", actor=cast.manager, at=timezone.now())
    assert Client().get(f"/go/r/{second.code}/on/").status_code == 404


def visit(shop, agent: str, address: str, **said: str) -> dict[str, str]:
    path = f"/go/r/{shop.link.code}/"
    return {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "testserver", "REMOTE_ADDR": address,
        "HTTP_USER_AGENT": agent, **said,
    }  # fmt: skip


def test_people_count_once_a_day_and_robots_and_who_objects_not_at_all(shop):
    """Guard: `may_count`; nothing of who it was is left when the day is over."""
    stored: list[dict[tuple[str, str], set[bytes]]] = []
    page = lambda _environ, start: start("200 OK", [("Content-Type", "text/html")]) or [b""]  # noqa: E731
    visitors = Visitors(page, stored.append, clock=iter(range(0, 1000, 11)).__next__, aside=False)
    people = [
        ("Firefox", "203.0.113.1"),
        ("Firefox", "203.0.113.1"),
        ("Safari", "203.0.113.1"),
        ("Firefox", "203.0.113.2"),
    ]
    for agent, address in people:
        visitors(visit(shop, agent, address), lambda *_told: None)
    assert not may_count(visit(shop, "Googlebot/2.1", "203.0.113.3"))
    assert not may_count(visit(shop, "Firefox", "203.0.113.4", HTTP_SEC_GPC="1"))
    for reads in stored:
        referrals.note_clicks(reads, at=shop.cast.at)
    assert ReferralMark.objects.count() == 3
    today = shop.cast.at.date()
    assert referrals.close_click_days(today=today) == 0
    assert referrals.close_click_days(today=today + timedelta(days=1)) == 1
    assert ReferralClicks.objects.get().people == 3
    assert not ReferralMark.objects.exists()
    assert ReadingDay.objects.count() == 1


def test_an_advocate_makes_names_and_pauses_links_and_sees_why_an_order_does_not_count(
    shop, django_assert_max_num_queries
):
    client, cast = Client(), shop.cast
    client.force_login(cast.advocate)
    answer = client.post("/portal/share/", {"name": "Card", "target": "https://evil.example/"})
    assert (answer.status_code, b"a shop that the program names" in answer.content) == (422, True)
    assert client.post("/portal/share/", {"name": "Card", "target": "/pans/"}).status_code == 302
    assert client.post(f"/portal/share/{shop.link.pk}/", {"act": "pause"}).status_code == 302
    shop.told("A-9", ordered_at=timezone.now())
    with django_assert_max_num_queries(20):
        body = client.get("/portal/share/").content.decode()
    assert "The link was paused when the order came." in body
    assert "A-9" not in body
    assert "Let it count again" in body
