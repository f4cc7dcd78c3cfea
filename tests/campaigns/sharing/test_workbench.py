"""What managers do about referrals and ideas, in the workbench, and what others' managers do not see."""

import pytest
from django.urls import reverse

from campaigns.models import Conversion, Idea, ReferralRule, ReferralSecret
from campaigns.referral_tokens import digest_of
from tests.campaigns.sharing.conftest import idea_of
from tests.factories import ProgramFactory, manager_of
from tests.stage import at_work

pytestmark = pytest.mark.django_db


def test_a_rule_is_published_and_a_secret_is_shown_once(shop):
    client = at_work(shop.cast.manager)
    form = client.get(reverse("referral_rules:add")).content.decode()
    assert 'value="100"' in form
    sent = {
        "open": "on", "pays_for": "purchase", "points": "150", "least": "0", "currency": "gbp", "touch": "first",
        "window_days": "20", "hold_days": "10", "hosts": "shop.example", "reason": "A better one.",
    }  # fmt: skip
    assert client.post(reverse("referral_rules:add"), sent | {"hosts": "https://x"}).status_code == 422
    assert client.post(reverse("referral_rules:add"), sent).status_code == 302
    assert ReferralRule.objects.latest("pk").points == 150
    assert "A better one." in client.get(reverse("referral_rules:index")).content.decode()
    made = client.post(reverse("referral_secrets:add"), {"program": shop.cast.program.pk, "name": "Tills"})
    assert "trs_" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    number = ReferralSecret.objects.get(name="Tills").pk
    page = reverse("referral_secrets:edit", args=[number])
    assert "trs_" not in client.get(page).content.decode()
    assert client.post(page, {"act": "end"}).status_code == 302
    assert ReferralSecret.objects.get(pk=number).ended_by == shop.cast.manager


def test_an_order_with_a_hint_comes_first_and_is_decided_on(shop):
    hinted = shop.told("A-1", buyer=digest_of(shop.cast.advocate.email))
    shop.told("A-2")
    client = at_work(shop.cast.manager)
    listed = client.get(reverse("conversions:index")).content.decode()
    assert listed.index("A-1") < listed.index("A-2")
    page = reverse("conversions:edit", args=[hinted.pk])
    assert "The buyer&#x27;s address is the advocate&#x27;s own." in client.get(page).content.decode()
    assert client.post(page, {"act": "refuse", "refuse-reason": ""}).status_code == 422
    assert client.post(page, {"act": "refuse", "refuse-reason": "Her own order."}).status_code == 302
    assert Conversion.objects.get(pk=hinted.pk).state == "refused"
    stranger = at_work(manager_of(ProgramFactory(hostname="other.example")))
    assert stranger.get(page).status_code == 404
    assert "A-2" not in stranger.get(reverse("conversions:index")).content.decode()


def test_an_idea_is_answered_merged_and_moderated(cast):
    first, second = idea_of(cast, cast.member), idea_of(cast, cast.advocate, "Lids for old pans, please")
    client = at_work(cast.manager)
    page, other = (reverse("ideas_workbench:edit", args=[one.pk]) for one in (first, second))
    answer = {"act": "decide", "decide-state": "planned", "decide-reason": "In spring."}
    assert client.post(page, answer).status_code == 422
    assert client.post(page, answer | {"decide-due": "2099-01-01"}).status_code == 422
    due = first.due.isoformat()
    assert client.post(page, answer | {"decide-due": due}).status_code == 302
    assert client.post(other, {"act": "merge", "merge-into": first.pk, "merge-reason": "Same."}).status_code == 302
    assert client.post(other, {"act": "unmerge", "unmerge-reason": "Not the same."}).status_code == 302
    assert client.post(other, {"act": "hide", "hide-reason": "An advert."}).status_code == 302
    assert Idea.objects.get(pk=first.pk).state == "planned"
    assert Idea.objects.get(pk=second.pk).hidden_reason == "An advert."
    assert client.post(other, {"act": "show"}).status_code == 302
    assert "Lids for old pans" in client.get(reverse("ideas_workbench:index")).content.decode()
    assert at_work(manager_of(ProgramFactory(hostname="other.example"))).get(page).status_code == 404
