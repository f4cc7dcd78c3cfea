"""Our answers to the questions about rights; run by `benchmarks.rights` in a process of its own."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts.models import User
from advocates import rights
from advocates.models import Right
from advocates.rights import Facts, Place
from benchmarks.peers.shared.peer_rights import Question, answer
from benchmarks.product.store import Stored, store

OWN = ("own",)
ADVOCATES = 20


def main() -> None:
    stored = store(ADVOCATES)
    page = Place.on(stored.page, stored.program)
    known = rights.facts_of(stored.advocate, stored.program, at=timezone.now())
    answer(
        {
            "cold": Question(lambda: stranger(stored), lambda asked: one(asked, page)),
            "warm": Question(lambda: known, lambda facts: int(rights.answer(facts, Right.REPLY, page).allowed)),
            "many": Question(lambda: stranger(stored), lambda asked: many(asked, page, stored)),
        }
    )


def stranger(stored: Stored) -> tuple[User, datetime]:
    """The advocate as a request has them: read from the database, nothing known of their rights."""
    return get_user_model().objects.get(pk=stored.advocate.pk), timezone.now()


def one(asked: tuple[User, datetime], page: Place) -> int:
    person, at = asked
    return int(rights.examine(person, Right.REPLY, page, at=at).allowed)


def many(asked: tuple[User, datetime], page: Place, stored: Stored) -> int:
    """Four questions for each of the comments: answer it, post beside it, moderate it, moderate it as its author."""
    person, at = asked
    facts = rights.facts_of(person, stored.program, at=at)
    return sum(four(facts, page) for _ in stored.comments)


def four(facts: Facts, page: Place) -> int:
    answers = (
        rights.answer(facts, Right.REPLY, page),
        rights.answer(facts, Right.POST, page),
        rights.answer(facts, Right.MODERATE, page),
        rights.answer(facts, Right.MODERATE, page, conflicts=OWN),
    )
    return sum(told.allowed for told in answers)


if __name__ == "__main__":
    main()
