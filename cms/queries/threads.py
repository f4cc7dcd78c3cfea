"""The conversation of a page: its branches, a page of them at a time."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from cms.models import Message, Picture
from cms.queries.accepting import ASKING, accepted
from sitewide.composed import Composed

BRANCHES = 60
"""Branches on one page of a thread."""
State = Message.State
GONE = (State.HIDDEN, State.REMOVED, State.WITHDRAWN)


@dataclass(slots=True)
class Branch:
    """A top message with its answers in the order of time. What is gone stands only where somebody answered it."""

    top: Message
    answers: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a thread, from 1; `more` says that older branches follow."""

    branches: list[Branch]
    number: int
    more: bool


def thread_page(page_id: int, number: int) -> ThreadPage:
    """Pinned branches first, then the newest; answers of a branch from the oldest. Three queries, whatever it holds."""
    start = (number - 1) * BRANCHES
    tops = list(_tops(page_id)[start : start + BRANCHES + 1])
    branches = {top.pk: Branch(top) for top in tops[:BRANCHES]}
    for answer in _shown(_said_in(list(branches)), tops):
        branches[answer.root_id or 0].answers.append(answer)
    return ThreadPage(list(branches.values()), number, len(tops) > BRANCHES)


def page_number_of(message: Message) -> int:
    """On which page of its thread a published message stands."""
    top = message.root or message
    ahead = Q(published_at__gt=top.published_at) | Q(published_at=top.published_at, pk__gt=top.pk)
    before = Q(pinned=True) if not top.pinned else Q(pk=None)
    same = Q(pinned=top.pinned) & ahead
    return _tops(message.page_id).filter(before | same).count() // BRANCHES + 1


def own_waiting(page_id: int, author: User) -> list[Message]:
    """What the author said here and only they see, because it waits."""
    held = _HELD.rows(page_id=page_id, author_id=author.pk)
    for message in held:
        message.author = author
    return held


_HELD = Composed(
    lambda page_id, author_id: Message.objects.filter(page_id=page_id, author_id=author_id, state=State.HELD).order_by(
        "-pk"
    )[:20],
    page_id=int, author_id=int,
)  # fmt: skip


def _tops(page_id: int) -> QuerySet[Message]:
    answered = Message.objects.filter(root=OuterRef("pk"), state=State.PUBLISHED)
    seen = Q(state=State.PUBLISHED) | Q(Exists(answered), state__in=GONE, published_at__isnull=False)
    return _as_shown(Message.objects.filter(seen, page_id=page_id, root=None)).order_by(
        "-pinned", "-published_at", "-pk"
    )


def _said_in(roots: list[int]) -> list[Message]:
    said = Message.objects.filter(root__in=roots, state__in=[State.PUBLISHED, *GONE], published_at__isnull=False)
    return list(_as_shown(said).order_by("published_at", "pk"))


def _as_shown(messages: QuerySet[Message]) -> QuerySet[Message]:
    pictures = Prefetch("pictures", Picture.objects.order_by("position"))
    return messages.select_related("author", "exercise", "acceptance").prefetch_related(pictures)


def _shown(answers: list[Message], tops: list[Message]) -> list[Message]:
    """Without what is gone and unanswered; each answer knows what it answers, if that is not the top, who may accept it,
    and whether it is accepted."""
    known = {message.pk: message for message in answers}
    asked = {message.pk: message for message in (*tops, *answers) if message.kind in ASKING}
    answered: defaultdict[int, int] = defaultdict(int)
    for message in answers:
        if message.state == State.PUBLISHED and message.answers_id:
            answered[message.answers_id] += 1
    kept = [message for message in answers if message.state == State.PUBLISHED or answered[message.pk]]
    for message in kept:
        message.in_answer_to = known.get(message.answers_id or 0)  # type: ignore[attr-defined]
        question = asked.get(message.answers_id or 0)
        mine = question is None or question.author_id == message.author_id
        message.asked_by = None if mine or question is None else question.author_id  # type: ignore[attr-defined]
        message.accepted = accepted(message)  # type: ignore[attr-defined]
    return kept
