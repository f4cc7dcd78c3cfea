"""Quiet periods and embargoed topics: setting and lifting, and everything that is refused."""

from typing import Any

import pytest

from advocates.actions import restrictions
from advocates.models import Restriction
from record.models import Entry
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def restrict(on: Stage, **fields: Any) -> Restriction:
    known = {"kind": "quiet", "place": on.kitchen, "reason": "The recall.", "actor": on.manager, "at": on.now}
    known |= {"starts_at": on.now, "ends_at": on.later(days=1)}
    return restrictions.restrict(on.program, **known | fields)


def test_an_embargo_keeps_its_words_one_a_line(on: Stage) -> None:
    made = restrict(on, kind="embargo", words="  lawsuit \n\n copper recall\n")
    assert made.words == "lawsuit\ncopper recall"
    assert Entry.objects.get(verb="restriction.set").data["kind"] == "embargo"
    assert "lawsuit" not in str(Entry.objects.get().data)


def test_a_quiet_period_has_no_words(on: Stage) -> None:
    assert restrict(on, words="lawsuit").words == ""


def test_what_makes_no_sense_is_refused(on: Stage) -> None:
    other = stage(hostname="other.example")
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "loud"}, "unknown_kind"), ({"place": other.kitchen}, "outside_the_program"),
        ({"kind": "embargo", "words": " \n"}, "no_words"), ({"kind": "embargo", "words": "x" * 4001}, "no_words"),
        ({"reason": " "}, "no_reason"), ({"ends_at": on.now}, "ends_too_early"),
        ({"starts_at": on.later(days=-2), "ends_at": on.later(days=-1)}, "ends_too_early"),
        ({"actor": other.manager}, "not_a_manager"), ({"actor": on.advocate}, "not_a_manager"),
    ]  # fmt: skip
    for fields, code in wrong:
        assert refusal(lambda fields=fields: restrict(on, **fields)) == code


def test_a_restriction_is_lifted_once_by_a_manager(on: Stage) -> None:
    made = restrict(on)
    assert refusal(lambda: restrictions.lift(made, actor=on.advocate, at=on.now)) == "not_a_manager"
    assert restrictions.lift(made, actor=on.manager, at=on.now).lifted_at == on.now
    assert refusal(lambda: restrictions.lift(made, actor=on.manager, at=on.now)) == "already_over"
    assert refusal(lambda: restrictions.lift(restrict(on), actor=on.manager, at=on.later(days=2))) == "already_over"
    assert list(Entry.objects.filter(verb="restriction.lifted").values_list("subject_id", flat=True)) == [made.pk]
