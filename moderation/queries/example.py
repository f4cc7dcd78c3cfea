"""A prepared comment of a course, laid out for the moderator's console as a case is. No row stands behind it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from advocates.models import Attempt, Clause
from advocates.quizzes import ACTS
from cms.models import Message
from moderation.acts import Option, options_for
from moderation.legible import Legible, legible
from sitewide.text import from_plain

ARRIVED = timedelta(minutes=40)
"""How long ago the example was said, so that the console looks as it does at work."""


@dataclass(frozen=True, slots=True)
class Writer:
    """The invented author."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def get_full_name(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Comment:
    """The invented message, as far as the console shows one."""

    author: Writer
    body: str
    written_at: datetime
    relation: str = Message.Relation.MEMBER
    state: str = "example"
    title: str = ""
    author_id: int = 0

    @property
    def get_relation_display(self) -> str:
        return str(Message.Relation(self.relation).label)


@dataclass(frozen=True, slots=True)
class Flagged:
    clause: Clause
    note: str


@dataclass(frozen=True, slots=True)
class Complaint:
    flag: Flagged
    at: datetime


@dataclass(frozen=True, slots=True)
class Example:
    """What `partials/causes.html`, `message.html` and `decide.html` of the console ask of a case's file."""

    message: Comment
    flags: list[Complaint]
    legible: Legible
    options: list[Option]
    clauses: list[Clause]
    hits: list[Any] = field(default_factory=list)
    pictures: list[Any] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    edits: list[Any] = field(default_factory=list)
    root: None = None
    parent: None = None


def example_of(attempt: Attempt, number: int, clauses: list[Clause], *, at: datetime) -> Example:
    """The comment of question `number` (from 1), which is of kind example. What is right about it is not in here."""
    asked = attempt.questions[number - 1]
    said = at - ARRIVED
    body = from_plain(asked["said"])
    named = next((clause for clause in clauses if clause.code == asked["flag"]), None)
    return Example(
        message=Comment(Writer(asked["author"]), body, said),
        flags=[Complaint(Flagged(named, asked["note"]), said + ARRIVED / 4)] if named else [],
        legible=legible("", body, name=asked["author"]), clauses=clauses,
        options=[option for option in options_for(_published(), escalated=False) if option.act in ACTS],
    )  # fmt: skip


def _published() -> Message:
    return Message(kind=Message.Kind.COMMENT, state=Message.State.PUBLISHED)
