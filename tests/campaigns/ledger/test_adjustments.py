"""Points by hand: a reason, never one's own, above the limit two managers, once per press, and told to the member."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions import adjustments
from campaigns.models import Adjustment
from campaigns.queries import balance_of, ledger_faults
from record.models import Entry
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.stage import at_work

pytestmark = pytest.mark.django_db


def adjust(cast, points, **changed):
    about = {"member": cast.advocate, "reason": "The fair in Leeds", "key": "k", "actor": cast.manager, "at": cast.at}
    return adjustments.adjust(cast.program, points=points, **about | changed)


def test_below_the_limit_one_manager_adjusts_and_the_member_is_told_why(cast, money):
    done = adjust(cast, 300)
    assert adjust(cast, 300) == done, "one press sent twice"
    assert (done.state, balance_of(cast.program, cast.advocate)) == ("done", 300)
    letter = Letter.objects.get(about="points_adjusted", member=cast.advocate)
    assert "300 points were added" in letter.text
    assert "The fair in Leeds" in letter.text
    assert Entry.objects.get(verb="points.adjusted").actor_id == cast.manager.pk
    adjust(cast, -200, key="down", at=cast.at + timedelta(days=31))
    assert balance_of(cast.program, cast.advocate) == 100
    assert list(ledger_faults()) == []


def test_above_the_limit_nothing_moves_before_a_second_manager_agrees(cast, money, second):
    waiting = adjust(cast, 501)
    assert (waiting.state, balance_of(cast.program, cast.advocate)) == ("waiting", 0)
    done = adjustments.confirm(waiting, actor=second, at=cast.at)
    assert (done.answered_by, balance_of(cast.program, cast.advocate)) == (second, 501)
    with pytest.raises(Refused) as again:
        adjustments.confirm(waiting, actor=second, at=cast.at)
    assert again.value.code == "answered"
    refused = adjustments.refuse(adjust(cast, 900, key="b"), note="Twice?", actor=second, at=cast.at)
    assert (refused.state, refused.note, balance_of(cast.program, cast.advocate)) == ("refused", "Twice?", 501)


def test_the_limit_is_not_passed_in_slices(cast, money):
    """Guard: `needs_second` counts what one person alone did lately; without it every slice is done at once."""
    assert [adjust(cast, 250, key=f"k{n}").state for n in range(3)] == ["done", "done", "waiting"]
    assert adjust(cast, -250, key="later", at=cast.at + timedelta(days=31)).state == "done"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": " "}, "no_reason"), ({"points": 0}, "bad_points"), ({"points": 100_001}, "bad_points"),
        ({"actor": "advocate"}, "not_a_manager"), ({"member": "manager"}, "own_points"), ({"key": ""}, "bad_key"),
        ({"points": -1}, "not_enough_points"),
    ],
)  # fmt: skip
def test_what_is_refused(cast, money, changed, code):
    people = {name: getattr(cast, value) for name, value in changed.items() if name in ("actor", "member")}
    with pytest.raises(Refused) as refused:
        adjust(cast, **{"points": 5} | changed | people)
    assert refused.value.code == code
    assert not Adjustment.objects.exists()


def test_a_key_is_for_one_adjustment(cast, money):
    adjust(cast, 5)
    with pytest.raises(Refused) as refused:
        adjust(cast, 6)
    assert refused.value.code == "key_used"


def test_who_asked_who_gets_it_and_who_manages_nothing_cannot_answer(cast, money, second, stranger):
    for_second = adjust(cast, 600, member=second)
    for person, code in ((cast.manager, "same_person"), (second, "own_points"), (stranger, "not_a_manager")):
        for answer in (adjustments.confirm, adjustments.refuse):
            said = {"note": "No, no."} if answer is adjustments.refuse else {}
            with pytest.raises(Refused) as refused:
                answer(for_second, actor=person, at=cast.at, **said)
            assert refused.value.code == code
    for values in ({"asked_by": second}, {"answered_by": second}, {"answered_by": cast.manager}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adjustment.objects.filter(pk=for_second.pk).update(**values)


def test_the_workbench_asks_and_answers(cast, money, second):
    first, other = at_work(cast.manager), at_work(second)
    form = {"program": cast.program.pk, "member": cast.advocate.pk, "points": 700, "reason": "The fair", "key": "form"}
    address = first.post("/admin/rewards/adjustments/new/", form)["Location"]
    assert "Another manager" in first.get(address).content.decode()
    assert first.post(address, {"act": "confirm"}).status_code == 403
    assert "The fair" in other.get("/admin/rewards/adjustments/").content.decode()
    assert other.post(address, {"act": "confirm"}).status_code == 302
    assert balance_of(cast.program, cast.advocate) == 700
    wrong = other.post("/admin/rewards/adjustments/new/", form | {"points": -701, "key": "down"})
    assert wrong.status_code == 302, "above the limit it waits, whatever the balance"
    row = Adjustment.objects.get(points=-701)
    short = first.post(f"/admin/rewards/adjustments/edit/{row.pk}/", {"act": "confirm"})
    assert (short.status_code, "There are not enough points" in short.content.decode()) == (409, True)
