"""Appeals: those to decide, and those of one author."""

from django.db.models import QuerySet

from moderation.models import Appeal
from moderation.queries.conflicts import unbiased
from moderation.queries.standing import Standing

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
