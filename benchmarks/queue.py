"""The moderation queue: a page of it, and taking the next case by 32 moderators at once, at two sizes."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from statistics import mean
from typing import Any

from benchmarks import product, talk
from benchmarks.contenders import Place, database
from benchmarks.report import Must, Report, say
from benchmarks.scenes import Extent
from tools.steps import Trouble

SIZES = (10_000, 1_000_000)
PAGE_MS, GROWTH = 30, 3
CLAIMS_A_SECOND, SHARE_PERCENT, DECAY = 1_500, 20, 1.5
PAGE = "{:<34}{:>12}{:>10}{:>10}"
CLAIM = "{:<46}{:>9}{:>10}{:>10}{:>10}{:>8}{:>9}"
TITLES = {
    "statements": "claim: our statements",
    "bare": "claim: bare SKIP LOCKED",
    "action": "claim: the whole action",
    "claim and decide": "claim and decide, whole actions",
}
Row = dict[str, Any]


def on_queue(place: Place, report: Report, extent: Extent, alone: bool, sizes: tuple[int, ...] = SIZES) -> None:
    """All of it in one process that fills its database first; the bare statement is measured there in turns with ours."""
    rows = list(told(place, extent, sizes))
    report.heading(f"d1  A page of the queue with {' and '.join(f'{size:,}' for size in sizes)} open cases")
    pages = {(row["size"], row["who"], row["where"]): row["times"] for row in rows if row["part"] == "page"}
    on_pages(pages, report)
    report.heading("d2  Taking the next case, 32 moderators at once; then claim and decide")
    claims: dict[tuple[int, bool, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["part"] == "claim":
            claims[row["size"], row["old"], row["kind"]].append(row)
    on_claims(claims, report)


def told(place: Place, extent: Extent, sizes: tuple[int, ...]) -> Iterator[Row]:
    """What the process says, line by line, as it comes."""
    asked = [",".join(str(size) for size in sizes), str(extent.rounds), str(extent.seconds)]
    return lines_of(place, [*product.RUN, "benchmarks.product.queue", *asked], "queue")


def lines_of(place: Place, command: list[str], name: str) -> Iterator[Row]:
    """What a process of the product says about a database of its own, line by line, as it comes."""
    plan = product.plan(place)
    talk.write(place.folder / "thread.json")
    with (
        database(place, plan.name),
        (place.folder / f"{name}.log").open("w+") as log,
        subprocess.Popen(
            [str(plan.python), *command], cwd=plan.folder, env={**plan.environment, "PGAPPNAME": "web"},
            stdout=subprocess.PIPE, stderr=log, text=True,
        ) as process,
    ):  # fmt: skip
        assert process.stdout
        try:
            yield from (json.loads(line) for line in process.stdout if line.startswith("{"))
            if process.wait():
                raise Trouble(f"It could not be measured:\n{(place.folder / f'{name}.log').read_text()[-3000:]}")
        finally:
            process.kill()


def on_pages(pages: dict[tuple[int, str, str], list[float]], report: Report) -> None:
    say(PAGE.format("", "cases", "p50 ms", "p95 ms"))
    middle = {}
    for (size, who, where), times in pages.items():
        middle[size, who, where] = _percentile(times, 50)
        cells = (f"{size:,}", f"{_percentile(times, 50):.1f}", f"{_percentile(times, 95):.1f}")
        say(PAGE.format(f"{where} page, {who}", *cells))
    small, large = min(size for size, *_rest in middle), max(size for size, *_rest in middle)
    report.require(Must("slowest page, p50", max(v for k, v in middle.items() if k[0] == large), PAGE_MS, "ms"))
    first = {size: middle[size, "of everything", "first"] for size in (small, large)}
    report.require(Must("first page, of its time with few", first[large] / first[small], GROWTH, "times"))


def on_claims(claims: dict[tuple[int, bool, str], list[Row]], report: Report) -> None:
    say(CLAIM.format("", "count", "a second", "p50 ms", "p95 ms", "twice", "x bare"))
    for (size, old, kind), rows in claims.items():
        title = f"{TITLES[kind]}, {size:,}{', old snapshot' if old else ''}"
        against = _rate(claims[size, old, kind]) / _rate(claims[size, old, "bare"])
        cells = (f"{mean(row[name] for row in rows):.1f}" for name in ("rate", "p50", "p95"))
        counts = (sum(row["count"] for row in rows), sum(row["twice"] for row in rows))
        say(CLAIM.format(title, counts[0], *cells, counts[1], f"{against:.2f}"))
    large = max(size for size, _old, _kind in claims)
    under = claims[large, True, "statements"]
    share = 100 * _rate(claims[large, True, "bare"]) / _rate(under)
    ours = [row for (_s, _o, kind), rows in claims.items() for row in rows if kind != "bare"]
    report.require(
        Must("a claim by our statements every", 1000 / _rate(claims[large, False, "statements"]), 1000 / CLAIMS_A_SECOND, "ms"),
        Must("under the old snapshot every", 1000 / _rate(under), 1000 / CLAIMS_A_SECOND, "ms"),
        Must("bare under the old snapshot, of ours", share, SHARE_PERCENT, "percent"),
        Must("first third of the last turn, of the last third", under[-1]["decay"], DECAY, "times"),
        Must("cases claimed twice", sum(row["twice"] for row in ours), 0, "cases"),
        Must("decisions that nobody was told of", sum(abs(row.get("lost", 0)) for row in ours), 0, "decisions"),
    )  # fmt: skip


def _rate(rows: list[Row]) -> float:
    return max(mean(float(row["rate"]) for row in rows), 0.001)


def _percentile(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)] * 1000
