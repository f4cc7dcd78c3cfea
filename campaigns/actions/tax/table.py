"""Lines of the table of thresholds: entered by a manager with a reason and a source, replaced, never changed."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from campaigns.actions.budget import treasury_of
from campaigns.actions.tax.gates import call_back
from campaigns.models import Reward, TaxThreshold
from campaigns.queries.countries import countries
from campaigns.queries.tax.table import known_lines
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.reasons import reason_of
from sitewide.text import one_line

MOST_YEARS = 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What a line says; see the model. A blank `country` is everywhere that no line names."""

    country: str
    form: str
    threshold: int
    currency: str
    covers: tuple[str, ...]
    valid_from: date
    source: str
    valid_to: date | None = None
    form_years: int | None = None
    reported_on: str = ""
    source_url: str = ""


@transaction.atomic
def enter(program: Program, terms: Terms, *, reason: str, actor: User, at: datetime) -> TaxThreshold:
    """Add a line to the program's table; from its first day it takes the place of the country's line.

    Refuses 403 whoever is no manager, 409 another currency than the program's, 422 a line without form, source, reason
    or anything that counts, and what the model does not hold.
    """
    must_manage(actor, program)
    terms, reason = replace(terms, source=one_line(terms.source, 300), form=one_line(terms.form, 40)), _said(reason)
    _must_fit(program, terms)
    row = TaxThreshold(program=program, reason=reason, entered_by=actor, entered_at=at)
    for name, value in asdict(terms).items():
        setattr(row, name, list(value) if name == "covers" else value)
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise Invalid(" ".join(wrong.messages), code="bad_threshold") from wrong
    row.save()
    about: dict[str, Any] = {
        "country": row.country,
        "form": row.form,
        "threshold": row.threshold,
        "currency": row.currency,
    }
    write("tax.threshold_entered", at=at, actor=actor, program=program, subject=row, **about)
    call_back(program, at=at)
    return row


@transaction.atomic
def take_over(program: Program, *, payer: str, actor: User, at: datetime) -> list[TaxThreshold]:
    """Enter the known lines for a payer in that country, those that the table has not got. Refuses as `enter` does, and
    409 `nothing_new`."""
    must_manage(actor, program)
    if payer not in known_lines():
        raise NotFound(_("There are no lines for this country."))
    reason = _("Taken over from the lines that come with the product, for a payer in %(country)s.") % {"country": payer}
    made = [
        enter(program, terms, reason=str(reason), actor=actor, at=at)
        for terms in map(_terms, known_lines()[payer])
        if not TaxThreshold.objects.filter(
            program=program, country=terms.country, valid_from=terms.valid_from, threshold=terms.threshold
        ).exists()
    ]
    if not made:
        raise Conflict(_("All of them are in the table already."), code="nothing_new")
    return made


def _terms(known: dict[str, object]) -> Terms:
    """A line of the file."""
    days = {name: date.fromisoformat(str(known[name])) if known[name] else None for name in ("valid_from", "valid_to")}
    return Terms(**{**known, **days, "covers": tuple(known["covers"])})  # type: ignore[arg-type]


def _said(reason: str) -> str:
    return reason_of(reason, 300, _("Say why."), code="reason_missing")


def _must_fit(program: Program, terms: Terms) -> None:
    if treasury_of(program).currency != terms.currency:
        sentence = _("The program reckons in %(ours)s: enter the threshold in that.")
        raise Conflict(sentence % {"ours": treasury_of(program).currency.upper()}, code="other_currency")
    if terms.country and terms.country not in countries():
        raise Invalid(_("Name a country by its two letters."), code="bad_country")
    if not terms.form or not terms.source:
        raise Invalid(_("Name the form, and where the threshold is written."), code="no_source")
    if not terms.covers or set(terms.covers) - set(Reward.Kind.values):
        raise Invalid(_("Say which kinds of reward count."), code="bad_covers")
    if terms.valid_to and terms.valid_to < terms.valid_from:
        raise Invalid(_("It ends before it begins."), code="bad_dates")
    if terms.form_years is not None and not 1 <= terms.form_years <= MOST_YEARS:
        raise Invalid(_("A form is good for 1 to 20 years."), code="bad_years")
