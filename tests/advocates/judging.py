"""A program that wants two reviews by two criteria, and one press that gives one."""

from typing import Any

import pytest

from accounts.models import User
from advocates.actions import reviews
from advocates.models import Application, Criterion, Review
from tests.advocates.joining import Joining


@pytest.fixture
def two(joining: Joining) -> Joining:
    """The program wants two reviews, by two criteria."""
    program = joining.program
    program.reviewers = 2
    program.save()
    for label, most in (("Knows the things", 5), ("Writes clearly", 3)):
        reviews.save_criterion(
            Criterion(program=program, label=label, most=most, position=most), actor=joining.manager, at=joining.at
        )
    return joining


def points(of: Joining, number: int = 2) -> dict[int, int]:
    return {one.pk: number for one in of.program.criteria.all()}


def judge(of: Joining, one: Application, actor: User, advice: str = "accept", **given: Any) -> Review:
    known: dict[str, Any] = {"points": points(of), "note": f"Says {actor.name}.", "at": of.at}
    return reviews.give(one, advice=advice, actor=actor, **known | given)
