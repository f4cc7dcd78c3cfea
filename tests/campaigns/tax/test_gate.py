"""Pay that comes to the threshold waits for a form that somebody has checked."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.tax import forms
from campaigns.models import Payout, TaxForm
from campaigns.paying import sending
from moderation.models import Tie
from record.models import Entry
from sitewide.models import Letter
from tests.campaigns.payouts.conftest import PRICE, refreshed
from tests.campaigns.tax.conftest import Desk, code_of, enter
from tests.factories import UserFactory, manager_of
from tests.fakes.stripe.server import UNHEARD

pytestmark = pytest.mark.django_db
State = Payout.State


def letters(about: str) -> int:
    return Letter.objects.filter(about=about).count()


def checked(desk: Desk, **given) -> TaxForm:
    row = TaxForm.objects.get(member=desk.advocate)
    about = {"held_at": "Filing service, 4711", "signed_on": desk.at.date(), "actor": desk.manager, "at": desk.at}
    return forms.check(row, **about | given)


def test_pay_that_comes_to_the_threshold_waits_and_goes_out_by_itself_once_the_form_is_checked(desk: Desk):
    """Guards: `bar_to_pay` in `may_pay`, `ask_for` in `take`, `call_back` in `check`."""
    enter(desk.program, desk.manager, desk.at)
    first = desk.payout()
    desk.pay()
    assert refreshed(first).state == State.SENT
    second = desk.payout()
    for _time in range(2):
        desk.pay()
        desk.wait(minutes=3)
    assert (refreshed(second).state, second.code) == (State.QUEUED, "tax_form")
    assert desk.holds("owed") == PRICE
    row = TaxForm.objects.get()
    assert (row.state, row.form, letters("tax_form_asked")) == (TaxForm.State.ASKED, "Residence form", 1)
    forms.submit(desk.program, actor=desk.advocate, at=desk.at)
    desk.pay()
    assert refreshed(second).state == State.QUEUED
    row = checked(desk)
    assert row.valid_until == date(desk.at.year + 3, 12, 31)
    assert refreshed(second).due_at == desk.at
    desk.pay()
    assert refreshed(second).state == State.SENT
    assert letters("tax_form_changed") == 1
    verbs = Entry.objects.filter(subject_kind="campaigns.taxform").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["tax.form_asked", "tax.form_submitted", "tax.form_checked"]


def test_what_is_on_its_way_counts_and_what_was_last_year_does_not(desk: Desk):
    """Guards: `ON_ITS_WAY` in `_with_this`; `year_of` in the program's zone."""
    enter(desk.program, desk.manager, desk.at, valid_from=date(2020, 1, 1))
    desk.stripe.next = [UNHEARD]
    lost = desk.payout()
    desk.pay()
    assert refreshed(lost).state == State.UNKNOWN
    second = desk.payout()
    desk.pay()
    assert (refreshed(second).state, second.code) == (State.QUEUED, "tax_form")
    Payout.objects.filter(pk=lost.pk).update(
        state=State.SENT, transfer_id="tr_lost", sent_at=desk.at - timedelta(days=400)
    )
    desk.wait(minutes=3)
    desk.pay()
    assert refreshed(second).state == State.SENT


def test_without_a_line_for_them_nobody_waits_and_a_changed_country_asks_for_another_form(desk: Desk):
    enter(desk.program, desk.manager, desk.at, country="US", threshold=1)
    payout = desk.payout()
    desk.pay()
    assert refreshed(payout).state == State.SENT
    assert code_of(forms.submit, desk.program, actor=desk.advocate, at=desk.at) == "nothing_asked"
    forms.declare(desk.program, country="US", actor=desk.advocate, at=desk.at)
    later = desk.payout()
    desk.pay()
    assert refreshed(later).code == "tax_form"
    checked(desk)
    enter(desk.program, desk.manager, desk.at, country="FR", form="French form", threshold=1)
    moved = forms.declare(desk.program, country="FR", actor=desk.advocate, at=desk.at)
    assert (moved.state, moved.form, moved.checked_by) == (TaxForm.State.ASKED, "French form", None)
    assert code_of(forms.declare, desk.program, country="XX", actor=desk.advocate, at=desk.at) == "bad_country"


def test_a_form_is_checked_by_a_manager_who_is_somebody_else_and_near_nobody(desk: Desk):
    """Guards: `_must_decide` and `stands_near` in `_decided`; the constraint of the table."""
    enter(desk.program, desk.manager, desk.at, threshold=1)
    row = forms.ask_for(desk.program, desk.advocate, actor=desk.manager, at=desk.at)
    assert row is not None
    assert code_of(checked, desk, actor=UserFactory()) == "not_found"
    assert code_of(checked, desk, held_at=" ") == "no_place"
    assert code_of(checked, desk, signed_on=desk.at.date() + timedelta(days=2)) == "bad_day"
    assert code_of(checked, desk, signed_on=date(desk.at.year - 4, 12, 31)) == "bad_day"
    assert code_of(forms.refuse, row, reason="", actor=desk.manager, at=desk.at) == "reason_missing"
    near = manager_of(desk.program)
    Tie.objects.create(
        program=desk.program, person=near, kind="household", other=desk.advocate, said_by=near,
        since=desk.at - timedelta(days=9),
    )  # fmt: skip
    assert code_of(checked, desk, actor=near) == "near"
    forms.declare(desk.program, country="DE", actor=near, at=desk.at)
    forms.submit(desk.program, actor=near, at=desk.at)
    own = TaxForm.objects.get(member=near)
    assert code_of(forms.refuse, own, reason="It is mine", actor=near, at=desk.at) == "own"
    with pytest.raises(IntegrityError), transaction.atomic():
        TaxForm.objects.filter(pk=own.pk).update(checked_by=near)
    forms.refuse(row, reason="The signature is missing.", actor=desk.manager, at=desk.at)
    payout = desk.payout()
    desk.pay()
    assert refreshed(payout).code == "tax_form"
    assert letters("tax_form_asked") == 1
    assert forms.submit(desk.program, actor=desk.advocate, at=desk.at).state == TaxForm.State.SUBMITTED
    assert code_of(forms.submit, desk.program, actor=desk.advocate, at=desk.at) == "not_now"


def test_a_form_whose_years_are_over_ends_with_a_letter_and_pay_waits_again(desk: Desk):
    """Guards: `valid_until` in `form_holds`; the state in `_expire`."""
    enter(desk.program, desk.manager, desk.at, threshold=1)
    forms.ask_for(desk.program, desk.advocate, at=desk.at)
    row = checked(desk, signed_on=date(desk.at.year - 3, 5, 1))
    assert row.valid_until == date(desk.at.year, 12, 31)
    after = desk.at.replace(year=desk.at.year + 1, month=1, day=3)
    waiting = desk.payout()
    desk.at = after
    sending.pay(clock=desk.clock)
    assert refreshed(waiting).code == "tax_form"
    TaxForm.objects.filter(pk=row.pk).update(
        state="checked", held_at="x", signed_on=row.signed_on, valid_until=row.valid_until, checked_by=desk.manager
    )
    assert [forms.expire_due(at=after), forms.expire_due(at=after)] == [1, 0]
    assert TaxForm.objects.get(pk=row.pk).state == TaxForm.State.EXPIRED
