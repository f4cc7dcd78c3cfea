"""An order becomes a conversion once, by the rule of its day; it is held, counts, and is taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from advocates.models import Silence
from campaigns.actions import referrals
from campaigns.actions.ledger import account_of
from campaigns.models import Contribution, Conversion, ConversionHint, ReferralRule
from campaigns.queries import balance_of
from campaigns.referral_tokens import digest_of
from record.models import Entry
from record.tasks import settle
from tests.campaigns.sharing.conftest import TERMS
from tests.factories import EnrolmentFactory, UserFactory
from tests.refusing import refusal
from tests.stage import at_work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_an_order_is_held_then_earns_and_is_clawed_back_after_a_refund(shop):
    """Guard: `stands` of the kind; if it were always true the refund would leave the points."""
    cast, later = shop.cast, shop.cast.at + 15 * DAY
    conversion = shop.told()
    assert (conversion.state, conversion.rule, conversion.how) == ("held", shop.rule, "code")
    assert referrals.settle_due(at=cast.at + 13 * DAY) == 0
    assert referrals.settle_due(at=later) == 1
    assert referrals.settle_due(at=later) == 0
    settle()
    assert balance_of(cast.program, cast.advocate) == 100
    assert Contribution.objects.get(what="referral").subject_id == conversion.pk
    statement = at_work(cast.manager).get(reverse("statements:edit", args=[account_of(cast.program, cast.advocate).pk]))
    assert reverse("conversions:edit", args=[conversion.pk]) in statement.content.decode()
    referrals.refund(cast.program, order="A-1", number="R-1", amount=2500, at=later)
    assert Conversion.objects.get().state == "counted"
    referrals.refund(cast.program, order="A-1", number="R-2", amount=1, at=later)
    referrals.refund(cast.program, order="A-1", number="R-2", amount=1, at=later)
    settle()
    assert Conversion.objects.get().state == "clawed_back"
    assert balance_of(cast.program, cast.advocate) == 0
    assert Entry.objects.filter(verb="referral.clawed_back").count() == 1


def test_a_refund_during_the_hold_ends_it(shop):
    shop.told()
    referrals.refund(shop.cast.program, order="A-1", number="R-1", amount=3500, at=shop.cast.at)
    assert Conversion.objects.get().state == "refunded"
    assert referrals.settle_due(at=shop.cast.at + 60 * DAY) == 0


def test_who_left_during_the_hold_gets_nothing_and_reads_why(shop):
    """Guard: `_fall_back`; without it the order is told as counted and no points ever come."""
    cast, conversion = shop.cast, shop.told()
    cast.advocate.enrolments.filter(program=cast.program).update(ended_at=cast.at + DAY)
    assert referrals.settle_due(at=cast.at + 15 * DAY) == 1
    settle()
    conversion.refresh_from_db()
    assert (conversion.state, conversion.why) == ("uncounted", "left")
    assert "was not enrolled any more" in conversion.get_why_display()
    assert not Contribution.objects.filter(what="referral").exists()


def test_the_link_of_somebody_who_is_silenced_leads_on_without_their_name_and_counts_nothing(shop, client):
    """Guard: `_speaks`, and `_sender_bars` for what is said at the till."""
    cast = shop.cast
    landing = f"/go/r/{shop.link.code}/"
    assert "Ada Advocate" in client.get(landing).content.decode()
    Silence.objects.create(
        program=cast.program, member=cast.advocate, kind="mute", started_at=cast.at - DAY, started_by=cast.manager,
        ends_at=cast.at + DAY,
    )  # fmt: skip
    shown = client.get(landing).content.decode()
    assert "Ada" not in shown
    assert "nobody gets anything" in shown
    assert client.get(f"{landing}on/")["Location"] == shop.link.target, "no token"
    assert (shop.told().state, shop.told().why) == ("uncounted", "silenced")


def test_what_does_not_count_says_why(shop):
    cast = shop.cast
    late = shop.told("late", code="", click=shop.token(ago=11 * DAY))
    assert (late.state, late.why) == ("uncounted", "late")
    assert shop.told("in time", code="", click=shop.token(ago=9 * DAY)).state == "held"
    assert shop.told("small", amount=1999).why == "small"
    assert shop.told("dollars", currency="USD").why == "currency"
    assert shop.told("too early", ordered_at=cast.at - 5 * DAY).why == "not_enrolled"
    referrals.pause(shop.link, actor=cast.advocate, at=cast.at)
    assert shop.told("paused", ordered_at=cast.at).why == "paused"
    assert shop.told("before the pause", ordered_at=cast.at - timedelta(hours=1)).state == "held"
    referrals.resume(shop.link, actor=cast.advocate, at=cast.at)
    referrals.publish(cast.program, replace(TERMS, open=False), reason="Enough.", actor=cast.manager, at=cast.at)
    assert shop.told("closed").why == "closed"


def test_an_order_is_judged_by_the_version_that_held_when_it_was_placed(shop):
    """Guard: `rule_of(program, order.ordered_at)`; by the moment of the call both get version 2."""
    cast = shop.cast
    referrals.publish(cast.program, replace(TERMS, points=300), reason="More.", actor=cast.manager, at=cast.at)
    before = shop.told("before", ordered_at=cast.at - timedelta(hours=1))
    after = shop.told("after", ordered_at=cast.at + timedelta(minutes=1), at=cast.at + DAY)
    assert (before.rule.version, after.rule.version, after.rule.points) == (1, 2, 300)


def test_the_same_order_told_again_is_the_first_and_with_other_facts_is_refused(shop):
    first = shop.told()
    again, fresh = referrals.receive(shop.cast.program, shop.order(), secret=shop.secret, at=shop.cast.at + DAY)
    assert (again, fresh) == (first, False)
    assert refusal(lambda: shop.told(amount=4000)) == "order_known"
    assert Entry.objects.filter(verb="referral.received").count() == 1


def test_orders_that_cannot_be_are_refused(shop):
    cast = shop.cast
    other = referrals.make_link(cast.program, member=cast.moderator, name="Mine", target="/", at=cast.at)
    assert refusal(lambda: shop.told(code=other.code[:-1] + "?")) == "unknown_code"
    assert refusal(lambda: shop.told(code="", click="nothing")) == "unknown_click"
    assert refusal(lambda: shop.told(ordered_at=cast.at + DAY)) == "bad_time"
    assert refusal(lambda: shop.told(code="", click=shop.token(ago=-DAY))) == "bad_time"
    shop.told()
    refund = {"order": "A-1", "number": "R", "at": cast.at}
    assert refusal(lambda: referrals.refund(cast.program, amount=5001, **refund)) == "bad_refund"
    assert refusal(lambda: referrals.refund(cast.program, amount=0, **refund)) == "bad_refund"
    assert refusal(lambda: referrals.refund(cast.program, amount=1, **refund | {"order": "?"})) == "unknown_order"
    referrals.refund(cast.program, amount=1, **refund)
    assert refusal(lambda: referrals.refund(cast.program, amount=2, **refund)) == "refund_known"


def hints(conversion: Conversion) -> set[str]:
    return set(ConversionHint.objects.filter(conversion=conversion).values_list("kind", flat=True))


def test_hints_hold_an_order_for_a_look_and_never_for_ever(shop):
    """Guard: `look_until` in `settle_due`; without it the hinted order counts with the others."""
    cast = shop.cast
    own = shop.told("own", buyer=digest_of(cast.advocate.email.upper()))
    browser = shop.told("browser", code="", click=shop.token(ago=DAY, own=True))
    first, again = (
        shop.told("first", buyer=digest_of("jo@example.com")),
        shop.told("again", buyer=digest_of("jo@example.com")),
    )
    assert [hints(one) for one in (own, browser, first, again)] == [
        {"self_address"},
        {"self_browser"},
        set(),
        {"same_buyer"},
    ]
    for number in range(6):
        shop.told(f"many {number}")
    assert hints(shop.told("eleventh")) == {"velocity"}
    assert referrals.settle_due(at=cast.at + 15 * DAY) == 7
    own.refresh_from_db()
    assert own.state == "held"
    assert referrals.settle_due(at=cast.at + 29 * DAY) == 4


def test_a_manager_decides_on_an_order_with_words_and_never_on_their_own(shop):
    cast, later = shop.cast, shop.cast.at + 20 * DAY
    conversion = shop.told(buyer=digest_of(cast.advocate.email))
    act = {"reason": "A gift for her mother.", "at": later}
    assert refusal(lambda: referrals.let_count(conversion, actor=cast.advocate, **act)) == "not_a_manager"
    assert refusal(lambda: referrals.refuse(conversion, actor=cast.manager, reason=" ", at=later)) == "reason"
    referrals.refuse(conversion, actor=cast.manager, reason="It is her own.", at=later)
    assert refusal(lambda: referrals.refuse(conversion, actor=cast.manager, **act)) == "decided"
    referrals.let_count(conversion, actor=cast.manager, **act)
    conversion.refresh_from_db()
    assert (conversion.state, conversion.decided_by) == ("counted", cast.manager)
    EnrolmentFactory(program=cast.program, member=cast.manager)
    link = referrals.make_link(cast.program, member=cast.manager, name="Mine", target="/", at=cast.at)
    mine = shop.told("mine", code=link.code)
    assert refusal(lambda: referrals.let_count(mine, actor=cast.manager, **act)) == "own"


def test_links_are_for_enrolled_advocates_and_lead_where_the_rule_allows(shop):
    cast = shop.cast
    about = {"name": "A", "target": "/", "at": cast.at}
    make = referrals.make_link
    assert refusal(lambda: make(cast.program, member=cast.member, **about)) == "not_enrolled"
    assert (
        refusal(lambda: make(cast.program, member=cast.advocate, **about | {"target": "https://x.example"})) == "target"
    )
    assert refusal(lambda: make(cast.program, member=cast.advocate, **about | {"name": " "})) == "name"
    assert refusal(lambda: referrals.pause(shop.link, actor=cast.moderator, at=cast.at)) == "not_found"
    assert refusal(lambda: referrals.resume(shop.link, actor=cast.advocate, at=cast.at)) == "same_state"
    for number in range(19):
        make(cast.program, member=cast.advocate, **about | {"name": str(number)})
    assert refusal(lambda: make(cast.program, member=cast.advocate, **about)) == "many_links"
    referrals.publish(cast.program, replace(TERMS, open=False), reason="Enough.", actor=cast.manager, at=cast.at)
    assert refusal(lambda: make(cast.program, member=cast.moderator, **about)) == "closed"


def test_a_rule_is_published_with_a_reason_and_never_changed(shop):
    cast = shop.cast

    def publish(terms: referrals.Terms, reason: str = "So.", actor=cast.manager):
        return lambda: referrals.publish(cast.program, terms, reason=reason, actor=actor, at=cast.at)

    assert refusal(publish(TERMS, actor=cast.advocate)) == "not_a_manager"
    assert refusal(publish(TERMS, reason="")) == "reason"
    for wrong in ({"points": 0}, {"window_days": 91}, {"hold_days": 121}, {"currency": "pound"}, {"touch": "all"}):
        assert refusal(publish(replace(TERMS, **wrong))) == "bad_rule"
    for host in ("https://shop.example", "shop", "shop.example/x", "*.example", "127.0.0.1", "a b.example!"):
        assert refusal(publish(replace(TERMS, hosts=host))) == "host"
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferralRule.objects.filter(pk=shop.rule.pk).update(points=1)
    conversion = shop.told()
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversion.objects.filter(pk=conversion.pk).update(amount=1)


def test_two_secrets_may_live_and_an_ended_one_opens_nothing(shop):
    cast = shop.cast
    second, text = referrals.make_secret(cast.program, name="Tills", actor=cast.manager, at=cast.at)
    make = {"name": "Third", "at": cast.at}
    assert refusal(lambda: referrals.make_secret(cast.program, actor=cast.manager, **make)) == "two_secrets"
    assert refusal(lambda: referrals.end_secret(second, actor=cast.advocate, at=cast.at)) == "not_a_manager"
    referrals.end_secret(shop.secret, actor=cast.manager, at=cast.at)
    assert refusal(lambda: referrals.end_secret(shop.secret, actor=cast.manager, at=cast.at)) == "ended"
    body = {"event": "refund", "order": "A-1", "refund": "R", "amount": 1}
    assert shop.calls(**body).json()["code"] == "unsigned"
    assert shop.calls(secret=text, **body).json()["code"] == "unknown_order"


def test_who_bought_is_forgotten_after_a_year(shop):
    conversion = shop.told(buyer=digest_of(UserFactory().email))
    assert referrals.forget_buyers(at=shop.cast.at + 364 * DAY) == 0
    assert referrals.forget_buyers(at=shop.cast.at + 366 * DAY) == 1
    conversion.refresh_from_db()
    assert conversion.buyer == ""
