"""The decisions that an author was told of."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from advocates.models import Program
from moderation.models import UNTOLD, WINDOW, Appeal, Decision, Measure
from moderation.queries.pseudonyms import names_of
from moderation.queries.sealed import as_decided_on
from moderation.queries.statement import Statement, stated
from sitewide.text import excerpt

PAGE = 15


@dataclass(frozen=True, slots=True)
class Notice:
    """One decision as its author sees it. `until` is the last moment of an appeal, while one is still possible.

    `by` and the second of each of `measures` is the pseudonym of who decided: the author is told no name.
    """

    decision: Decision
    said: str
    appeal: Appeal | None
    until: datetime | None
    by: str
    measures: list[tuple[Measure, str]]
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class NoticePage:
    notices: list[Notice]
    older: int | None


def notices_of(author: User, program: Program, *, at: datetime, before: int | None = None) -> NoticePage:
    rows = _told(author, program)
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown = _notices(found[:PAGE], program, at)
    return NoticePage(shown, found[PAGE - 1].pk if len(found) > PAGE else None)


def notice_of(author: User, program: Program, decision_id: int, *, at: datetime) -> Notice | None:
    found = list(_told(author, program).filter(pk=decision_id))
    return next(iter(_notices(found, program, at)), None)


def _told(author: User, program: Program) -> QuerySet[Decision]:
    own = Decision.objects.filter(case__message__author=author, case__program=program).exclude(act__in=UNTOLD)
    shown = ("case__message__page", "clause__version__policy", "appeal")
    return (
        own.select_related(*shown)
        .prefetch_related("case__message__versions", "measures", "case__causes")
        .order_by("-pk")
    )


def _notices(decisions: list[Decision], program: Program, at: datetime) -> list[Notice]:
    deciders = [one.by_id for one in decisions]
    names = names_of(program.pk, [*deciders, *(made.by_id for one in decisions for made in one.measures.all())])
    return [_notice(decision, names, at) for decision in decisions]


def _notice(decision: Decision, names: dict[int, str], at: datetime) -> Notice:
    appeal = getattr(decision, "appeal", None)
    open_until = decision.at + WINDOW
    _title, body = as_decided_on(decision.case.message, decision.at)
    may = decision.is_against and appeal is None and at <= open_until
    statement = stated(decision) if decision.is_against else None
    done = [(made, names[made.by_id]) for made in decision.measures.all()]
    until = open_until if may else None
    return Notice(decision, excerpt(body, 280), appeal, until, names[decision.by_id], done, statement)
