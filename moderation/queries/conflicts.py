"""What keeps a person from judging a message, as conditions of the database: the one place that says it.

The queue, the appeals, blind work and single cases ask the same conditions, so that what cannot be opened is neither
listed nor counted. `to_message` leads from the row to its message ("" for a message itself).
"""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from advocates.models import Application, Grant, Nomination
from moderation.models import Appeal, BlindDecision, Decision, Flag, Tie

KINDS = ("own", "flagged", "decided", *Tie.Kind.values, "related", "cohort")
"""In the order in which they are told; `related` is a tie that another person named."""
BARS_FOR_GOOD = frozenset(KINDS) - {"decided"}
"""Those that bar a decided case, too: whoever decided may read what they decided."""


def conditions(person: User, to_message: str = "message") -> dict[str, Q]:
    """Each kind of conflict of this person with the message that the row is about."""
    here = f"{to_message}__" if to_message else ""
    message, author = OuterRef(to_message or "pk"), f"{here}author"
    judged = Appeal.objects.filter(decided_by=person, decision__case__message=message)
    blind = BlindDecision.objects.filter(by=person, case__message=message, at__isnull=False)
    found = {
        "own": Q(**{author: person.pk}),
        "flagged": Q(Exists(Flag.objects.filter(by=person, message=message))),
        "decided": Q(Exists(Decision.objects.filter(by=person, case__message=message)))
        | Q(Exists(judged))
        | Q(Exists(blind)),
    }
    return found | nearness(person, to=author, program=f"{here}program", since=f"{here}written_at")


def nearness(person: User, *, to: str, program: str, since: str) -> dict[str, Q]:
    """Each way in which this person stands near to somebody whom a row is about, not only of a message.

    `to`, `program` and `since` lead from the row to that person, to the program, and to the moment that counts.
    """
    about = Q(program=OuterRef(program))
    held = Q(ended_at=None) | Q(ended_at__gte=OuterRef(since))
    ties = Tie.objects.filter(about, held)
    mine = Tie.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=OuterRef(OuterRef(since))),
        program=OuterRef("program"), key=OuterRef("key"), person=person,
    )  # fmt: skip
    found: dict[str, Q] = {}
    organisations = ties.filter(person=OuterRef(to)).exclude(key="")
    for kind in Tie.Kind.values:
        named = ties.filter(person=person, kind=kind, other=OuterRef(to))
        found[kind] = Q(Exists(named)) | _shared(kind, organisations, mine)
    found["related"] = Q(Exists(ties.filter(other=person, person=OuterRef(to))))
    return found | {"cohort": _mates(person, about, to)}


def unbiased(person: User, to_message: str = "message") -> Q:
    """The condition that nothing speaks against this person's judging what the row is about."""
    return ~reduce(or_, conditions(person, to_message).values())


def openable(person: User, is_open: Q, to_message: str = "message") -> Q:
    """The condition that the person may read the row at all; `is_open` says which rows still wait for a decision."""
    found = conditions(person, to_message)
    barred = reduce(or_, (found[kind] for kind in KINDS if kind in BARS_FOR_GOOD))
    return ~barred & ~(is_open & found["decided"])


def _shared(kind: str, theirs: QuerySet[Tie], mine: QuerySet[Tie]) -> Q:
    """Both named the same organisation: to work there and to compete with it is the conflict of competitors."""
    works, competes = Tie.Kind.EMPLOYER, Tie.Kind.COMPETITOR
    if kind == works:
        return Q(Exists(theirs.filter(Exists(mine.filter(kind=works)), kind=works)))
    if kind == competes:
        either = Q(Exists(mine.filter(kind=competes)), kind=works) | Q(Exists(mine.filter(kind=works)), kind=competes)
        return Q(Exists(theirs.filter(either)))
    return Q(pk__in=())


def _mates(person: User, about: Q, author: str) -> Q:
    """They came by the same invitation, one nominated the other, or one passed a right on to the other."""
    theirs = OuterRef(author)
    came = Application.objects.filter(about, applicant=theirs, invited_by__isnull=False)
    beside = Application.objects.filter(invited_by=OuterRef("invited_by"), applicant=person)
    nominated = Nomination.objects.filter(about, state=Nomination.State.AGREED)
    passed = Grant.objects.filter(about, passed_from__isnull=False)
    ways = (
        came.filter(Exists(beside)),
        nominated.filter(nominator=person, application__applicant=theirs),
        nominated.filter(nominator=theirs, application__applicant=person),
        passed.filter(granted_by=person, advocate=theirs),
        passed.filter(granted_by=theirs, advocate=person),
    )
    return reduce(or_, (Q(Exists(rows)) for rows in ways))
