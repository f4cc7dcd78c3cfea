"""What a manager makes of a post that is held: said despite a restriction that names them, or given back."""

from typing import Any

import pytest

from advocates.actions import halts
from advocates.models import Override
from cms.actions import scheduling
from record.models import Entry
from tests.cms.conftest import Cast
from tests.cms.scheduling.planning import held_in_quiet, plan
from tests.refusing import refusal

pytestmark = pytest.mark.django_db


def test_a_manager_whom_the_restriction_names_has_it_said_with_a_reason(cast: Cast) -> None:
    post = held_in_quiet(cast, cast.manager)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.release(post, **about)) == "no_reason"
    done = scheduling.release(post, reason="It is about the recall.", **about)
    assert done.state == "sent"
    assert done.message is not None
    assert Override.objects.get().exercise == done.message.exercise
    assert Entry.objects.filter(verb="restriction.overridden").count() == 1


def test_no_other_manager_has_it_said_in_the_quiet_period(cast: Cast) -> None:
    """Guard: `must_override` in `release`; without it every manager speaks despite every restriction."""
    post = held_in_quiet(cast)
    act = {"actor": cast.manager, "reason": "Please."}
    assert refusal(lambda: scheduling.release(post, at=cast.later(hours=4), **act)) == "not_named"
    assert scheduling.release(post, at=cast.later(days=2), **act).state == "sent"
    assert not Override.objects.exists()


def test_an_override_sets_nothing_else_aside(cast: Cast) -> None:
    """Guard: `exercise` inside `release`: a halt stops it, whoever overrides the quiet period."""
    post = held_in_quiet(cast, cast.manager)
    halts.halt(cast.program, level="program", actor=cast.manager, at=cast.at)
    act = {"actor": cast.manager, "reason": "Please.", "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.release(post, **act)) == "halted"
    assert not Override.objects.exists()


def test_nobody_releases_their_own_or_what_is_not_held(cast: Cast) -> None:
    post = plan(cast)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=1), "reason": "Because"}
    assert refusal(lambda: scheduling.release(post, **about)) == "not_held"
    assert refusal(lambda: scheduling.release(post, **about | {"actor": cast.advocate})) == "not_a_manager"
    cast.program.managers.create(member=cast.advocate, since=cast.at)
    assert refusal(lambda: scheduling.release(post, **about | {"actor": cast.advocate})) == "own"


def test_a_manager_gives_it_back_and_says_why(cast: Cast) -> None:
    post = held_in_quiet(cast)
    about: dict[str, Any] = {"actor": cast.manager, "at": cast.later(hours=4)}
    assert refusal(lambda: scheduling.give_back(post, reason=" ", **about)) == "no_reason"
    back = scheduling.give_back(post, reason="Not before Monday.", **about)
    assert (back.state, back.owner, back.hold_why) == ("held", cast.advocate, "Not before Monday.")
