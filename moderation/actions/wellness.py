"""Looking after oneself at the desk. None of it stands in the record: it is nobody else's business."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.models import Case, Wellness
from moderation.models.wellness import LONGEST_BREAK, MOST_A_DAY, SHORTEST_BREAK
from moderation.queries.standing import standing_of
from moderation.queries.wellness import day_of, is_heavy
from sitewide.errors import Forbidden, Invalid, NotFound


@transaction.atomic
def change(
    person: User, *, blur: bool, grey: bool, break_minutes: int | None, daily_limit: int | None, actor: User
) -> Wellness:
    """Keep how the person wants to be treated. Without a limit, what was counted today is forgotten.

    Refuses anybody but the person (403), and minutes and limits out of bounds (422).
    """
    if actor.pk != person.pk:
        raise Forbidden(_("Everybody chooses this for themselves."), code="not_yours")
    if break_minutes is not None and not SHORTEST_BREAK <= break_minutes <= LONGEST_BREAK:
        raise Invalid(
            _("A break comes after %(least)d to %(most)d minutes.") % {"least": SHORTEST_BREAK, "most": LONGEST_BREAK},
            code="break_minutes",
        )
    if daily_limit is not None and not 1 <= daily_limit <= MOST_A_DAY:
        raise Invalid(_("A limit is between 1 and %(most)d cases a day.") % {"most": MOST_A_DAY}, code="daily_limit")
    wellness = _locked(person)
    wellness.blur, wellness.grey, wellness.break_minutes, wellness.daily_limit = blur, grey, break_minutes, daily_limit
    if daily_limit is None:
        wellness.day, wellness.looked = None, []
    wellness.save()
    return wellness


@transaction.atomic
def look(case: Case, *, person: User, at: datetime, beyond: bool = False) -> bool:
    """Count that the person looks at the case today, once; answers whether it lies open to them.

    Nothing is counted of who set no limit, nor of light cases. Once the limit is used up the case stays covered,
    unless they go `beyond` it on purpose. Refuses (404) cases outside their sight.
    """
    if not standing_of(person, case.program, at=at).covers(case.path):
        raise NotFound(_("There is no such case."))
    if not is_heavy(case):
        return True
    wellness, day = _locked(person), day_of(case.program, at)
    if wellness.daily_limit is None or case.pk in wellness.looked_on(day):
        return True
    if wellness.spare_on(day) == 0 and not beyond:
        return False
    wellness.day, wellness.looked = day, [*wellness.looked_on(day), case.pk]
    wellness.save(update_fields=["day", "looked"])
    return True


def _locked(person: User) -> Wellness:
    Wellness.objects.get_or_create(person=person)
    return Wellness.objects.select_for_update().get(person=person)
