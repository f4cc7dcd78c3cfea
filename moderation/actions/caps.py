"""How many decisions a moderator makes in a week: set by managers, lowered by everybody for themselves, asked at claims."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.models import DeskRule, Workplace
from moderation.models.desk import MOST
from moderation.queries.standing import standing_of
from moderation.queries.workload import cap_of, week_of
from record.actions import write
from sitewide.errors import Invalid, NotFound, TooMany

MOST_LANGUAGES = 20


class WeekIsFull(TooMany):
    """The moderator has reached the cap of the last seven days (429)."""

    code = "weekly_cap"


def must_have_room(moderator: User, program: Program, *, at: datetime, as_staff: bool) -> None:
    """Refuses (429) one more case in a full week. Staff decide what is handed to them, however much that is."""
    if as_staff:
        return
    week = week_of(moderator, program, at=at)
    if week.is_full:
        wait = int((week.opens_at - at).total_seconds()) + 1 if week.opens_at else 3600
        raise WeekIsFull(
            _("You have decided on %(done)d cases in seven days, which is enough for a week. Thank you. Others go on.")
            % {"done": week.done},
            retry_after=wait,
        )


@transaction.atomic
def set_weekly_cap(program: Program, *, cap: int, actor: User, at: datetime) -> DeskRule:
    """Set the most decisions of one moderator in seven days; it holds from the next claim on.

    Refuses whoever is no manager of the program (403), and (422) fewer than 1 or more than 5,000.
    """
    locked = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    must_manage(actor, locked)
    _must_be_a_cap(cap)
    before = cap_of(locked)
    rule, _made = DeskRule.objects.update_or_create(program=locked, defaults={"weekly_cap": cap})
    write("desk.cap_set", at=at, subject=rule, actor=actor, program=locked, before=before, cap=cap)
    return rule


@transaction.atomic
def set_workplace(
    program: Program, *, person: User, languages: Iterable[str], weekly_cap: int | None, goes_on: bool, at: datetime
) -> Workplace:
    """Set how the person works here: the languages they read (none means all), their own lower cap, and whether the next
    case comes by itself.

    Refuses 404 who may look at no case of the program, and 422 a language that is no code, more than 20, or a cap that
    is above the program's.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not standing_of(person, program, at=at).may_look:
        raise NotFound(_("There is no queue for you in this program."))
    codes = sorted({code.strip().lower() for code in languages})
    if len(codes) > MOST_LANGUAGES or not all(_is_code(code) for code in codes):
        raise Invalid(_("Choose the languages that you read from the list."), code="languages")
    _must_be_below(weekly_cap, cap_of(program))
    wanted = {"languages": codes, "weekly_cap": weekly_cap, "goes_on": goes_on}
    place, _made = Workplace.objects.update_or_create(program=program, person=person, defaults=wanted)
    write("desk.workplace_set", at=at, subject=place, actor=person, program=program, languages=codes, cap=weekly_cap)
    return place


def _must_be_below(own: int | None, cap: int) -> None:
    if own is None:
        return
    _must_be_a_cap(own)
    if own > cap:
        raise Invalid(
            _("Your own cap only lowers the program's, which is %(cap)d.") % {"cap": cap}, code="above_the_cap"
        )


def _must_be_a_cap(cap: int) -> None:
    if not 1 <= cap <= MOST:
        raise Invalid(_("A cap lies between 1 and %(most)d decisions.") % {"most": MOST}, code="cap")


def _is_code(code: str) -> bool:
    return code.isascii() and code.isalpha() and 2 <= len(code) <= 8
