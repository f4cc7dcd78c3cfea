"""How much votes weigh in the order of the list: those out of a circle of mutual votes half, all others full."""

from django.db import transaction

from advocates.models import Program
from campaigns.models import Idea, IdeaVote
from campaigns.queries.ideas.votes import circles_in, tally


def recount(idea: Idea) -> None:
    """Bring the figures of one idea in line with its votes and those of what was merged into it; its row is locked."""
    votes, rank = tally(idea)
    Idea.objects.filter(pk=idea.pk).exclude(votes=votes, rank=rank).update(votes=votes, rank=rank)


@transaction.atomic
def weigh(program: Program) -> int:
    """Find the circles anew and weigh every vote by them; answers how many votes changed. Safe to run twice."""
    inside = circles_in(program)
    votes = IdeaVote.objects.filter(idea__program=program).values_list(
        "pk", "member", "idea__author", "in_circle", "idea"
    )
    changed = [(pk, not marked, idea) for pk, member, author, marked, idea in votes
               if ((member, author) in inside) != marked]  # fmt: skip
    for mark in (True, False):
        IdeaVote.objects.filter(pk__in=[pk for pk, now, _idea in changed if now == mark]).update(in_circle=mark)
    touched = Idea.objects.filter(pk__in={idea for _pk, _now, idea in changed})
    into = {idea.merged_into_id or idea.pk for idea in touched}
    for idea in Idea.objects.select_for_update(of=("self",)).filter(pk__in=into).order_by("pk"):
        recount(idea)
    return len(changed)
