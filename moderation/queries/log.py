"""The public log: what was decided and why, without anything that names a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value

from accounts.models import User
from advocates.models import CommunityManager, Enrolment, Program
from cms.models import Message
from moderation.models import AGAINST, Act, Appeal, Decision
from moderation.queries.pseudonyms import names_of

PAGE = 25
FIGURE_DAYS = 90
LEFT_OUT = "[…]"
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # addresses of mail
    r"|(?:https?://|www\.)\S+"  # links, which may lead to a person
    r"|(?<!\w)@[\w.-]{2,}"  # handles
    r"|(?<!\w)\+?\d(?:[\s./()-]{0,2}\d){6,}",  # telephone and account numbers
)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One decision for everybody to read. `by` is a pseudonym, `words` and `answer` name nobody."""

    decision: Decision
    by: str
    words: str
    appeal: Appeal | None
    answer: str

    @property
    def place_id(self) -> int:
        return self.decision.case.message.page_id


@dataclass(frozen=True, slots=True)
class LogPage:
    entries: list[LogEntry]
    older: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last ninety days. `overturned_percent` is of the decided appeals; None where there was none."""

    decisions: int
    against: int
    appeals: int
    overturned: int
    overturned_percent: int | None


def page_of_log(program: Program, *, act: str = "", before: int | None = None) -> LogPage:
    """One page by key, newest first; four queries whatever the length of the log."""
    rows = _public(program)
    rows = rows.filter(act=act) if act else rows
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    named = people_named(program, found[:PAGE])
    names = names_of(program.pk, [row.by_id for row in found[:PAGE]])
    return LogPage(
        [_entry(row, named, names) for row in found[:PAGE]], found[PAGE - 1].pk if len(found) > PAGE else None
    )


def entry_of(program: Program, decision_id: int) -> LogEntry | None:
    row = _public(program).filter(pk=decision_id).first()
    return _entry(row, people_named(program, [row]), names_of(program.pk, [row.by_id])) if row else None


def figures_of(program: Program, *, at: datetime) -> Figures:
    """One query."""
    recent = Decision.objects.filter(case__program=program, at__gte=at - timedelta(days=FIGURE_DAYS))
    upheld, over = Appeal.State.UPHELD, Appeal.State.OVERTURNED
    counted = recent.exclude(act=Act.ESCALATE).aggregate(
        decisions=Count("pk"), against=Count("pk", filter=Q(act__in=AGAINST)), appeals=Count("appeal"),
        upheld=Count("appeal", filter=Q(appeal__state=upheld)), overturned=Count("appeal", filter=Q(appeal__state=over)),
    )  # fmt: skip
    decided = counted.pop("upheld") + counted["overturned"]
    return Figures(**counted, overturned_percent=round(100 * counted["overturned"] / decided) if decided else None)


def public_words(text: str, *people: User) -> str:
    """The words without addresses, links, handles and numbers, and without the names of these people."""
    return _PERSONAL.sub(LEFT_OUT, without_names(text, *people))


def without_names(text: str, *people: User) -> str:
    """The words without the names of these people, whatever they go by."""
    names = {name for person in people for name in (person.name, person.handle, person.email, person.pseudonym) if name}
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    return text


def people_named(program: Program, decisions: Sequence[Decision]) -> list[User]:
    """Whom these words name besides author and decider: managers and advocates, past ones too, of the program, and
    whoever wrote in one of the threads. One query, which answers only those whose name, handle or pseudonym stands in
    the words."""
    said = " ".join(_said(decision) for decision in decisions)
    if not said.strip():
        return []
    threads = {decision.case.message.root_id or decision.case.message_id for decision in decisions}
    theirs = Message.objects.filter(Q(root__in=threads) | Q(pk__in=threads), author=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(program=program, member=OuterRef("pk"))
    staff = CommunityManager.objects.filter(program=program, member=OuterRef("pk"))
    people = User.objects.annotate(said=Value(said, output_field=TextField()))
    name = ~Q(name="") & Q(said__icontains=F("name"))
    handle = Q(handle__gt="") & Q(said__icontains=F("handle"))
    pseudonym = ~Q(pseudonym="") & Q(said__icontains=F("pseudonym"))
    return list(people.filter(name | handle | pseudonym, Exists(theirs) | Exists(enrolled) | Exists(staff)))


def _said(decision: Decision) -> str:
    appeal = getattr(decision, "appeal", None)
    return f"{decision.reason} {appeal.reason if appeal else ''}"


def _public(program: Program) -> QuerySet[Decision]:
    rows = Decision.objects.filter(case__program=program).exclude(act=Act.ESCALATE)
    shown = ("case__message__page", "case__message__author", "by", "clause__version__policy", "appeal__decided_by")
    return rows.select_related(*shown).order_by("-pk")


def _entry(decision: Decision, named: list[User], names: dict[int, str]) -> LogEntry:
    appeal = getattr(decision, "appeal", None)
    people = [decision.case.message.author, decision.by, *named]
    judge = appeal.decided_by if appeal else None
    answer = public_words(appeal.reason, *people, *([judge] if judge else [])) if appeal else ""
    return LogEntry(decision, names[decision.by_id], public_words(decision.reason, *people), appeal, answer)
