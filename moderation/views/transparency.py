"""The published transparency reports, for everybody, as a page, JSON and CSV."""

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.views.doors import program_here
from moderation.models import TransparencyReport
from moderation.queries.transparency import csv_of
from sitewide.errors import NotFound


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Every quarter that is published, the newest first."""
    found = TransparencyReport.objects.filter(program=program_here(request)).defer("text").order_by("-year", "-quarter")
    return render(request, "moderation/reports.html", {"reports": found})


@require_safe
def report(request: HttpRequest, label: str) -> HttpResponse:
    """One quarter."""
    found = _report(request, label)
    told = json.loads(found.text)
    context = {"report": found, "told": told, "tables": _tables(told), "agreement": _agreement(told)}
    seconds = told["decisions"]["median_seconds"]
    median = "" if seconds is None else timesince(found.made_at - timedelta(seconds=seconds), found.made_at)
    return render(request, "moderation/report.html", context | {"median": median})


@require_safe
def report_json(request: HttpRequest, label: str) -> HttpResponse:
    """The bytes whose hash is on the record."""
    return _file(_report(request, label), "json", "application/json")


@require_safe
def report_csv(request: HttpRequest, label: str) -> HttpResponse:
    """The same figures, one a line."""
    return _file(_report(request, label), "csv", "text/csv; charset=utf-8")


def _tables(told: dict[str, Any]) -> list[tuple[Any, list[tuple[str, int]]]]:
    parts = (
        (_("Cases by what opened them"), told["cases"]["by_cause"]), (_("Decisions by act"), told["decisions"]["by_act"]),
        (_("Decisions by rule"), told["decisions"]["by_clause"]),
        (_("Decisions by who made them"), told["decisions"]["by_capacity"]),
        (_("What became of messages"), told["decisions"]["decision_visibility"]),
        (_("Held by a machine, by what held"), told["automated_means"]["by_reason"]),
    )  # fmt: skip
    return [(label, sorted(figures.items())) for label, figures in (*parts, *_about_people(told))]


def _about_people(told: dict[str, Any]) -> list[tuple[Any, dict[str, int]]]:
    """Numbers only, and none in a quarter in which nothing was done about anybody."""
    found = told.get("measures")
    if found is None:
        return []
    ended = {_("taken back"): found["taken_back"], _("run out"): found["run_out"]}
    return [
        (_("Measures about people"), found["by_kind"]), (_("How measures ended"), ended),
        (_("Proposed measures"), found["proposals"]),
    ]  # fmt: skip


def _agreement(told: dict[str, Any]) -> list[tuple[str, Any]]:
    found = told["agreement"]
    return [
        (_("Share of second reviews with the same act"), found["same_act_share"]),
        (_("Cohen's kappa"), found["cohens_kappa"]),
        (_("Krippendorff's alpha"), found["krippendorffs_alpha"]),
        (_("Share of decided appeals that reversed"), told["complaints"]["reversed_share"]),
    ]


def _report(request: HttpRequest, label: str) -> TransparencyReport:
    year, _dash, quarter = label.partition("-Q")
    rows = TransparencyReport.objects.filter(program=program_here(request))
    whole = len(year) == 4 and year.isascii() and year.isdecimal() and quarter in {"1", "2", "3", "4"}
    found = rows.filter(year=int(year), quarter=int(quarter)).first() if whole else None
    if found is None:
        raise NotFound(_("There is no such report."))
    return found


def _file(found: TransparencyReport, kind: str, content_type: str) -> HttpResponse:
    body = found.text if kind == "json" else csv_of(json.loads(found.text))
    answer = HttpResponse(body.encode(), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="transparency-{found.label}.{kind}"'
    return answer
