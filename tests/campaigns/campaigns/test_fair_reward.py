"""The rules of fair rewards, against offers written to slip through and offers written to be refused by mistake."""

import re

from campaigns.fair_reward import CITED, Offer, PaidFor, digest_of, examine_offer
from tests.campaigns.campaigns.offers import BAD, GOOD


def test_every_bad_offer_is_refused_under_its_rule() -> None:
    """Guard: each rule of `wording.RULES` and each condition; without one its offers come out clean."""
    missed = [(code, offer.texts) for code, offer in BAD if code not in {found.code for found in examine_offer(offer)}]
    assert missed == []
    assert {code for code, _offer in BAD} == set(CITED)


def test_no_good_offer_is_refused() -> None:
    """Guard: what denies, balances or only reads; without it honest offers are refused."""
    refused = [(offer.texts, [found.code for found in examine_offer(offer)]) for offer in GOOD if examine_offer(offer)]
    assert refused == []


def test_a_finding_cites_its_rule_and_quotes_what_it_read() -> None:
    found = examine_offer(Offer(("A pan for all.\nLeave a five star rating and get 10 points.",)))
    assert [one.code for one in found] == ["praise"]
    assert found[0].rule == "16 CFR 465.4"
    assert found[0].quote == "leave a five star rating and get 10 points."
    assert all(
        re.match(r"(16 CFR (465\.[245678]|255\.5)|15 U\.S\.C\. 45 )", cited.rule + " ") for cited in CITED.values()
    )


def test_another_word_is_another_offer_and_a_hostile_text_is_read_quickly() -> None:
    first, second = Offer(("A pan.",)), Offer(("A pan!",))
    assert digest_of(first) != digest_of(second) != digest_of(Offer(("A pan!",), frozenset({PaidFor.LIKES})))
    assert digest_of(first) == digest_of(Offer(("A pan.",)))
    assert examine_offer(Offer(("leave " * 20_000, "good " * 4_000, "review good " * 2_000))) == []
