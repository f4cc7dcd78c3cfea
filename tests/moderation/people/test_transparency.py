"""The transparency report: from the record alone, the same bytes again, public."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from moderation.actions import appeals, blind, measures, proposals
from moderation.actions.rates import set_rates
from moderation.actions.transparency import comes_out_again, publish, publish_due
from moderation.models import Appeal, Case, Decision, Flag, Rates, TransparencyReport
from moderation.queries import transparency
from moderation.queries.transparency import bounds, bytes_of, csv_of, quarter_before, report_of
from record.actions import write
from record.models import Entry
from record.queries import sealed_until
from record.tasks import settle
from sitewide.errors import Conflict
from tests.moderation.conduct.doing import against, propose, take
from tests.moderation.people.learning import live
from tests.moderation.stage import Stage, staged

LATER = timedelta(days=100)


def this_quarter() -> tuple[int, int]:
    """Of now, which is over a hundred days later."""
    now = timezone.now().astimezone(UTC)
    return now.year, (now.month - 1) // 3 + 1


def moderated(stage: Stage) -> None:
    """A flag, two decisions, an appeal that reverses one, a second review of the other."""
    rates = Rates(program=stage.program, second_percent=100, gold_percent=0)
    set_rates(rates, actor=stage.manager, at=timezone.now())
    first = live(stage, "remove", case=stage.flagged())
    live(stage, "warn")
    made = appeals.appeal(first, by=stage.author, text="No.", at=timezone.now())
    other, reviewer = stage.moderator_of(), stage.moderator_of()
    appeals.decide(made, judge=other, overturn=True, reason="Fine.", at=timezone.now())
    settle()
    given = blind.give(stage.program, moderator=reviewer, at=timezone.now())
    assert given is not None
    blind.decide(given, moderator=reviewer, act="hide", clause=stage.clause, reason="Unkind.", at=timezone.now())
    settle()


def published(stage: Stage) -> TransparencyReport:
    moderated(stage)
    year, quarter = this_quarter()
    return publish(stage.program, year=year, quarter=quarter, at=timezone.now() + LATER)


def test_the_figures_are_those_of_the_record(stage: Stage) -> None:
    message = stage.say()
    with transaction.atomic():
        for reason in ("rule", "breaker", "probation", "halt"):
            write("message.held", at=timezone.now(), subject=message, program=stage.program, reason=reason)
    told = json.loads(published(stage).text)
    assert told["cases"]["opened"] == 2
    assert told["cases"]["by_cause"] == {"flag": 1, "staff": 1}
    assert told["cases"]["source_type"] == {"SOURCE_ARTICLE_16": 1, "SOURCE_VOLUNTARY": 1}
    assert told["decisions"]["by_act"] == {"remove": 1, "warn": 1}
    assert told["decisions"]["by_clause"] == {"1": 2}
    assert told["decisions"]["by_capacity"] == {"delegated": 2}
    assert told["decisions"]["decision_visibility"]["DECISION_VISIBILITY_CONTENT_REMOVED"] == 1
    assert told["automated_means"] == {"messages_held": 2, "by_reason": {"breaker": 1, "rule": 1}}, (
        "a halt is a person's"
    )
    assert told["complaints"]["reversed"] == 1
    assert told["complaints"]["reversed_share"]["value"] == "1.000"
    assert told["agreement"]["second_reviews"] == 1
    assert told["agreement"]["same_act"] == 0


def test_it_is_computed_from_the_record_and_nothing_else(stage: Stage) -> None:
    """Guard: any query of cases, decisions or appeals in `report_of`; without their rows it would come out another."""
    report = published(stage)
    with transaction.atomic():
        Case.objects.update(urgency=0, opened_at=timezone.now() - LATER)
        Flag.objects.update(note="changed")
        Decision.objects.update(overturned_at=timezone.now())
        Appeal.objects.update(due_at=timezone.now())
    live(stage)
    settle()
    assert comes_out_again(report), "what came later, or changed beside the record, changes nothing"


def test_the_command_answers_the_same_bytes_or_says_that_it_does_not(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = published(stage)
    written = StringIO()
    call_command("transparency_report", stage.program.slug, report.label, check=True, stdout=written)
    assert report.sha256 in written.getvalue()
    assert Entry.objects.get(verb="transparency.published").data["sha256"] == report.sha256
    monkeypatch.setattr(transparency, "VISIBILITY", {})
    with pytest.raises(CommandError):
        call_command("transparency_report", stage.program.slug, report.label, check=True)
    with pytest.raises(CommandError):
        call_command("transparency_report", stage.program.slug, "2019-Q1", check=True)
    with pytest.raises(CommandError):
        call_command("transparency_report", "nobody", "2026-Q5")


def test_what_was_done_about_people_is_counted_and_names_nobody(stage: Stage, client: Client) -> None:
    """A quarter in which nothing was done about anybody has no such part, so that the bytes of before come out again."""
    year, quarter = this_quarter()
    decision = against(stage)
    settle()
    before = report_of(stage.program, year, quarter, position=sealed_until()[0])
    assert "measures" not in before
    strike = take(stage, decision)
    take(stage, decision, kind="mute", days=2)
    proposals.decline(
        propose(stage, decision, kind="suspend", days=9), reason="Not so.", actor=stage.manager, at=timezone.now()
    )
    measures.lift(strike, reason="Enough.", actor=stage.manager, at=timezone.now())
    settle()
    report = publish(stage.program, year=year, quarter=quarter, at=timezone.now() + LATER)
    told = json.loads(report.text)["measures"]
    assert (told["taken"], told["by_kind"], told["taken_back"]) == (2, {"mute": 1, "strike": 1}, 1)
    assert told["decision_provision"] == {"DECISION_PROVISION_PARTIAL_SUSPENSION": 1}
    assert (told["proposals"]["by_moderators"], told["proposals"]["declined"]) == (1, 1)
    page = client.get(f"/decisions/reports/{report.label}/").content.decode()
    assert "Measures about people" in page
    assert stage.author.name not in page


def test_another_program_and_another_quarter_are_not_in_it(stage: Stage) -> None:
    other = staged(hostname="other.example")
    live(other)
    settle()
    year, quarter = this_quarter()
    told = report_of(stage.program, year, quarter, position=sealed_until()[0])
    assert told["entries"] == 0
    before = report_of(other.program, year - 1, quarter, position=sealed_until()[0])
    assert before["decisions"]["made"] == 0
    assert bytes_of(told) == bytes_of(report_of(stage.program, year, quarter, position=sealed_until()[0]))


def test_it_is_published_once_after_the_quarter_when_all_is_sealed(stage: Stage) -> None:
    live(stage)
    year, quarter = this_quarter()
    about = {"year": year, "quarter": quarter}
    for code, at in (("not_over", timezone.now()), ("unsealed", timezone.now() + LATER)):
        with pytest.raises(Conflict) as refused:
            publish(stage.program, **about, at=at)
        assert refused.value.code == code
    settle()
    at = bounds(year, quarter)[1] + timedelta(hours=1)
    assert publish_due(at=at) == 1
    settle()
    assert publish_due(at=at) == 0
    with pytest.raises(Conflict):
        publish(stage.program, **about, at=at)


def test_a_published_report_never_changes(stage: Stage) -> None:
    """Guard: the trigger `transparency_kept`."""
    report = published(stage)
    for change in (lambda rows: rows.update(text="{}"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(TransparencyReport.objects.filter(pk=report.pk))


def test_everybody_reads_it_as_page_json_and_csv(stage: Stage) -> None:
    report = published(stage)
    client = Client()
    assert report.label in client.get("/decisions/reports/").text
    page = client.get(f"/decisions/reports/{report.label}/")
    assert page.status_code == 200
    assert report.sha256 in page.text
    for name in (stage.moderator.name, stage.author.name, stage.moderator.email):
        assert name not in page.text
    assert client.get(f"/decisions/reports/{report.label}/report.json").content == report.text.encode()
    assert "decisions.by_act.remove,1" in client.get(f"/decisions/reports/{report.label}/report.csv").text
    for wrong in ("2019-Q1", "2026-Q5", "x", "２０２６-Q1"):
        assert client.get(f"/decisions/reports/{wrong}/").status_code == 404


def test_quarters_begin_and_end_in_utc() -> None:
    assert bounds(2026, 4) == (datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert quarter_before(datetime(2027, 1, 1, tzinfo=UTC)) == (2026, 4)
    assert quarter_before(datetime(2026, 12, 31, tzinfo=UTC)) == (2026, 3)


def test_a_figure_that_is_none_is_an_empty_cell() -> None:
    assert csv_of({"a": {"b": None, "c": 2}}) == "figure,value\r\na.b,\r\na.c,2\r\n"
