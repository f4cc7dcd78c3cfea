"""Our answers for anybody and any page among a million grants; run by `benchmarks.rights` in a process of its own."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from advocates import rights
from advocates.models import Grant, Right
from advocates.rights import Place
from benchmarks.peers.shared.peer_extent import GRANTS_EACH
from benchmarks.peers.shared.peer_rights import Question, answer
from benchmarks.product.crowd import Crowd, crowd
from tools.steps import Trouble

SAMPLE, POOL = 200, 400
MOST_QUERIES = 2


@dataclass(frozen=True)
class Asked:
    person: User
    place: Place
    right: str
    at: datetime


def main() -> None:
    everybody, dice = crowd(), Random(7)
    must_hold(everybody, dice)
    now = [somebody(everybody, dice) for _number in range(POOL)]
    restricted = [replace(asked, at=asked.at + timedelta(hours=2)) for asked in now]
    answer(
        {
            "any": Question(lambda: fresh(dice.choice(now)), one),
            "restricted": Question(lambda: fresh(dice.choice(restricted)), one),
        }
    )


def fresh(asked: Asked) -> Asked:
    """With a person of whom nothing was asked before, as a request has them; it costs no query."""
    return replace(asked, person=copy(asked.person))


def somebody(everybody: Crowd, dice: Random, later: timedelta = timedelta()) -> Asked:
    """Anybody, read from the database, and half of the time a page on which they hold something."""
    person = get_user_model().objects.get(pk=dice.choice(everybody.people))
    page, path = dice.choice(everybody.pages)
    right = dice.choice(Right.values)
    if dice.random() < 0.5:
        held = Grant.objects.filter(advocate=person, state="live").select_related("scope")[dice.randrange(GRANTS_EACH)]
        page, path, right = held.scope_id, held.scope.path, held.right
    return Asked(person, Place(page, path, everybody.program), right, timezone.now() + later)


def one(asked: Asked) -> int:
    return int(rights.examine(asked.person, asked.right, asked.place, at=asked.at).allowed)


def must_hold(everybody: Crowd, dice: Random) -> None:
    """Refuses an answer that takes a third query, whoever is asked about, and one that is never yes or never no."""
    said = set()
    for number in range(SAMPLE):
        asked = somebody(everybody, dice, later=timedelta(hours=number % 3))
        with CaptureQueriesContext(connection) as queries:
            said.add(one(asked))
        if len(queries) > MOST_QUERIES:
            raise Trouble(f"{len(queries)} queries for one answer")
    if said != {0, 1}:
        raise Trouble(f"Everybody is told the same: {said}")


if __name__ == "__main__":
    main()
