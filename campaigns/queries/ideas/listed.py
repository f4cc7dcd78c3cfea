"""The list of ideas, one idea with everything about it, and those that are like what somebody writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict
from rapidfuzz import fuzz, process

from accounts.models import User
from advocates.models import Program
from advocates.queries.keyset import number_of
from campaigns.models import Idea, IdeaChange, IdeaComment, IdeaVote
from campaigns.queries.ideas.votes import votes_for
from sitewide.days import DayIn

State = Idea.State
PAGE, MOST_PAGES = 20, 100
SHOWN = {
    "open": frozenset({State.OPEN, State.LOOKING, State.PLANNED, State.BUILDING}),
    "shipped": frozenset({State.SHIPPED}),
    "declined": frozenset({State.DECLINED}),
}
ALIKE, NEAR, CANDIDATES = 5, 0.4, 500


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list. `newer` and `older` are the queries of its neighbours, empty at the ends."""

    rows: Sequence[Idea]
    newer: str
    older: str


def readable_ideas(program: Program) -> QuerySet[Idea]:
    return Idea.objects.filter(program=program, hidden_at=None).select_related("author", "owner")


def today_in(program: Program, at: datetime) -> date:
    return at.astimezone(program.zone).date()


def page_of_ideas(program: Program, query: QueryDict, today: date) -> Listed:
    """The page that `show`, `sort` and `page` name: by weight of votes, newest first, or overdue and next due first."""
    show, sort = query.get("show", ""), query.get("sort", "")
    rows = readable_ideas(program).filter(state__in=SHOWN.get(show, SHOWN["open"]))
    said = Count("comments", filter=Q(comments__hidden_at=None), distinct=True)
    rows = rows.annotate(said=said, late=_late(today)).order_by(*_order(sort))
    number = min(max(number_of(query, "page") or 1, 1), MOST_PAGES)
    found = list(rows[(number - 1) * PAGE : number * PAGE + 1])
    kept = "".join(
        f"&{name}={query[name]}" for name, known in (("show", SHOWN), ("sort", SORTS)) if query.get(name) in known
    )
    newer = f"?page={number - 1}{kept}" if number > 1 else ""
    older = f"?page={number + 1}{kept}" if len(found) > PAGE and number < MOST_PAGES else ""
    return Listed(found[:PAGE], newer, older)


SORTS = {"votes": ("-rank", "-pk"), "new": ("-pk",), "due": ("due", "-rank", "-pk")}


def _order(sort: str) -> tuple[str, ...]:
    return SORTS.get(sort, SORTS["votes"])


def _late(today: date) -> Case:
    return Case(When(due__lt=today, then=Value(1)), default=Value(0), output_field=IntegerField())


def overdue_somewhere(at: datetime) -> QuerySet[Idea]:
    """Ideas whose answer is overdue by their program's day, and whose owner was not told of that day yet."""
    late = Idea.objects.filter(due__lt=DayIn("program__time_zone", at), hidden_at=None)
    return late.filter(Q(told_due=None) | ~Q(told_due=F("due")))


def voted_by(member: User, ideas: Sequence[Idea]) -> set[int]:
    """Which of these the member has voted for, by their numbers; votes for what was merged into them count."""
    mine = IdeaVote.objects.filter(Q(idea__in=ideas) | Q(idea__merged_into__in=ideas), member=member)
    return {into or number for number, into in mine.values_list("idea", "idea__merged_into")}


@dataclass(frozen=True, slots=True)
class Discussed:
    """An idea with what was decided, what was merged into it, and the last of what was said."""

    changes: list[IdeaChange]
    merged: list[Idea]
    comments: QuerySet[IdeaComment]
    full: int
    half: int


def discussed(idea: Idea) -> Discussed:
    """Everything about one idea; the comments of what was merged into it stand among its own."""
    said = IdeaComment.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea, idea__hidden_at=None), hidden_at=None)
    changes = list(idea.changes.select_related("by").order_by("-pk"))
    merged = list(idea.merged.filter(hidden_at=None).select_related("author").order_by("pk"))
    half = idea.votes * 2 - idea.rank
    return Discussed(changes, merged, said.select_related("author", "idea"), idea.votes - half, half)


def has_voted(member: User, idea: Idea) -> bool:
    return votes_for(idea).filter(member=member).exists()


def alike(program: Program, text: str) -> list[Idea]:
    """Ideas whose title is like the text, the likest first; with trigrams on PostgreSQL, else among the newest."""
    words = " ".join(text.split())[:120]
    if len(words) < 4:
        return []
    rows = readable_ideas(program).exclude(state=State.MERGED)
    if connection.vendor == "postgresql":
        near = rows.annotate(near=TrigramWordSimilarity(words, "title"))
        return list(near.filter(near__gte=NEAR).order_by("-near", "-rank")[:ALIKE])
    titles = dict(rows.order_by("-pk").values_list("pk", "title")[:CANDIDATES])
    found = process.extract(words, titles, scorer=fuzz.token_set_ratio, limit=ALIKE, score_cutoff=55)
    known = rows.in_bulk([number for _title, _score, number in found])
    return [known[number] for _title, _score, number in found]
