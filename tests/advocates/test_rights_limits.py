"""The checks that count and forbid: quotas, restrictions, conflicts."""

from datetime import timedelta
from typing import Any

import pytest

from advocates.models import Restriction
from advocates.rights import NotAllowed
from tests.advocates.asking import ask, refused_by, use
from tests.kept import kept
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def test_the_quota_of_a_day_is_used_up_and_begins_anew_at_midnight_of_the_program(on: Stage) -> None:
    on.program.time_zone = "Pacific/Auckland"
    on.program.save()
    on.grant(per_day=2, starts_at=on.later(days=-3))
    local = on.now.astimezone(on.program.zone).replace(hour=23, minute=58, second=0)
    late = local if local <= on.now.astimezone(on.program.zone) else local - timedelta(days=1)
    use(on, at=late)
    use(on, at=late + timedelta(minutes=1))
    with pytest.raises(NotAllowed) as refusal:
        use(on, at=late + timedelta(minutes=1, seconds=30))
    assert (refusal.value.code, refusal.value.answer.refusal.why) == ("within_quota", "day_used")  # type: ignore[union-attr]
    assert use(on, at=late + timedelta(minutes=3)).pk


def test_the_quota_in_total_never_begins_anew(on: Stage) -> None:
    on.grant(per_day=5, in_total=1, starts_at=on.later(days=-3))
    use(on, at=on.later(days=-2))
    assert refused_by(ask(on)) == ("within_quota", "total_used")


def test_without_a_grant_no_quota_is_promised(on: Stage) -> None:
    check = next(check for check in ask(on).checks if check.code == "within_quota")
    assert (check.passed, check.why) == (False, "no_quota")


def restrict(on: Stage, **fields: Any) -> Restriction:
    known = {"program": on.program, "place": on.kitchen, "reason": "The recall.", "set_by": on.manager}
    known |= {"starts_at": on.later(hours=-1), "ends_at": on.later(hours=1)}
    return Restriction.objects.create(**known | fields)


def test_nobody_posts_or_replies_in_a_quiet_period_but_moderators_go_on(on: Stage) -> None:
    on.grant()
    on.grant(right="moderate")
    restrict(on, kind="quiet")
    answer = ask(on, place=on.place(on.pans))
    assert refused_by(answer) == ("unrestricted", "quiet")
    assert "The recall." in answer.refusal.sentence  # type: ignore[union-attr]
    assert ask(on, "moderate").allowed


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("About the Copper  Recall of spring", True), ("COPPER RECALL!", True), ("coppers recalled", False), ("", False),
        ("xcopper recall", False),
    ],
)  # fmt: skip
def test_an_embargo_stops_only_its_words_as_whole_words(on: Stage, text: str, stopped: bool) -> None:
    on.grant()
    restrict(on, kind="embargo", words="copper recall\nlawsuit")
    assert refused_by(ask(on, text=text)) == (("unrestricted", "embargo") if stopped else None)


@pytest.mark.parametrize("fields", [{"lifted_at": "now"}, {"starts": 1, "ends": 2}, {"starts": -2, "ends": -1}])
def test_a_restriction_counts_only_while_it_is_valid(on: Stage, fields: dict[str, Any]) -> None:
    on.grant()
    if "starts" in fields:
        restrict(on, starts_at=on.later(hours=fields["starts"]), ends_at=on.later(hours=fields["ends"]))
    else:
        restrict(on, lifted_at=on.now)
    assert ask(on).allowed


@pytest.mark.parametrize("conflict", ["own", "flagged", "decided"])
def test_a_moderator_with_a_conflict_is_refused(on: Stage, conflict: str) -> None:
    on.grant(right="moderate")
    answer = ask(on, "moderate", conflicts=(conflict,))
    assert refused_by(answer) == ("no_conflict", conflict)
