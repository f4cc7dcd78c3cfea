"""What people see of the catalogue and of their redemptions, and what managers see and press in the workbench."""

import csv
import io

import pytest
from django.urls import resolve

from accounts.resumed import is_told
from campaigns.actions import fulfilment
from campaigns.actions.choosing import Address, Choice
from campaigns.models import Redemption, Reward
from record.models import Entry
from tests.campaigns.rewards.conftest import HOME, state_of
from tests.factories import ProgramFactory, UserFactory, manager_of
from tests.stage import at_work

pytestmark = pytest.mark.django_db
TYPED = {name: getattr(HOME, name) for name in HOME.__slots__}
LISTING = "/admin/rewards/redemptions/"


@pytest.fixture
def mine(client, shop):
    client.force_login(shop.cast.advocate)
    return client


@pytest.fixture
def desk(shop):
    return at_work(shop.cast.manager)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_catalogue_says_why_something_is_not_for_me_and_narrows_by_kind(mine, shop, django_assert_max_num_queries):
    for kind in Reward.Kind.values:
        shop.offers(kind)
    shop.offers("donation", lifetime_points=5_000)
    shop.offers("goods", cost=99_999_99)
    shown = text(mine.get("/portal/rewards/"))
    assert "Money cannot be sent yet: this program has not set up payouts." in shown
    assert "It is for who has earned 5000 points in all. You have 1000." in shown
    assert "The program&#x27;s budget does not reach for it just now." in shown
    assert "15.00 GBP" in shown
    for number in range(12):
        shop.sells(shop.offers(("goods", "code")[number % 2]))
    with django_assert_max_num_queries(10):
        only = text(mine.get("/portal/rewards/?kind=goods"))
    assert "A goods" in only
    assert "A donation" not in only


def test_a_form_that_lacks_something_keeps_what_was_typed(mine, shop):
    reward = shop.offers("goods", countries=("GB", "IE"))
    address = f"/portal/rewards/{reward.pk}/redeem/"
    answer = mine.post(address, TYPED | {"key": "k1", "seen": 50, "city": ""})
    assert answer.status_code == 422
    assert 'value="1 Pan Lane"' in text(answer)
    fulfilment_of = mine.post(address, TYPED | {"key": "k1", "seen": 40})
    assert fulfilment_of.status_code == 409
    assert 'value="1 Pan Lane"' in text(fulfilment_of), "refused for another reason, and kept, too"
    mine.post(address, TYPED | {"key": "k1", "seen": 50})
    assert Redemption.objects.get().address.city == "Leeds"


def test_each_kind_is_redeemed_by_its_own_form(mine, shop):
    for kind, sent in (
        ("experience", {"date": lambda reward: reward.dates.get().pk}),
        ("donation", {"cause": lambda _reward: "The repair bench"}),
    ):
        reward = shop.offers(kind)
        address = f"/portal/rewards/{reward.pk}/redeem/"
        assert mine.post(address, {"key": "k1", "seen": 50}).status_code == 422
        answer = mine.post(address, {"key": kind, "seen": 50} | {name: value(reward) for name, value in sent.items()})
        done = Redemption.objects.get(reward=reward)
        assert answer["Location"] == f"/portal/rewards/#redemption-{done.pk}"


def test_my_redemption_shows_its_steps_and_is_cancelled_once(mine, shop):
    done = shop.sells(shop.offers("goods", fair_value=20_000))
    page = done.get_absolute_url()
    assert "Somebody of the program approves it" in text(mine.get(page))
    assert "1 Pan Lane" in text(mine.get(page))
    assert mine.post(page, {"act": "fly"})["Location"] == page
    assert mine.post(page, {"act": "cancel"})["Location"] == page
    assert (state_of(done), shop.points()) == ("cancelled", 1_000)
    assert "You cancelled it. Your points are back." in text(mine.get(page))
    assert mine.post(page, {"act": "cancel"}).status_code == 409
    mine.post(page, {"act": "erase"})
    assert "The address is erased." in text(mine.get(page))


def test_a_parcel_is_followed_and_its_arrival_told(mine, shop):
    done = shop.sells(shop.offers("goods"))
    about = {"actor": shop.cast.manager, "at": shop.at}
    fulfilment.send(done.fulfilment, carrier="Royal Mail", tracking_url="https://mail.example/1", **about)
    for page in ("/portal/rewards/", done.get_absolute_url()):
        assert 'href="https://mail.example/1"' in text(mine.get(page))
    mine.post(done.get_absolute_url(), {"act": "arrived"})
    assert state_of(done) == "delivered"


def test_nobody_elses_redemption_is_found(client, shop):
    done = shop.sells(shop.offers("goods"))
    client.force_login(shop.cast.moderator)
    for answer in (client.get(done.get_absolute_url()), client.post(done.get_absolute_url(), {"act": "cancel"})):
        assert answer.status_code == 404


def test_the_editor_asks_what_the_kind_needs_and_reads_money_as_people_write_it(desk, shop):
    kinds = text(desk.get("/admin/rewards/catalogue/new/"))
    assert all(f"?kind={kind}" in kinds for kind in Reward.Kind.values)
    page = "/admin/rewards/catalogue/new/?kind=donation"
    assert 'name="causes"' in text(desk.get(page))
    assert 'name="fair_value"' not in text(desk.get(page))
    form = {"name": "A gift", "points": 20, "cost": "12.50", "causes": "Soup\r\n\r\nBread", "active": "on"}
    desk.post(page, form)
    made = Reward.objects.get()
    assert (made.kind, made.cost, made.fair_value, made.causes) == ("donation", 1_250, 1_250, ["Soup", "Bread"])
    edit = f"/admin/rewards/catalogue/edit/{made.pk}/"
    assert 'value="12.50"' in text(desk.get(edit))
    assert desk.post(edit, form | {"cost": ""}).status_code == 422
    desk.post(edit, form | {"per_person": 1, "countries": ["GB"]})
    made.refresh_from_db()
    assert (made.per_person, made.countries, made.cost) == (1, ["GB"], 1_250)


def test_pieces_and_places_are_counted_in_the_workbench(desk, shop):
    goods, day = shop.offers("goods"), shop.offers("experience")
    desk.post(f"/admin/rewards/catalogue/{goods.pk}/codes/", {"act": "restock", "restock-pieces": -2})
    goods.refresh_from_db()
    assert goods.stock == 1
    page, date = f"/admin/rewards/catalogue/{day.pk}/codes/", day.dates.get()
    assert desk.post(page, {"act": "restock", "restock-pieces": 1}).status_code == 409
    desk.post(page, {"act": "places", "places-date": date.pk, "places-places": 9})
    desk.post(page, {"act": "date", "date-starts_at": "2190-05-01 18:00", "date-where": "Here", "date-places": 4})
    assert [one.places for one in day.dates.all()] == [9, 4]
    shown = text(desk.get("/admin/rewards/catalogue/"))
    assert "1,000.00 GBP" in shown, "the free budget"


def test_a_manager_approves_and_sends_and_the_address_is_shown_while_it_is_needed(desk, shop):
    """Guard: `NEEDED`, and that the address comes only out of the action that writes it down."""
    done = shop.sells(shop.offers("goods", fair_value=20_000))
    page = f"{LISTING}edit/{done.pk}/"
    assert "1 Pan Lane" not in text(desk.get(page)), "not before it is approved"
    assert "1 Pan Lane" not in text(desk.get(LISTING))
    assert desk.post(page, {"act": "send", "send-carrier": "X"}).status_code == 409
    desk.post(page, {"act": "approve"})
    assert "1 Pan Lane" not in text(desk.get(page)), "not before somebody said why"
    assert not Entry.objects.filter(verb="redemption.address_read").exists()
    assert "1 Pan Lane" in text(desk.post(page, {"act": "address", "address-why": "pack"}))
    entry = Entry.objects.get(verb="redemption.address_read")
    assert (entry.subject_id, entry.actor_id, entry.data["why"]) == (done.pk, shop.cast.manager.pk, "pack")
    assert desk.post(page, {"act": "address", "address-why": "curious"}).status_code == 422
    assert desk.post(page, {"act": "send", "send-carrier": "X", "send-tracking_url": "javascript:1"}).status_code == 422
    desk.post(page, {"act": "send", "send-carrier": "Royal Mail", "send-tracking_url": ""})
    desk.post(page, {"act": "deliver", "deliver-note": ""})
    assert state_of(done) == "delivered"
    late = desk.post(page, {"act": "address", "address-why": "pack"})
    assert late.status_code == 409, "not after it has arrived"
    assert "1 Pan Lane" not in text(late)


def test_decisions_and_addresses_wait_for_a_proof_of_identity_and_say_what_is_resumed(shop):
    """Guard: `risky` of the view set, `recently_authenticated` on the sheet, and their lines in `resumed`."""
    done = shop.sells(shop.offers("goods", fair_value=20_000))
    stale = at_work(shop.cast.manager, recent=False)
    for page, sent in ((f"{LISTING}edit/{done.pk}/", {"act": "approve"}), (f"{LISTING}orders.csv", {})):
        assert "/reauthenticate/" in stale.post(page, sent)["Location"]
        assert is_told(resolve(page).view_name)
    assert state_of(done) == "waiting"
    assert not Entry.objects.filter(verb="redemption.address_read").exists()


def test_ones_own_redemption_is_left_to_another_manager(desk, shop):
    shop.cast.earned(50, shop.cast.manager)
    done = shop.sells(shop.offers("goods"), member=shop.cast.manager)
    shown = text(desk.get(f"{LISTING}edit/{done.pk}/"))
    assert "another manager sees to it" in shown
    assert "1 Pan Lane" not in shown
    assert desk.post(f"{LISTING}edit/{done.pk}/", {"act": "prepare"}).status_code == 403


def test_the_orders_are_a_sheet_without_formulas_and_the_record_says_who_took_it(desk, shop):
    """Guard: `write_csv`; and only a press takes it."""
    name = Address(**TYPED | {"name": '=HYPERLINK("http://evil.example")'})
    reward = shop.offers("goods")
    done = shop.sells(reward, choice=Choice(address=name))
    assert desk.get(f"{LISTING}orders.csv").status_code == 302
    assert not Entry.objects.filter(verb="redemption.address_read").exists()
    answer = desk.post(f"{LISTING}orders.csv")
    head, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode()))
    assert dict(zip(head, row, strict=True))["Name"].startswith("'=HYPERLINK")
    entry = Entry.objects.get(verb="redemption.address_read")
    assert (entry.subject_id, entry.actor_id, entry.data["why"]) == (done.pk, shop.cast.manager.pk, "pack")
    assert at_work(UserFactory()).post(f"{LISTING}orders.csv").status_code == 302
    stranger = at_work(manager_of(ProgramFactory(hostname="other.example")))
    assert stranger.post(f"{LISTING}orders.csv").status_code == 302, "nothing to send there"


def test_what_waits_stands_on_both_first_pages(desk, shop):
    shop.sells(shop.offers("goods", fair_value=20_000))
    shop.sells(shop.offers("experience"))
    shop.offers("goods", cost=99_999_99)
    for page in ("/portal/", "/admin/"):
        shown = text(desk.get(page))
        assert "1 redemption waits for approval" in shown
        assert "1 reward to send or give" in shown
        assert "The budget is short for 1 reward" in shown
