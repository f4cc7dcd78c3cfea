"""Declaring, recording and ending ties."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.actions.ties import declare, end, key_of
from moderation.models import Tie
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories import UserFactory
from tests.moderation.stage import Stage


def say(stage: Stage, **fields: Any) -> Tie:
    known = {
        "person": stage.moderator, "kind": "household", "actor": stage.moderator, "at": timezone.now(),
        "other": stage.author,
    }  # fmt: skip
    return declare(stage.program, **known | fields)


def test_a_moderator_says_it_of_themselves_and_it_is_recorded_without_names(stage: Stage) -> None:
    made = say(stage)
    entry = Entry.objects.get(verb="tie.declared")
    assert (entry.actor_id, entry.subject_id, entry.data) == (stage.moderator.pk, made.pk, {"kind": "household"})


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "friend"}, "no_kind"),
        ({"other": None}, "no_other"),
        ({"other": None, "organisation": "Pots"}, "no_other"),
        ({"kind": "employer", "organisation": "Pots"}, "no_other"),
        ({"kind": "employer", "other": None, "organisation": " … "}, "no_other"),
    ],
)
def test_what_makes_no_sense_is_refused(stage: Stage, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(stage, **fields)
    assert refused.value.code == code


def test_nobody_is_tied_to_themselves(stage: Stage) -> None:
    with pytest.raises(Invalid):
        say(stage, other=stage.moderator)


def test_only_managers_record_it_of_others_and_say_how_they_know(stage: Stage) -> None:
    with pytest.raises(Forbidden):
        say(stage, actor=stage.author)
    with pytest.raises(Invalid) as refused:
        say(stage, actor=stage.manager)
    assert refused.value.code == "no_reason"
    assert say(stage, actor=stage.manager, reason="They told us.").said_by == stage.manager


def test_whoever_is_not_in_the_program_declares_nothing(stage: Stage) -> None:
    stranger = UserFactory()
    with pytest.raises(Forbidden):
        say(stage, person=stranger, actor=stranger)


def test_it_is_declared_once(stage: Stage) -> None:
    say(stage)
    with pytest.raises(Conflict):
        say(stage)


def test_one_ends_what_one_said_but_not_what_a_manager_recorded(stage: Stage) -> None:
    own = say(stage)
    recorded = say(stage, kind="employer", actor=stage.manager, reason="Seen.")
    with pytest.raises(NotFound):
        end(own, actor=stage.author, at=timezone.now())
    with pytest.raises(Forbidden):
        end(recorded, actor=stage.moderator, at=timezone.now())
    assert end(own, actor=stage.moderator, at=timezone.now()).ended_by == stage.moderator
    assert end(recorded, actor=stage.manager, at=timezone.now()).ended_at
    with pytest.raises(Conflict):
        end(own, actor=stage.manager, at=timezone.now())


@pytest.mark.parametrize("change", [{"kind": "employer"}, {"reason": "Because"}, {"ended_at": None, "ended_by": None}])
def test_a_tie_is_never_rewritten(stage: Stage, change: dict[str, Any]) -> None:
    """Guard: the trigger `tie_only_ends`."""
    made = end(say(stage), actor=stage.moderator, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.filter(pk=made.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.filter(pk=made.pk).delete()


def test_organisations_are_compared_by_what_readers_take_them_for() -> None:
    assert key_of("Pots & Co.") == key_of("pots   &  CO") == key_of("Pоts & Co")
    assert key_of("Pots") != key_of("Pans")
