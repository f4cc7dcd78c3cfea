"""Whose votes an idea has, and what they weigh.

A circle are two or three people each of whom voted at least twice for ideas of the next, and the last for those of the
first. A vote inside a circle counts as a vote like any other; in the order of the list it weighs a half.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from advocates.models import Program
from campaigns.models import Idea, IdeaVote

OFTEN = 2
"""So many votes for the ideas of one person make a link of a circle."""
FULL, HALF = 2, 1
Pair = tuple[int, int]


def votes_for(idea: Idea) -> QuerySet[IdeaVote]:
    """The votes for the idea and for what was merged into it."""
    return IdeaVote.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea))


def weight_of(votes: Iterable[IdeaVote]) -> int:
    """What the votes of one person weigh together: half a vote where all of them are out of circles."""
    return HALF if all(vote.in_circle for vote in votes) else FULL


def tally(idea: Idea) -> Pair:
    """How many people voted, and what their votes weigh in half votes."""
    by_member: dict[int, list[IdeaVote]] = defaultdict(list)
    for vote in votes_for(idea).only("member_id", "in_circle"):
        by_member[vote.member_id].append(vote)
    return len(by_member), sum(weight_of(votes) for votes in by_member.values())


def circles_in(program: Program) -> set[Pair]:
    """The pairs (who votes, whose idea) inside a circle."""
    often = IdeaVote.objects.filter(idea__program=program).values("member", "idea__author").annotate(n=Count("pk"))
    edges = {(row["member"], row["idea__author"]) for row in often.filter(n__gte=OFTEN).order_by()}
    follows: dict[int, set[int]] = defaultdict(set)
    for voter, author in edges:
        follows[voter].add(author)
    return {(voter, author) for voter, author in edges if _comes_back(voter, author, follows)}


def _comes_back(voter: int, author: int, follows: dict[int, set[int]]) -> bool:
    further = follows.get(author, set())
    return voter in further or any(voter in follows.get(third, ()) for third in further)


def in_circles(idea: Idea) -> QuerySet[IdeaVote]:
    """The votes of the idea that weigh a half, for managers."""
    return votes_for(idea).filter(in_circle=True).select_related("member").order_by("pk")
