"""What others carry away from the register: tokens, badges, tables, and who spoke on which day."""

import csv
import io
import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocates.actions import halts
from advocates.models import Enrolment, Exercise, Grant
from advocates.queries.proof import grant_token, standing
from advocates.queries.usage import weeks_of
from record.keys import known_keys
from record.offline import GRANT, DoesNotHold, check_grant, read_token
from tests.kept import kept
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def token(on: Stage, grant: Grant) -> str:
    return grant_token(
        grant, at=on.now, issuer="https://t.example", register="https://t.example/register/1/", place="/"
    )


def test_a_token_says_who_may_do_what_where_by_whom_and_until_when(on: Stage) -> None:
    grant = on.grant(right="reply", reason="Knows pans.", ends_at=on.later(days=30))
    answer = Client().get(reverse("grant_token", args=[grant.pk]))
    said = check_grant(answer.content.decode(), known_keys(), at=on.now.timestamp() + 60)
    assert (said["grant"], said["right"], said["holder"]["name"]) == (grant.pk, "reply", str(on.advocate))
    assert said["register"] == f"http://testserver/register/{grant.pk}/"
    assert said["exp"] - said["iat"] == 24 * 3600
    assert on.advocate.email not in json.dumps(said)


def test_a_token_ends_with_its_day_and_with_its_grant(on: Stage) -> None:
    """Guard: `exp` in `check_grant`, and `min` in `grant_token`."""
    grant = on.grant(ends_at=on.later(hours=2))
    signed = token(on, grant)
    assert read_token(signed, known_keys(), typ=GRANT)["exp"] == int(grant.ends_at.timestamp())
    with pytest.raises(DoesNotHold, match="out of date"):
        check_grant(signed, known_keys(), at=on.later(hours=2).timestamp())
    with pytest.raises(DoesNotHold, match="out of date"):
        check_grant(signed, known_keys(), at=on.later(hours=-1).timestamp())


def test_no_token_is_made_of_a_grant_that_is_not_in_force(on: Stage) -> None:
    """Guard: `standing` in advocates.queries.proof, which asks the rule of rights."""
    offered, past = on.grant(state="offered"), on.grant(state="revoked", ended_at=on.now)
    early = on.grant(starts_at=on.later(days=1))
    late = on.grant(starts_at=on.later(days=-3), ends_at=on.later(days=-1))
    for grant in (offered, past, early, late):
        answer = Client().get(reverse("grant_token", args=[grant.pk]))
        assert answer.status_code == 409
        assert not re.search(rb"eyJ[\w-]{10,}\.", answer.content)
        assert b"quicker" not in answer.content, "nobody else was at it"


def test_a_halt_or_the_end_of_the_enrolment_stops_tokens_and_reddens_the_badge(on: Stage) -> None:
    grant = on.grant()
    assert standing(grant, on.now)[0] == "live"
    assert b"#17653f" in Client().get(reverse("grant_badge", args=[grant.pk])).content
    Enrolment.objects.filter(member=on.advocate).update(ended_at=on.now, end="left")
    assert standing(grant, on.now)[0] == "suspended"
    Enrolment.objects.filter(member=on.advocate).update(ended_at=None, end="")
    halts.halt(on.program, level="grant", grant=grant, actor=on.manager, at=on.now)
    assert standing(grant, on.now)[0] == "halted"
    badge = Client().get(reverse("grant_badge", args=[grant.pk])).content
    assert b"#b1241c" in badge
    assert b"#17653f" not in badge


def test_a_badge_is_a_drawing_in_which_nothing_of_a_person_is_markup(on: Stage) -> None:
    on.advocate.name = '<script>alert(1)</script>"&'
    on.advocate.save()
    answer = Client().get(reverse("grant_badge", args=[on.grant().pk]))
    drawing = ElementTree.fromstring(answer.content)
    assert drawing.tag.endswith("svg")
    assert not list(drawing.iterfind(".//{*}script"))
    assert answer["Content-Type"] == "image/svg+xml"


def test_tokens_and_badges_of_another_program_are_unknown_here(on: Stage) -> None:
    other = stage(hostname="other.example", name="Canary program").grant()
    for name in ("grant_token", "grant_badge"):
        assert Client().get(reverse(name, args=[other.pk])).status_code == 404


def test_the_table_of_the_register_has_no_formula_and_obeys_the_filters(on: Stage) -> None:
    on.grant(right="reply", reason="=HYPERLINK(1)")
    on.grant(right="post", reason="Quiet.")
    answer = Client().get(reverse("register_csv"))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert len(rows) == 3
    assert "'=HYPERLINK(1)" in rows[2]
    assert on.advocate.email not in str(rows)
    filtered = b"".join(Client().get(reverse("register_csv"), {"right": "post"})).decode()
    assert len(list(csv.reader(io.StringIO(filtered)))) == 2
    assert Client().get(reverse("register_csv"), {"right": "rule"}).status_code == 422


def test_the_register_tells_who_held_a_right_on_a_day_and_who_used_it(on: Stage) -> None:
    """Guards: each bound in `in_force_on`."""
    begun = on.later(days=-10)
    held = {"starts_at": begun, "answered_at": begun, "offered_at": begun}
    used = on.grant(right="reply", **held)
    idle = on.grant(right="post", **held)
    gone = on.grant(right="post", **held, state="revoked", ended_at=on.later(days=-8))
    on.grant(right="post", starts_at=on.later(days=-1), answered_at=on.now)
    on.grant(right="post", state="declined", **held, ended_at=on.later(days=-9))
    for hours in (0, 1):
        Exercise.objects.create(grant=used, right="reply", place=on.kitchen, at=on.later(days=-5, hours=-hours / 60))
    day = on.later(days=-5).astimezone(on.program.zone).date()
    found = Client().get(reverse("register"), {"on": day.isoformat()}).context["lines"]
    assert {line.grant.pk: line.grant.used_then for line in found} == {used.pk: 2, idle.pk: 0}
    earlier = (day - timedelta(days=4)).isoformat()
    before = Client().get(reverse("register_json"), {"on": earlier}).json()["grants"]
    assert {grant["id"] for grant in before} == {used.pk, idle.pk, gone.pk}
    assert b"Used that day" in Client().get(reverse("register"), {"on": day.isoformat()}).content


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday"])
def test_a_day_that_cannot_be_is_refused(on: Stage, day: str) -> None:
    assert Client().get(reverse("register"), {"on": day}).status_code == 422


def test_words_find_grants_by_reason_person_and_place(on: Stage) -> None:
    grant = on.grant(reason="Knows cast iron.")
    other = on.grant(reason="Else.", scope=on.pans)
    for words, found in (("CAST", {grant.pk}), (on.pans.title, {other.pk}), (on.advocate.name, {grant.pk, other.pk})):
        lines = Client().get(reverse("register"), {"words": words}).context["lines"]
        assert {line.grant.pk for line in lines} == found


def test_uses_are_counted_in_weeks_with_none_left_out(on: Stage) -> None:
    grant = on.grant(starts_at=on.later(weeks=-5))
    for weeks in (-2, -2, 0):
        Exercise.objects.create(grant=grant, right="reply", place=on.kitchen, at=on.later(weeks=weeks))
    weeks = weeks_of(grant, on.now)
    assert [week.uses for week in weeks] == [0, 0, 0, 2, 0, 1]
    assert {(week.monday.weekday(), week.height) for week in weeks} == {(0, 0), (0, 100), (0, 50)}
    assert len(weeks_of(on.grant(starts_at=on.later(weeks=-80)), on.now)) == 16


def test_the_page_of_a_grant_shows_the_chart_with_its_table_and_needs_few_queries(on: Stage) -> None:
    grant = on.grant(starts_at=on.later(weeks=-2))
    Exercise.objects.create(grant=grant, right="reply", place=on.kitchen, at=on.later(weeks=-1))
    Client().get(grant.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        page = Client().get(grant.get_absolute_url()).content.decode()
    assert len(asked) <= 10
    assert "Uses a week" in page
    assert reverse("grant_badge", args=[grant.pk]) in page
