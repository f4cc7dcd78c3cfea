"""Appeals: those to decide, and those of one author."""

from django.db.models import Exists, OuterRef, QuerySet

from moderation.models import Appeal, Decision, Flag
from moderation.queries.standing import Standing

PAGE = 20
ABOUT = ("decision__clause__version__policy", "decision__case__message__page", "decision__case__program", "by")


def within_sight(standing: Standing) -> QuerySet[Appeal]:
    """Every appeal of the program, decided or not, on a place where this person may look."""
    seen = Appeal.objects.filter(standing.within("decision__case__path"), decision__case__program=standing.program)
    return seen.select_related(*ABOUT)


def to_judge(standing: Standing) -> QuerySet[Appeal]:
    """The open appeals in which this person had no hand, what is due first on top."""
    person, message = standing.person, OuterRef("decision__case__message")
    return (
        within_sight(standing)
        .filter(
            ~Exists(Flag.objects.filter(by=person, message=message)),
            ~Exists(Decision.objects.filter(by=person, case__message=message)),
            ~Exists(Appeal.objects.filter(decided_by=person, decision__case__message=message)),
            state=Appeal.State.OPEN,
        )
        .exclude(by=person)
        .exclude(decision__case__message__author=person)
        .order_by("due_at", "pk")
    )
