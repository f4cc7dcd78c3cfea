"""Reads the record: draws decisions for a second review and weighs apprentices once there is something to compare."""

from advocates.models import Grant
from moderation.actions.apprentices import weigh
from moderation.actions.blind import draw_second
from moderation.models import BlindDecision, Decision
from record.models import Entry

NAME = "moderation.measuring"
VERBS = frozenset({"decision.made", "blind.decided", "appeal.overturned"})


def handle(entry: Entry) -> None:
    """Do what the entry asks for; twice does no more."""
    if entry.verb == "decision.made":
        decision = Decision.objects.select_related("case__program").filter(pk=entry.subject_id).first()
        if decision is not None:
            draw_second(decision, at=entry.at)
    for grant in _concerned(entry):
        weigh(grant, at=entry.at)


def _concerned(entry: Entry) -> list[Grant]:
    """The shadow grants under which the case was decided."""
    if entry.verb == "appeal.overturned":
        case = Decision.objects.filter(pk=entry.data["decision"]).values_list("case", flat=True).first()
    else:
        case = entry.data["case"]
    numbers = BlindDecision.objects.filter(case=case, grant__isnull=False).values("grant")
    return list(Grant.objects.filter(pk__in=numbers).order_by("pk"))
