"""The program's terms for missions, what an advocate may say they care for, and what each of them wishes."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import is_enrolled
from campaigns.actions.missions.drafts import must_manage
from campaigns.models import Interest, MissionTerms, MissionWish
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.languages import SPOKEN
from sitewide.text import one_line

MOST_A_WEEK = 50


@transaction.atomic
def set_terms(terms: MissionTerms, *, actor: User, at: datetime) -> MissionTerms:
    """Set how the program handles missions; it holds for what is sent from now on. Refuses 404 whoever does not manage
    it, 422 figures that make no sense, 409 a second row."""
    must_manage(actor, terms.program)
    if not 1 <= terms.a_week <= MOST_A_WEEK or not 1 <= terms.answer_days <= 60 or not 1 <= terms.sample_percent <= 100:
        raise Invalid(_("These figures do not fit."), code="bad_terms")
    if terms.two_above < terms.sample_below:
        raise Invalid(_("What two people judge cannot be worth less than what is only sampled."), code="bad_terms")
    try:
        with transaction.atomic():
            terms.save()
    except IntegrityError as error:
        raise Conflict(_("The program has its terms already: change them."), code="known") from error
    write(
        "mission_terms.set", at=at, actor=actor, program=terms.program, subject=terms, a_week=terms.a_week,
        sample_below=terms.sample_below, sample_percent=terms.sample_percent, two_above=terms.two_above,
    )  # fmt: skip
    return terms


@transaction.atomic
def save_interest(interest: Interest, *, actor: User, at: datetime) -> Interest:
    """Add or rename an interest, or retire it. Refuses 404 whoever does not manage the program, 409 one that is known."""
    must_manage(actor, interest.program)
    interest.label = one_line(interest.label, 60)
    if not interest.label:
        raise Invalid(_("Say what it is."), code="no_label")
    try:
        with transaction.atomic():
            interest.save()
    except IntegrityError as error:
        raise Conflict(_("This interest is known already."), code="known") from error
    write("interest.saved", at=at, actor=actor, program=interest.program, subject=interest)
    return interest


@transaction.atomic
def wish(
    program: Program, *, member: User, languages: Iterable[str], interests: Iterable[Interest], a_week: int | None,
    at: datetime,
) -> MissionWish:  # fmt: skip
    """Say which missions one wants to be invited to; `a_week` 0 is none, None as many as the program allows.

    All of it is one's own to say and to take back. Refuses 403 whoever is not enrolled, 422 what the program does not know.
    """
    if not is_enrolled(member, program, at):
        raise Forbidden(_("Only advocates of the program are invited to missions."), code="not_enrolled")
    spoken, chosen = sorted(set(languages)), list(interests)
    unknown = set(spoken) - {tag for tag, _name in SPOKEN} or any(one.program_id != program.pk for one in chosen)
    if unknown or (a_week is not None and not 0 <= a_week <= MOST_A_WEEK):
        raise Invalid(_("Choose from what the program offers."), code="bad_wish")
    row, _new = MissionWish.objects.get_or_create(program=program, member=member, defaults={"said_at": at})
    row = MissionWish.objects.select_for_update().get(pk=row.pk)
    row.languages = f" {' '.join(spoken)} " if spoken else ""
    row.a_week, row.said_at = a_week, at
    row.save(update_fields=["languages", "a_week", "said_at"])
    row.interests.set(chosen)
    write("mission_wish.said", at=at, actor=member, program=program, subject=row)
    return row
