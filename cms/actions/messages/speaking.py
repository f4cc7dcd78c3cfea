"""Saying something: a post or a reply under a right, a comment as any member."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates import rights
from advocates.models import CommunityManager, Enrolment, Exercise, Program, Right, Silence
from advocates.queries.connections import disclosure_of
from advocates.rights import UNTOLD, Origin, Place
from cms.actions.messages.breaking import Watched, trip, tripped, watch
from cms.actions.messages.wording import Wording, hits_in, hold_reason, told, worded
from cms.models import BrandPage, Message, Picture, Thread
from cms.pictures import MOST_PICTURES, StoredPicture
from record.actions import Number, Numbered, number, write, written_together
from sitewide.composed import Composed, insert
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound

Said = ParamSpec("Said")
Speak = Callable[Concatenate[BrandPage, Said], Message]


def once(speak: Speak[Said]) -> Speak[Said]:
    """The same author with the same `key` says it once: a second call, also at the same time, gives back the first."""

    @wraps(speak)
    def say(page: BrandPage, /, *args: Said.args, **sent: Said.kwargs) -> Message:
        author, key = sent.get("author"), sent.get("key")
        if first := _sent_before(author, key):
            return first
        try:
            with transaction.atomic(), written_together():
                return speak(page, *args, **sent)
        except IntegrityError:
            if first := _sent_before(author, key):
                return first
            raise

    return say


def _sent_before(author: object, key: object) -> Message | None:
    if not key or not isinstance(author, User):
        return None
    return Message.objects.filter(author=author, sent_key=str(key)).first()


@once
def post(
    page: BrandPage,
    *,
    author: User,
    title: str,
    body: str,
    at: datetime,
    pictures: Sequence[StoredPicture] = (),
    key: str = "",
    origin: Origin = UNTOLD,
    overridden: frozenset[int] = frozenset(),
) -> Message:
    """An advocate speaks. Uses their right to post once; held while the grant is on probation, or a screen or the
    breaker asks for it. `overridden` are the restrictions that whoever calls has seen set aside for this post.

    Refuses `NotAllowed`, `no_title`, `empty`, `too_many_pictures`, and Conflict in a closed conversation.
    """
    wording = worded(Message.Kind.POST, title, body)
    program = program_of(page)
    place = Place.on(page, program)
    used = rights.exercise(author, Right.POST, place, at=at, text=wording.text, origin=origin, overridden=overridden)
    said = Message(kind=Message.Kind.POST, sent_key=key)
    about = _Under(used, origin)
    return _delegated(said, wording, program=program, page=page, used=about, author=author, at=at, pictures=pictures)


@once
def reply(
    page: BrandPage,
    *,
    author: User,
    body: str,
    at: datetime,
    answers: Numbered | None = None,
    pictures: Sequence[StoredPicture] = (),
    key: str = "",
    origin: Origin = UNTOLD,
) -> Message:
    """An advocate answers a message for the brand. Uses their right to reply once; held as a post would be.

    Refuses `answers_nothing`, `NotAllowed`, `empty`, `too_many_pictures`, and Conflict where nothing may be answered
    any more.
    """
    if answers is None:
        raise Invalid(_("An official reply answers a message: choose the one to answer."), code="answers_nothing")
    wording = worded(Message.Kind.REPLY, "", body)
    program = program_of(page)
    parent = _parent_of(answers, page)
    about = (answers.pk, parent.root_id if parent else None)
    used = rights.exercise(author, Right.REPLY, Place.on(page, program, about), at=at, text=wording.text, origin=origin)
    said = Message(kind=Message.Kind.REPLY, sent_key=key, answers_id=answers.pk, root_id=_root_of(parent))
    under = _Under(used, origin)
    return _delegated(said, wording, program=program, page=page, used=under, author=author, at=at, pictures=pictures)


@once
def comment(
    page: BrandPage, *, author: User, body: str, at: datetime, answers: Numbered | None = None, key: str = ""
) -> Message:
    """Any member with a verified address says something, in plain text. Who works for the brand or gets something
    from it is marked so, with what an advocate gets.

    Refuses `unverified`, `silenced`, `empty`, and Conflict where nothing may be answered any more.
    """
    speaker = _speaker(page, author, at)
    wording = worded(Message.Kind.COMMENT, "", body)
    root_id = _root_of(_parent_of(answers, page)) if answers else None
    said = Message(kind=Message.Kind.COMMENT, sent_key=key, answers_id=number(answers), root_id=root_id)
    said.relation = speaker.relation
    said.disclosure, said.disclosure_short = speaker.disclosure, speaker.short
    return _said(said, wording, program=speaker.program, page=page, author=author, at=at)


@dataclass(frozen=True, slots=True)
class _Under:
    """The right that something is said under, and from where."""

    exercise: Exercise
    origin: Origin


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who comments, as readers are told."""

    program: Program
    relation: str
    disclosure: str
    short: str = ""


def _speaker(page: BrandPage, author: User, at: datetime) -> _Speaker:
    """Refuses an author who is switched off, has no verified address, or is muted or suspended; two queries."""
    program = program_of(page)
    stands: Any = _STANDS.first(program_id=program.pk, author_id=author.pk)
    if stands is None or not stands.verified:
        raise Forbidden(_("Confirm your e-mail address first; then you can comment."), code="unverified")
    if stands.silent_until is not None and stands.silent_until > at:
        rights.must_not_be_silent_until(stands.silent_until)
    if stands.works:
        return _Speaker(program, Message.Relation.TEAM, "")
    if stands.term_starts is not None and stands.term_starts <= at < stands.term_ends:
        readers = disclosure_of(author, program, page.language)
        return _Speaker(program, Message.Relation.ADVOCATE, readers.long, readers.short)
    return _Speaker(program, Message.Relation.MEMBER, "")


def _standing(program_id: int, author_id: int) -> QuerySet[User]:
    """The author with what they are in the program; no moment is among the values, so that it is composed once."""
    about = {"program": program_id, "member": OuterRef("pk")}
    term = Enrolment.objects.filter(ended_at=None, **about).order_by("-pk")
    silent = Silence.objects.filter(ended_at=None, **about).order_by("-ends_at", "pk")
    return (
        User.objects.filter(pk=author_id, is_active=True)
        .annotate(
            verified=Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)),
            works=Exists(CommunityManager.objects.filter(**about)),
            term_starts=Subquery(term.values("term_starts")[:1]),
            term_ends=Subquery(term.values("term_ends")[:1]),
            silent_until=Subquery(silent.values("ends_at")[:1]),
        )
        .only("pk")
    )


_STANDS = Composed(_standing, program_id=int, author_id=int)


def program_of(page: BrandPage) -> Program:
    """Refuses (404) a page that readers cannot see or that belongs to no program."""
    program = page.program if page.live else None
    if program is None:
        raise NotFound(_("There is no such page."))
    return program


def _parent_of(answers: Numbered, page: BrandPage) -> Message | None:
    """What is answered, as far as an answer depends on it, if it stands on the page."""
    return _PARENT.first(message_id=answers.pk, page_id=page.pk)


def _root_of(parent: Message | None) -> int:
    """The top of the branch that an answer hangs in.

    Refuses (404) an answer to what readers of the page never saw, and Conflict where it is gone or locked.
    """
    if parent is None or not parent.published_at:
        raise NotFound(_("There is no such message."))
    if parent.state != Message.State.PUBLISHED:
        raise Conflict(_("The message that you answer is no longer there."), code="gone")
    if parent.locked or parent.branch_locked:  # type: ignore[attr-defined]
        raise Conflict(_("This message is locked: it takes no more answers."), code="locked")
    return parent.root_id or int(parent.pk)


_PARENT = Composed(
    lambda message_id, page_id: Message.objects.filter(pk=message_id, page_id=page_id)
    .annotate(branch_locked=F("root__locked"))
    .only("state", "locked", "root", "published_at"),
    message_id=int, page_id=int,
)  # fmt: skip


def _delegated(
    said: Message,
    wording: Wording,
    *,
    program: Program,
    page: BrandPage,
    used: _Under,
    author: User,
    at: datetime,
    pictures: Sequence[StoredPicture],
) -> Message:
    """Store what was said under a right, with the exercise that allows it and what ties its author to the brand."""
    if len(pictures) > MOST_PICTURES:
        raise Invalid(
            _("A message holds at most %(most)d pictures.") % {"most": MOST_PICTURES}, code="too_many_pictures"
        )
    said.exercise, said.relation = used.exercise, Message.Relation.ADVOCATE
    readers = disclosure_of(author, program, page.language)
    said.disclosure, said.disclosure_short = readers.long, readers.short
    stored = _said(said, wording, program=program, page=page, author=author, at=at, used=used)
    Picture.objects.bulk_create(picture.row(stored, number) for number, picture in enumerate(pictures))
    return stored


def _said(
    said: Message,
    wording: Wording,
    *,
    program: Program,
    page: BrandPage,
    author: User,
    at: datetime,
    used: _Under | None = None,
) -> Message:
    """Screen, insert, record, and let readers see it; or let it wait."""
    hits = hits_in(
        wording, program=program, page_id=page.pk, author=author, kind=said.kind, at=at, message_id=None,
        language=page.language or program.language,
    )  # fmt: skip
    about: dict[str, Any] = {"program": program, "page": page, "author": author, "at": at}
    watched = _watched(said, wording, origin=used.origin, **about) if used else None
    said.hold_reason = hold_reason(used is not None and used.exercise.held, hits, breaker=tripped(watched))
    said.state = Message.State.HELD if said.hold_reason else Message.State.PUBLISHED
    said.program, said.page_id, said.author, said.written_at = program, page.pk, author, at
    said.title, said.body, said.language = wording.title, wording.body, page.language or program.language
    said.published_at = None if said.hold_reason else at
    insert(said)
    _open_to(said)
    verb = "message.held" if said.hold_reason else "message.published"
    data = told(said, hits) | ({"reason": said.hold_reason} if said.hold_reason else {})
    data |= {"new_device": True} if used and used.origin.known is False else {}
    grant = Number(used.exercise.grant_id) if used else None
    write(verb, at=at, subject=said, actor=author, program=program, grant=grant, **data)
    if watched and watched.holds:
        trip(said, watched, at=at)
    return said


def _watched(
    said: Message, wording: Wording, *, program: Program, page: BrandPage, author: User, at: datetime, origin: Origin
) -> Watched:
    """What the breaker says, with what it will need to know of this message later."""
    watched = watch(
        program=program, author=author, page_id=page.pk, text=wording.text, body=wording.body, at=at,
        new_device=origin.known is False,
    )  # fmt: skip
    said.sketch, said.sketched_at = watched.sketch, at
    return watched


def _open_to(said: Message) -> None:
    """Refuses where the conversation is closed; else readers of it see something new unless the message waits."""
    shown = said.state == Message.State.PUBLISHED
    if shown and Thread.objects.touch_open(said.page_id):
        return
    if Thread.objects.filter(page_id=said.page_id, locked=True).exists():
        raise Conflict(_("This conversation is closed."), code="locked")
    if shown:
        Thread.objects.touch(said.page_id)
