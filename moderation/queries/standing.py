"""How a person stands to a program's cases: which they may know of, and what keeps them from deciding one."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from accounts.models import User
from advocates import rights
from advocates.models import Halt, Program, Right
from advocates.queries import manages
from advocates.rights.facts import GrantFacts
from cms.models import Message
from moderation.queries.conflicts import KINDS, conditions
from sitewide.composed import Composed

NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Standing:
    """A person before the cases of one program at one moment.

    Staff know of all of them. Anybody else knows of what lies below the scopes of their live `moderate` grants.
    """

    person: User
    program: Program
    at: datetime
    is_staff: bool
    facts: rights.Facts | None

    @property
    def paths(self) -> tuple[str, ...]:
        """The treebeard paths of the scopes; empty for staff, who need none."""
        return tuple(dict.fromkeys(grant.path for grant in self._grants()))

    @property
    def may_look(self) -> bool:
        return self.is_staff or bool(self.paths)

    @property
    def is_wide(self) -> bool:
        """Whether they know of every case of the program."""
        return self.is_staff or any(grant.wide for grant in self._grants())

    def covers(self, path: str) -> bool:
        return self.is_staff or any(path.startswith(scope) for scope in self.paths)

    def within(self, field: str = "path") -> Q:
        """The condition that `field`, a path, lies where this person may look."""
        return Q() if self.is_staff else _below(self.paths, field)

    def usable(self) -> Q:
        """The condition on cases that the rule of rights would let them decide now: no halt, quota left."""
        if self.is_staff:
            return Q()
        paths = [path for path in self.paths if self.answer(path).allowed]
        return _below(tuple(paths), "path") & ~_below(self._halted_places(), "path")

    def answer(self, path: str, conflicts: tuple[str, ...] = ()) -> rights.RightsAnswer:
        """What the rule of rights says about moderating at this path; without a query."""
        assert self.facts is not None, "staff decide in their own name"
        place = rights.Place(0, path, self.program)
        return rights.answer(self.facts, Right.MODERATE, place, conflicts=conflicts)

    def refusal(self) -> rights.RightsAnswer | None:
        """Why none of the scopes can be used at the moment; nothing where one can."""
        answers = [self.answer(path) for path in self.paths]
        return None if self.is_staff or any(one.allowed for one in answers) else next(iter(answers), None)

    def _grants(self) -> list[GrantFacts]:
        facts = self.facts
        if facts is None or facts.term is None or not facts.term[0] <= self.at < facts.term[1]:
            return []
        return [g for g in facts.grants if g.right == Right.MODERATE and g.live and g.starts_at <= self.at < g.ends_at]

    def _halted_places(self) -> tuple[str, ...]:
        assert self.facts is not None, "only asked for those who moderate under a grant"
        halts = [halt for halt in self.facts.halts if halt.level == Halt.Level.PLACE]
        return tuple(halt.place.path for halt in halts if halt.place is not None)


def standing_of(person: User, program: Program, *, at: datetime) -> Standing:
    """Load it: one query for staff, two for anybody else (three while something is halted)."""
    is_staff = manages(person, program)
    facts = None if is_staff else rights.facts_of(person, program, at=at)
    return Standing(person, program, at, is_staff, facts)


def shadow_of(person: User, program: Program, *, at: datetime) -> Standing:
    """How an apprentice stands: by shadow grants alone, so that nothing they decide has an effect; managers have none."""
    return Standing(person, program, at, False, rights.facts_of(person, program, at=at, shadow=True))


def conflicts_of(person: User, message: Message) -> tuple[str, ...]:
    """Why this person may not decide on the message: keys of `actions.standing.CONFLICTS`; one query."""
    found = _ASKED.first(person_id=person.pk, message_id=message.pk)
    assert found is not None, "messages are never deleted"
    return tuple(kind for kind in KINDS if getattr(found, f"is_{kind}"))


def _asked(person_id: int, message_id: int) -> QuerySet[Message]:
    about = conditions(User(pk=person_id), "")
    asked = {f"is_{kind}": ExpressionWrapper(one, BooleanField()) for kind, one in about.items()}
    return Message.objects.filter(pk=message_id).annotate(**asked).only("pk")


_ASKED = Composed(_asked, person_id=int, message_id=int)


def _below(paths: tuple[str, ...], field: str) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), NOTHING)
