"""The workbench's "Rewards": managers see and change their program's rows; others' do not exist for them."""

import pytest
from django.contrib.auth.models import Permission

from campaigns.actions.ledger import account_of, side_of
from campaigns.actions.rewards import redeem
from campaigns.models import EarningRule, Reward, RewardCode
from record.models import Entry
from record.tasks import settle
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db
TERMS = {"per": "piece", "pair_days": 30, "place_days": 30, "holding_days": 0, "active": "on"}
LISTS = ["catalogue", "earning", "redemptions", "statements"]


def into_the_workbench(client, person):
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)
    return client


@pytest.fixture
def desk(client, cast):
    return into_the_workbench(client, cast.manager)


@pytest.fixture
def other(cast):
    return manager_of(ProgramFactory(name="Elsewhere", hostname="other.example"))


@pytest.mark.parametrize("name", LISTS)
def test_each_list_shows_the_rows_of_ones_own_program_only(client, desk, cast, other, name):
    cast.earned(60)
    redeem(cast.reward("KESTREL-4711", name="A whisk"), member=cast.advocate, key="k", at=cast.at)
    shown = {
        "catalogue": "A whisk",
        "earning": "A published post",
        "redemptions": "A whisk",
        "statements": "Ada Advocate",
    }
    address = f"/admin/rewards/{name}/"
    assert shown[name] in desk.get(address).content.decode()
    assert "KESTREL-4711" not in desk.get(address).content.decode()
    assert shown[name] not in into_the_workbench(client, other).get(address).content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_whoever_manages_nothing_sees_no_list(client, cast, name):
    answer = into_the_workbench(client, cast.advocate).get(f"/admin/rewards/{name}/")
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/"


def test_the_menu_is_for_managers(client, desk, cast):
    assert "/admin/rewards/catalogue/" in desk.get("/admin/").content.decode()
    assert "/admin/rewards/catalogue/" not in into_the_workbench(client, cast.advocate).get("/admin/").content.decode()


def test_another_programs_row_is_not_found(client, cast, other):
    cast.earned(60)
    reward = cast.reward("A-CODE")
    rule, account = EarningRule.objects.first(), account_of(cast.program, cast.advocate)
    stranger = into_the_workbench(client, other)
    for address in (
        f"catalogue/edit/{reward.pk}/", f"catalogue/{reward.pk}/codes/", f"earning/edit/{rule.pk}/",
        f"statements/edit/{account.pk}/",
    ):  # fmt: skip
        assert stranger.get(f"/admin/rewards/{address}").status_code == 404, address
        assert stranger.post(f"/admin/rewards/{address}", {"act": "stock"}).status_code in (404, 405), address


def test_a_reward_is_offered_through_the_action_and_leads_to_its_codes(desk, cast):
    form = {"program": cast.program.pk, "name": "A whisk", "text": "", "how_to_use": "", "points": 50, "active": "on"}
    answer = desk.post("/admin/rewards/catalogue/new/", form)
    reward = Reward.objects.get()
    assert answer["Location"] == f"/admin/rewards/catalogue/{reward.pk}/codes/"
    assert Entry.objects.get(verb="reward.offered").actor_id == cast.manager.pk


def test_a_reward_is_never_offered_in_another_program(desk, cast, other):
    foreign = other.manages.get().program
    form = {"program": foreign.pk, "name": "A whisk", "points": 50, "active": "on"}
    assert desk.post("/admin/rewards/catalogue/new/", form).status_code == 422
    assert not Reward.objects.exists()


def test_a_change_of_a_reward_is_on_the_record(desk, cast):
    reward = cast.reward()
    desk.post(f"/admin/rewards/catalogue/edit/{reward.pk}/", {"name": "A better whisk", "points": 60})
    reward.refresh_from_db()
    assert (reward.name, reward.points, reward.active) == ("A better whisk", 60, False)
    assert Entry.objects.filter(verb="reward.changed").count() == 1


def test_codes_are_pasted_one_a_line_and_shown_masked(desk, cast):
    reward = cast.reward()
    address = f"/admin/rewards/catalogue/{reward.pk}/codes/"
    answer = desk.post(
        address, {"act": "stock", "stock-codes": "KESTREL-4711\r\n\r\n KESTREL-4712 \nKESTREL-4711"}, follow=True
    )
    shown = answer.content.decode()
    assert "2 codes are new in the stock." in shown
    assert "••••11" in shown
    assert "KESTREL-4711" not in shown
    assert set(RewardCode.objects.values_list("code", flat=True)) == {"KESTREL-4711", "KESTREL-4712"}


def test_codes_that_are_refused_stay_in_the_form(desk, cast):
    reward = cast.reward()
    answer = desk.post(
        f"/admin/rewards/catalogue/{reward.pk}/codes/", {"act": "stock", "stock-codes": f"GOOD-1\n{'x' * 81}"}
    )
    assert answer.status_code == 422
    assert "A code has at most 80 characters." in answer.content.decode()
    assert "GOOD-1" in answer.content.decode()
    assert not RewardCode.objects.exists()


def test_a_free_code_is_taken_out_and_a_redeemed_one_is_not(desk, cast):
    cast.earned(50)
    reward = cast.reward("A-CODE-1", "A-CODE-2")
    taken = redeem(reward, member=cast.advocate, key="k", at=cast.at).code
    free = RewardCode.objects.get(redemption=None)
    address = f"/admin/rewards/catalogue/{reward.pk}/codes/"
    assert desk.post(address, {"act": "take_out", "take_out-code": taken.pk}).status_code == 409
    assert desk.post(address, {"act": "take_out", "take_out-code": free.pk}).status_code == 302
    assert list(RewardCode.objects.all()) == [taken]


def test_a_code_of_another_reward_is_not_taken_out_from_here(desk, cast):
    here, there = cast.reward(name="Here"), cast.reward("A-CODE", name="There")
    code = RewardCode.objects.get(reward=there)
    answer = desk.post(f"/admin/rewards/catalogue/{here.pk}/codes/", {"act": "take_out", "take_out-code": code.pk})
    assert answer.status_code == 404
    assert RewardCode.objects.exists()


def test_a_rule_is_set_through_the_action(desk, cast):
    """The rule of now ends and another begins; which kind it is about never changes."""
    rule = EarningRule.objects.get(program=cast.program, what="post")
    before = Entry.objects.filter(verb="earning.set").count()
    sent = {**TERMS, "what": "comment", "points": 33, "per_day": "", "reason": "Posts are worth more."}
    desk.post(f"/admin/rewards/earning/edit/{rule.pk}/", sent)
    now = EarningRule.objects.get(program=cast.program, what="post", until=None)
    assert (now.points, now.per_day, now.pk != rule.pk) == (33, None, True)
    assert Entry.objects.filter(verb="earning.set").count() == before + 1


def test_a_rule_out_of_range_is_refused_above_the_kept_form(desk, cast):
    rule = EarningRule.objects.get(program=cast.program, what="post")
    answer = desk.post(f"/admin/rewards/earning/edit/{rule.pk}/", {**TERMS, "points": 10_001, "reason": "More."})
    assert answer.status_code == 422
    assert 'value="10001"' in answer.content.decode()
    rule.refresh_from_db()
    assert rule.points == 20


def test_a_statement_is_shown_and_never_changed(desk, cast):
    cast.says("How I season a pan")
    settle()
    account = account_of(cast.program, cast.advocate)
    address = f"/admin/rewards/statements/edit/{account.pk}/"
    assert "How I season a pan" in desk.get(address).content.decode()
    assert desk.post(address, {"kind": "issued"}).status_code == 405


def test_the_programs_own_sides_have_no_statement(desk, cast):
    side = side_of(cast.program, "issued")
    assert desk.get(f"/admin/rewards/statements/edit/{side.pk}/").status_code == 404
