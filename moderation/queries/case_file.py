"""Everything a moderator reads before deciding: the message in its thread, what was edited, why it is here, its author."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from advocates.models import Clause
from advocates.queries.changes import Paragraph, compared
from cms.models import Message, Picture
from moderation.legible import Legible, legible, spelled_out
from moderation.models import Case, Cause
from moderation.queries.clauses import clauses_of, suggested
from moderation.queries.history import History, history_of
from moderation.queries.hits import spans_of
from moderation.queries.standing import Standing
from moderation.queries.strikes import Conduct, conduct_of
from moderation.shown import Found

MOST_ANSWERS, MOST_VERSIONS = 5, 10


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: what it changed, when and by whom. `shown` is whether readers saw the text before it."""

    number: int
    at: datetime
    by: User
    shown: bool
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """`root` is the top of the branch where that is another message than `parent`, which this one answers.

    `sealed`: a copy that leads nowhere.
    `conduct` is what was done about its author; None where that would tell what was decided here.
    """

    case: Case
    message: Message
    root: Message | None
    parent: Message | None
    answers: list[Message]
    edits: list[Edit]
    causes: list[Cause]
    legible: Legible
    pictures: list[Picture]
    history: History
    clauses: list[Clause]
    suggested: Clause | None
    sealed: bool = False
    conduct: Conduct | None = None

    @property
    def flags(self) -> list[Cause]:
        return [cause for cause in self.causes if cause.kind == Cause.Kind.FLAG]

    @property
    def hits(self) -> list[Cause]:
        return [cause for cause in self.causes if cause.kind != Cause.Kind.FLAG]


def file_of(case: Case, standing: Standing) -> CaseFile:
    """Read it; a score of queries whatever the size of the thread."""
    message = case.message
    clauses = list(clauses_of(case.program, at=standing.at))
    answers = message.answered_by.filter(state=Message.State.PUBLISHED).select_related("author").order_by("pk")
    return CaseFile(
        case=case, message=message, root=_root(message), parent=message.answers, answers=list(answers[:MOST_ANSWERS]),
        edits=edits_of(message), causes=list(case.causes.select_related("flag__clause", "rule")),
        legible=legible(message.title, message.body, found_in(message), name=str(message.author)),
        pictures=list(message.pictures.all()), history=history_of(message, standing), clauses=clauses,
        suggested=suggested(case, clauses), conduct=conduct_of(message.author, standing),
    )  # fmt: skip


def found_in(message: Message) -> list[Found]:
    """What the program's rules find in the text as it is now, and where."""
    return [Found(span.start, span.end, span.rule) for span in spans_of(message)]


def edits_of(message: Message) -> list[Edit]:
    """The newest first, each compared with what came of it, link targets included."""
    kept = list(message.versions.select_related("replaced_by").order_by("-number")[:MOST_VERSIONS])
    after, edits = spelled_out(message.title, message.body), []
    for one in kept:
        before = spelled_out(one.title, one.body)
        edits.append(Edit(one.number, one.replaced_at, one.replaced_by, one.shown, compared(before, after)))
        after = before
    return edits


def _root(message: Message) -> Message | None:
    return message.root if message.root_id not in {None, message.answers_id} else None
