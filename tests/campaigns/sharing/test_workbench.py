"""What managers do about referrals and ideas, in the workbench, and what others' managers do not see."""

from datetime import UTC, timedelta

import pytest
from django.urls import reverse

from advocates.models import Program
from campaigns.actions import offline_work
from campaigns.actions.offline_work import Logged
from campaigns.models import Adjustment, Conversion, Hint, Idea, ReferralRule, ReferralSecret
from campaigns.queries.ideas.listed import overdue_somewhere
from campaigns.queries.referral_words import sentences
from campaigns.queries.waiting import SAID, waiting_counts
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
    assert "at least 2,000 JPY." in sentences(ReferralRule(points=1, least=2_000, currency="jpy"))[0], (
        "yen have no hundredths"
    )
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


def test_what_waits_of_points_and_sharing_stands_on_both_first_pages_each_with_its_way(shop, django_assert_num_queries):
    """Guards: a kind taken out of `waiting_counts` is missing, all are counted by one query; `DayIn`: by the day in UTC
    an answer was late too early in Samoa, and too late in Kiribati."""
    cast, client = shop.cast, at_work(shop.cast.manager)
    shop.told("A-1", buyer=digest_of(cast.advocate.email))
    idea_of(cast, cast.member)
    Idea.objects.update(due=cast.at - timedelta(days=2))
    Adjustment.objects.create(
        program=cast.program, member=cast.advocate, points=900, reason="A fair", key="k", asked_by=cast.manager,
        asked_at=cast.at,
    )  # fmt: skip
    Hint.objects.create(
        program=cast.program, kind="place", key="k", figure=9, usual=1, begins=cast.at, found_at=cast.at
    )
    work = Logged(
        "event", "A stall", "All day", cast.at.astimezone(cast.program.zone).date(), 60, link="https://a.example/"
    )
    offline_work.log(cast.program, work, actor=cast.advocate, at=cast.at)
    with django_assert_num_queries(1):
        found = waiting_counts([cast.program.pk], at=cast.at)
    assert found == dict.fromkeys(SAID, 1)
    for zone, hour, due, late in (("Pacific/Kiritimati", 18, 0, 1), ("Pacific/Pago_Pago", 6, -1, 0)):
        Program.objects.update(time_zone=zone)
        Idea.objects.update(due=cast.at.astimezone(UTC).date() + timedelta(days=due))
        then = cast.at.astimezone(UTC).replace(hour=hour)
        assert waiting_counts([cast.program.pk], at=then).get("idea", 0) == late, "by the program's day"
        assert overdue_somewhere(then).count() == late
    Idea.objects.update(due=cast.at - timedelta(days=2))
    for first_page in ("/portal/", "/admin/"):
        shown = client.get(first_page).content.decode()
        assert [url for _title, _text, url in SAID.values() if f'"{url}"' not in shown] == []
    for _title, _text, url in SAID.values():
        assert client.get(url).status_code == 200
