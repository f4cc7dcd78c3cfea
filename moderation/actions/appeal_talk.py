"""The conversation about an appeal, and the alarm when its answer runs late."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.actions.pseudonyms import name
from moderation.actions.standing import must_be_allowed
from moderation.letters_about_people import tell_of_late_appeal, tell_of_turn
from moderation.models import Appeal, AppealMessage
from moderation.queries.appeals import may_judge
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Invalid

MOST_TEXT, MOST_TURNS = 4_000, 60
SOON = timedelta(days=2)
"""So long before the answer is due the managers are told, once."""


@transaction.atomic
def say(appeal: Appeal, *, by: User, text: str, at: datetime) -> AppealMessage:
    """The author, or somebody who may judge it, adds a turn; it is never changed. The other side is told by mail.

    The answer stays due when it was. Refuses as deciding on it does: 404 outside the scope, 403 with a conflict or by
    the rule of rights; 409 once it is decided or very long; 422 no words or too many.
    """
    row = Appeal.objects.select_for_update(of=("self",)).select_related("decision__case__message__program", "by").get(
        pk=appeal.pk
    )  # fmt: skip
    case, from_panel = row.decision.case, by.pk != row.by_id
    if from_panel:
        must_be_allowed(case.message, by, at=at, path=case.path, escalated=False)
    if row.state != Appeal.State.OPEN:
        raise Conflict(_("This appeal is decided: the conversation is over."), code="decided")
    if row.messages.count() >= MOST_TURNS:
        raise Conflict(_("This conversation is very long. It is time to decide."), code="too_many")
    words = settled(text).strip()
    if not words or len(words) > MOST_TEXT:
        raise Invalid(_("Write something, in at most %(most)d characters.") % {"most": MOST_TEXT}, code="text")
    if from_panel:
        name(case.program, by)
    said = AppealMessage.objects.create(appeal=row, by=by, from_panel=from_panel, text=words, at=at)
    write("appeal.said", at=at, subject=said, actor=by, program=case.program, appeal=row.pk, from_panel=from_panel)
    tell_of_turn(said, [row.by] if from_panel else _panel(row, at))
    return said


def ring_late(*, at: datetime) -> int:
    """Tell the managers who may judge it of each appeal whose answer is due soon or late, once; answers how many."""
    due = Appeal.objects.filter(state=Appeal.State.OPEN, rung_at=None, due_at__lte=at + SOON).order_by("due_at", "pk")
    return sum(_rung(appeal, at) for appeal in due[:200])


@transaction.atomic
def _rung(appeal: Appeal, at: datetime) -> bool:
    """Of two at once the second finds it rung."""
    if not Appeal.objects.filter(pk=appeal.pk, rung_at=None, state=Appeal.State.OPEN).update(rung_at=at):
        return False
    row = Appeal.objects.select_related("decision__case__program", "decision__case__message").get(pk=appeal.pk)
    write("appeal.rung", at=at, subject=row, program=row.decision.case.program)
    tell_of_late_appeal(row, _told_late(row, at), at=at)
    return True


def _panel(appeal: Appeal, at: datetime) -> list[User]:
    """Those of them who spoke and may still judge; before anybody has, the managers who may. Nobody else reads a word."""
    spoke = User.objects.filter(pk__in=appeal.messages.filter(from_panel=True).values("by")).order_by("pk")
    still = [person for person in spoke if may_judge(appeal, person, at=at)]
    return still or [person for person in _managers(appeal) if may_judge(appeal, person, at=at)]


def _told_late(appeal: Appeal, at: datetime) -> list[User]:
    """The managers without a conflict; where none is left, all but the author: somebody has to see to it."""
    return [person for person in _managers(appeal) if may_judge(appeal, person, at=at)] or _managers(appeal)


def _managers(appeal: Appeal) -> list[User]:
    rows = User.objects.filter(manages__program=appeal.decision.case.program_id, is_active=True).order_by("pk")
    return list(rows.exclude(pk=appeal.by_id))
