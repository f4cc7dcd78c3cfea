"""Everything a moderator reads before deciding: the message in its thread, its author's history, flags and hits."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Count
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from advocates.models import Clause
from cms.models import Message, Picture
from moderation.acts import Option, options_for
from moderation.models import AGAINST, UNTOLD, Case, Cause, Decision, Rule
from moderation.queries.clauses import clauses_of, suggested
from moderation.queries.standing import Standing
from moderation.words import Span, found, merged
from sitewide.revealing import reveal
from sitewide.text import links_in, to_plain

MOST_ANSWERS, MOST_DECISIONS = 5, 5


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a reader sees it, and where it really goes. `lures`: its words name another host."""

    words: str
    target: str
    lures: bool


@dataclass(frozen=True, slots=True)
class History:
    """What the author said, and what was decided about it, as far as this moderator may look."""

    published: int
    waiting: int
    against: int
    decisions: list[Decision]


@dataclass(frozen=True, slots=True)
class CaseFile:
    case: Case
    message: Message
    parent: Message | None
    answers: list[Message]
    causes: list[Cause]
    raw: SafeString
    raw_matters: bool
    links: list[Link]
    pictures: list[Picture]
    history: History
    options: list[Option]
    clauses: list[Clause]
    suggested: Clause | None

    @property
    def flags(self) -> list[Cause]:
        return [cause for cause in self.causes if cause.kind == Cause.Kind.FLAG]

    @property
    def hits(self) -> list[Cause]:
        return [cause for cause in self.causes if cause.kind != Cause.Kind.FLAG]


def file_of(case: Case, standing: Standing) -> CaseFile:
    """Read it; a dozen queries whatever the size of the thread."""
    message = case.message
    causes = list(case.causes.select_related("flag__clause", "rule"))
    clauses = list(clauses_of(case.program, at=standing.at))
    text = f"{message.title}\n{to_plain(message.body)}".strip()
    raw = highlighted(text, _spans(case, text))
    answers = message.answered_by.filter(state=Message.State.PUBLISHED).select_related("author").order_by("pk")
    return CaseFile(
        case=case, message=message, parent=message.answers, answers=list(answers[:MOST_ANSWERS]), causes=causes,
        raw=raw, raw_matters="<mark>" in raw or 'class="revealed"' in raw, links=links_of(message),
        pictures=list(message.pictures.all()), history=history_of(message, standing),
        options=options_for(message, escalated=case.escalated), clauses=clauses, suggested=suggested(case, clauses),
    )  # fmt: skip


def history_of(message: Message, standing: Standing) -> History:
    """Counted only where the moderator may look: other places are none of their business."""
    said = Message.objects.filter(standing.within("page__path"), program=message.program_id, author=message.author_id)
    counts = dict(said.exclude(pk=message.pk).order_by().values_list("state").annotate(number=Count("pk")))
    about = Decision.objects.filter(
        standing.within("case__path"), case__program=message.program_id, case__message__author=message.author_id
    ).exclude(act__in=UNTOLD)
    shown = about.select_related("clause", "case__message", "appeal").order_by("-pk")
    against = about.filter(act__in=AGAINST, overturned_at=None).count()
    state = Message.State
    return History(counts.get(state.PUBLISHED, 0), counts.get(state.HELD, 0), against, list(shown[:MOST_DECISIONS]))


def links_of(message: Message) -> list[Link]:
    return [Link(words, target, _lures(words, target)) for words, target in links_in(message.body)]


def highlighted(text: str, spans: list[Span]) -> SafeString:
    """The text for `pre.raw`: what hides is named, what a rule found is marked. Every part is escaped."""
    parts, end = [], 0
    for start, stop in merged(spans):
        parts += [reveal(text[end:start]), format_html("<mark>{}</mark>", reveal(text[start:stop]))]
        end = stop
    return mark_safe("".join([*parts, reveal(text[end:])]))  # noqa: S308 - every part comes from `reveal`


def _spans(case: Case, text: str) -> list[Span]:
    rules = Rule.objects.filter(program=case.program_id, kind=Rule.Kind.WORDS, active=True)
    return [span for rule in rules for _word, span in found(rule.words, text)]


def _lures(words: str, target: str) -> bool:
    """Whether the words look like an address on another host than the link's."""
    said = urlsplit(words if "://" in words else f"https://{words}") if "." in words and " " not in words else None
    try:
        return bool(said and said.hostname and said.hostname != urlsplit(target).hostname and "@" not in words)
    except ValueError:
        return True
