"""A world that is built once for the tests that begin with it, instead of once for each of them.

It stands in a transaction of its own around those of the tests, which undo what a test did to it; every test gets its
own copy of the objects. Whoever asks for no such world, or for real commits, finds none.
"""

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from sitewide.memory import forget_everything

World = TypeVar("World")
LASTS = 60.0
"""Seconds; an older world is built anew, so that what it calls now is hardly past."""
REAL_COMMITS = {"transactional_db", "live_server", "django_db_reset_sequences"}


@dataclass(frozen=True)
class Recipe:
    """How a world is built, of what, and for how many seconds it is good."""

    build: Callable[..., Any]
    fields: tuple[tuple[str, Any], ...] = ()
    lasts: float = LASTS

    def made(self) -> Any:
        return self.build(**dict(self.fields))


@dataclass
class Keeper:
    """Holds at most one world, of this process."""

    recipe: Recipe | None = None
    world: Any = None
    until: float = 0.0
    standing: ExitStack = field(default_factory=ExitStack)

    def open(self, recipe: Recipe, blocker: DjangoDbBlocker) -> None:
        """Builds the world unless it stands already."""
        if self.recipe == recipe:
            return
        self.close()
        with blocker.unblock(), ExitStack() as stack:
            stack.callback(_forget)
            stack.enter_context(blocker.unblock())
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
            _forget()
            self.world = recipe.made()
            self.recipe, self.until = recipe, time.monotonic() + recipe.lasts
            self.standing = stack.pop_all()
        _forget()

    def close(self) -> None:
        """Undoes the world, so that the database is as it was before."""
        self.recipe = self.world = None
        self.standing.close()

    def copied(self, clock: str) -> Any:
        mine = copy.deepcopy(self.world)
        return replace(mine, **{clock: timezone.now()}) if clock else mine


def _forget() -> None:
    cache.clear()
    forget_everything()


keeper = Keeper()


def kept(build: Callable[..., World], *, clock: str = "", lasts: float = LASTS, **fields: Any) -> Any:
    """A fixture with the world that `build` makes of `fields`; `clock` names what in it says when the test began."""
    recipe = Recipe(build, tuple(sorted(fields.items())), lasts)

    def world(db: None) -> World:
        made: World = keeper.copied(clock) if keeper.recipe == recipe else recipe.made()
        return made

    world.recipe = recipe  # type: ignore[attr-defined]
    return pytest.fixture(world)


def wanted(item: pytest.Item) -> Recipe | None:
    """The world that a test begins with; none for one that commits."""
    marker = item.get_closest_marker("django_db")
    if (marker and (marker.args or marker.kwargs)) or REAL_COMMITS & set(item.fixturenames):  # type: ignore[attr-defined]
        return None
    known = item._fixtureinfo.name2fixturedefs.values()  # type: ignore[attr-defined]
    found = [recipe for fixtures in known if (recipe := getattr(fixtures[-1].func, "recipe", None))]
    return found[0] if found else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a fixture of a module or of the run is set up: what stands and is not wanted is undone."""
    if keeper.recipe and (wanted(item) != keeper.recipe or time.monotonic() > keeper.until):
        keeper.close()


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """Before pytest-django opens the transaction of a test: the world around it."""
    if fixturedef.argname == "_django_db_helper" and (recipe := wanted(request.node)):
        request.getfixturevalue("nothing_is_kept_at_the_end")
        keeper.open(recipe, request.getfixturevalue("django_db_blocker"))


@pytest.fixture(scope="session")
def nothing_is_kept_at_the_end(django_db_setup: None) -> Iterator[None]:
    yield
    keeper.close()
