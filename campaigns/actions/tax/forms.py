"""How far a person's tax form is: where they live, asked for, sent in, checked, refused, expired.

The form and every number in it stay with whoever collects it; here is only its state. Every act locks the row first.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.actions.tax.gates import call_back
from campaigns.models import TaxForm, TaxThreshold
from campaigns.queries.countries import countries
from campaigns.queries.tax.forms import stands_near
from campaigns.queries.tax.standing import country_of
from campaigns.queries.tax.table import table_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.reasons import reason_of
from sitewide.text import one_line

State = TaxForm.State
MOST_AT_ONCE = 500


@transaction.atomic
def declare(program: Program, *, country: str, actor: User, at: datetime) -> TaxForm:
    """The person says where they live. Another form than the one that was sent in is asked for anew.

    Refuses 422 `bad_country`.
    """
    if country not in countries():
        raise Invalid(_("Choose the country where you live."), code="bad_country")
    row = _row(program, actor, at)
    if row.country == country:
        return row
    row.country = country
    line = _line(program, actor, row, at)
    write("tax.country_declared", at=at, actor=actor, program=program, subject=row)
    if row.state != State.NONE and line is not None and line.form != row.form:
        _become(row, State.ASKED, "tax.form_asked", at=at, form=line.form)
    else:
        row.form = row.form or (line.form if line else "")
        row.save()
    call_back(program, member=actor, at=at)
    return row


@transaction.atomic
def submit(program: Program, *, actor: User, at: datetime) -> TaxForm:
    """The person says that they have sent the form in. Refuses 409 before they said where they live (`no_country`),
    where none is asked of them (`nothing_asked`), and what is sent in or checked already (`not_now`)."""
    row = _row(program, actor, at)
    line = _line(program, actor, row, at)
    if not country_of(program, actor, row):
        raise Conflict(_("Say first where you live."), code="no_country")
    if line is None:
        raise Conflict(_("No form is asked of you."), code="nothing_asked")
    return _become(row, State.SUBMITTED, "tax.form_submitted", at=at, actor=actor, form=line.form)


@transaction.atomic
def ask_for(program: Program, member: User, *, at: datetime, actor: User | None = None) -> TaxForm | None:
    """Ask for the form that the table names, with a letter, once until it is sent in; None where the table names none.

    By a manager (404 for others, 403 `own`), or by itself when pay comes to wait for it.
    """
    if actor is not None:
        _must_decide(program, member, actor)
    row = _row(program, member, at)
    line = _line(program, member, row, at)
    if line is None:
        return None
    waits = row.state in (State.ASKED, State.SUBMITTED) and row.form == line.form
    told_why = row.state == State.REFUSED and actor is None
    if not waits and not told_why:
        _become(row, State.ASKED, "tax.form_asked", at=at, actor=actor, form=line.form)
        _tell(row, "tax_form_asked", at)
    return row


@transaction.atomic
def check(row: TaxForm, *, held_at: str, signed_on: date, actor: User, at: datetime) -> TaxForm:
    """A manager has looked at the form where it is kept; pay that waited for it goes out.

    Refuses 404 strangers, 403 one's own and whoever stands near, 409 where no form is awaited, 422 without a place, or
    signed in the future or so long ago that it is over.
    """
    found = _decided(row, actor)
    line = _line(found.program, found.member, found, at)
    if line is None:
        raise Conflict(_("The table asks no form of this person."), code="nothing_asked")
    today = at.astimezone(found.program.zone).date()
    if not (held_at := one_line(held_at, 120)):
        raise Invalid(_("Say where the form is kept."), code="no_place")
    until = date(signed_on.year + line.form_years, 12, 31) if line.form_years and signed_on <= today else None
    if signed_on > today or (until is not None and until < today):
        raise Invalid(_("Signed on that day it does not hold today."), code="bad_day")
    _become(
        found, State.CHECKED, "tax.form_checked", at=at, actor=actor, form=line.form, held_at=held_at,
        signed_on=signed_on, valid_until=until, checked_by=actor, checked_at=at,
    )  # fmt: skip
    _tell(found, "tax_form_changed", at)
    call_back(found.program, member=found.member, at=at)
    return found


@transaction.atomic
def refuse(row: TaxForm, *, reason: str, actor: User, at: datetime) -> TaxForm:
    """The form does not do, and the person reads why. Refuses as `check` does, and 422 without a reason."""
    found = _decided(row, actor)
    reason = reason_of(reason, 300, _("Say why: the person reads it."), code="reason_missing")
    _become(found, State.REFUSED, "tax.form_refused", at=at, actor=actor, reason=reason)
    _tell(found, "tax_form_changed", at)
    return found


def expire_due(*, at: datetime) -> int:
    """End the forms whose last day is over, each once and with a letter; answers how many. Safe to run twice."""
    over = TaxForm.objects.filter(state=State.CHECKED, valid_until__lt=at.date()).values_list("pk", flat=True)
    return sum(_expire(number, at) for number in list(over[:MOST_AT_ONCE]))


@transaction.atomic
def _expire(number: int, at: datetime) -> int:
    row = _locked(number)
    today = at.astimezone(row.program.zone).date()
    if row.state != State.CHECKED or row.valid_until is None or row.valid_until >= today:
        return 0
    _become(row, State.EXPIRED, "tax.form_expired", at=at)
    _tell(row, "tax_form_changed", at)
    return 1


def _row(program: Program, member: User, at: datetime) -> TaxForm:
    """The person's row, made where there is none, in nobody else's hands until the transaction ends."""
    found, _made = TaxForm.objects.get_or_create(program=program, member=member, defaults={"changed_at": at})
    return _locked(found.pk)


def _locked(number: int) -> TaxForm:
    rows = TaxForm.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("program", "member").get(pk=number)


def _line(program: Program, member: User, row: TaxForm, at: datetime) -> TaxThreshold | None:
    """The line of the table that holds for the person today."""
    today = at.astimezone(program.zone).date()
    return table_of(program, today).line_for(country_of(program, member, row))


def _must_decide(program: Program, member: User, actor: User) -> None:
    if not manages(actor, program):
        raise NotFound(_("There is no such person."))
    if actor.pk == member.pk:
        raise Forbidden(_("This is your own: another manager sees to it."), code="own")


def _decided(row: TaxForm, actor: User) -> TaxForm:
    found = _locked(row.pk)
    _must_decide(found.program, found.member, actor)
    if stands_near(actor, found):
        raise Forbidden(_("You stand too near to this person: another manager sees to it."), code="near")
    return found


def _become(
    row: TaxForm, state: str, verb: str, *, at: datetime, actor: User | None = None, **fields: object
) -> TaxForm:  # fmt: skip
    """Into the next state, with these fields and without what belonged to an earlier form. Refuses 409 `not_now`."""
    if state not in TaxForm.TRANSITIONS[row.state]:
        sentence = _("This cannot be done now: the form is %(state)s.") % {"state": row.get_state_display()}
        raise Conflict(sentence, code="not_now")
    row.state, row.changed_at, row.reason = state, at, ""
    if state in (State.ASKED, State.SUBMITTED):
        row.held_at, row.signed_on, row.valid_until, row.checked_by, row.checked_at = "", None, None, None, None
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    write(verb, at=at, actor=actor, program=row.program, subject=row, form=row.form)
    return row


def _tell(row: TaxForm, about: str, at: datetime) -> None:
    if row.member.is_active:
        context = {"reader": row.member, "program": row.program, "row": row}
        write_letter(to=row.member.email, about=about, context=context, at=at, member=row.member)
