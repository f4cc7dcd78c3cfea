"""Codes and tokens: what is mistyped, forged or old is noticed."""

from datetime import UTC, datetime

from campaigns.queries.referrals import may_lead_to
from campaigns.referral_codes import LENGTH, SIGNS, fresh_code, read_code
from campaigns.referral_tokens import Click, click_token, digest_of, keyed_buyer, read_click


def test_every_wrong_sign_and_every_swap_of_two_is_noticed():
    """Guard: the weights in `check_sign`; with all of them 1 the swaps pass."""
    for code in (fresh_code() for _each in range(20)):
        assert read_code(f" {code[:3]}-{code[3:].lower()} ") == code
        for place in range(LENGTH):
            wrong = {code[:place] + sign + code[place + 1 :] for sign in SIGNS if sign != code[place]}
            assert {read_code(one) for one in wrong} == {""}
            for other in range(place):
                swapped = list(code)
                swapped[place], swapped[other] = swapped[other], swapped[place]
                assert code[place] == code[other] or read_code("".join(swapped)) == ""


def test_what_is_no_code_reads_as_none():
    assert {read_code(text) for text in ("", "ABC", "0000000", "ÄBCDEFG", "A" * 200, "\x00" * 7)} == {""}


def test_a_token_that_is_not_ours_says_nothing():
    click = Click(7, datetime(2026, 5, 1, tzinfo=UTC), own=True)
    token = click_token(click)
    assert read_click(token) == click
    assert read_click(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert read_click("") is None
    assert read_click("a:b:c") is None


def test_a_buyer_is_kept_under_our_own_key():
    digest = digest_of(" Ada@Example.com ")
    assert digest == digest_of("ada@example.com")
    assert keyed_buyer(digest) == keyed_buyer(digest.upper()) != digest
    assert keyed_buyer("") == ""


TARGETS = [
    ("/kitchen/", True), ("https://shop.example/pans?c=1", True), ("https://shop.example", True),
    ("http://shop.example/", False), ("https://evil.example/", False), ("https://shop.example.evil.example/", False),
    ("https://shop.example@evil.example/", False), ("https://shop.example:8443/", False), ("//evil.example/", False),
    ("/\\evil.example", False), ("///evil.example", False), ("javascript:alert(1)", False), ("", False),
    ("https://SHOP.example\\@evil.example", False), ("/kitchen/\n", False), ("https://shöp.example/", False),
]  # fmt: skip


def test_a_link_leads_to_the_site_or_to_a_shop_that_is_named():
    wrong = [target for target, may in TARGETS if may_lead_to(target, {"shop.example"}) is not may]
    assert wrong == []
