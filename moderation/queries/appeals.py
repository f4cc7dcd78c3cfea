"""Appeals: those to decide, and those of one author."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from moderation.models import Appeal, AppealMessage
from moderation.queries.conflicts import unbiased
from moderation.queries.pseudonyms import names_of
from moderation.queries.standing import Standing, conflicts_of, standing_of

PAGE = 20
ABOUT = ("decision__clause__version__policy", "decision__case__message__page", "decision__case__program", "by")


def within_sight(standing: Standing) -> QuerySet[Appeal]:
    """Every appeal of the program, decided or not, on a place where this person may look."""
    seen = Appeal.objects.filter(standing.within("decision__case__path"), decision__case__program=standing.program)
    return seen.select_related(*ABOUT)


def to_judge(standing: Standing) -> QuerySet[Appeal]:
    """The open appeals in which this person had no hand, what is due first on top."""
    person = standing.person
    rows = within_sight(standing).filter(unbiased(person, "decision__case__message"), state=Appeal.State.OPEN)
    return rows.exclude(by=person).order_by("due_at", "pk")


def may_judge(appeal: Appeal, person: User, *, at: datetime) -> bool:
    """Whether this person may look at it and had no hand in it; the rule of rights is asked when they act."""
    message = appeal.decision.case.message
    return standing_of(person, message.program, at=at).covers(appeal.decision.case.path) and not conflicts_of(
        person, message
    )


def turns_of(appeal: Appeal) -> list[tuple[AppealMessage, str]]:
    """The conversation with who speaks, as both sides are told: those who judge by their pseudonym."""
    said = list(appeal.messages.select_related("by"))
    names = names_of(appeal.decision.case.program_id, [one.by_id for one in said if one.from_panel])
    return [(one, names[one.by_id] if one.from_panel else str(one.by)) for one in said]
