"""The ledger with many lines: transfers a second, balance, statement and leaderboard, beside bare SQL of the same."""

from collections import defaultdict
from statistics import mean
from typing import Any

from benchmarks import product
from benchmarks.contenders import Place
from benchmarks.queue import lines_of
from benchmarks.report import Must, Report, say
from benchmarks.scenes import Extent

ENTRIES = 10_000_000
TRANSFER_MS, READ_MS = 1.2, 2.0
LINE = "{:<44}{:>10}{:>10}{:>10}{:>10}{:>9}"
Row = dict[str, Any]


def on_ledger(place: Place, report: Report, extent: Extent, _alone: bool) -> None:
    """All of it in one process that fills its database first; the bare statements are measured there in turns with ours."""
    asked = [str(extent.entries or ENTRIES), str(extent.rounds), str(extent.seconds)]
    command = [*product.RUN, "benchmarks.product.ledger", *asked]
    rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in lines_of(place, command, "ledger"):
        rows[row["part"], str(row.get("kind", row.get("what", ""))), str(row.get("who", ""))].append(row)
    filled, queries = rows["filled", "", ""][0], rows["queries", "", ""][0]["count"]
    report.heading(
        f"e1  A transfer, and e2  reading, with {filled['entries']:,} entries (filled in {filled['seconds']:.0f} s)"
    )
    say(LINE.format("", "count", "a second", "p50 ms", "p95 ms", "x bare"))
    for kind in ("earned", "redeemed"):
        _lines(rows, ("alone", kind), f"a transfer, {kind}, alone")
    _many(rows)
    for what in ("balance", "statement", "leaderboard"):
        _lines(rows, ("read", what), what)
    own = {key: _middle(found) for key, found in rows.items() if key[-1] == "ours" and key[0] != "many"}
    transfer = max(own["alone", kind, "ours"] for kind in ("earned", "redeemed"))
    read = max(own["read", what, "ours"] for what in ("balance", "leaderboard"))
    report.require(
        Must("a transfer, p50", transfer, TRANSFER_MS, "ms"),
        Must("queries of a transfer", queries, 1, "queries"),
        Must("balance and leaderboard, p50", read, READ_MS, "ms"),
    )


def _lines(rows: dict[tuple[str, ...], list[Row]], key: tuple[str, str], title: str) -> None:
    for who in ("ours", "bare", "summed"):
        if found := rows.get((*key, who)):
            times = sorted(time for row in found for time in row["times"])
            middle, late = (times[min(len(times) * part // 100, len(times) - 1)] * 1000 for part in (50, 95))
            cells = (len(times), f"{len(times) / sum(times):,.0f}", f"{middle:.2f}", f"{late:.2f}")
            say(LINE.format(f"{title}: {who}", *cells, f"{middle / _middle(rows[(*key, 'bare')]):.2f}"))


def _many(rows: dict[tuple[str, ...], list[Row]]) -> None:
    rates = {who: mean(row["rate"] for row in rows["many", "", who]) for who in ("ours", "bare")}
    for who, rate in rates.items():
        found = rows["many", "", who]
        cells = (
            sum(row["count"] for row in found),
            f"{rate:,.0f}",
            *(f"{mean(r[p] for r in found):.2f}" for p in ("p50", "p95")),
        )
        say(LINE.format(f"a transfer, 16 writers: {who}", *cells, f"{rates['bare'] / max(rate, 0.001):.2f}"))


def _middle(found: list[Row]) -> float:
    times = sorted(time for row in found for time in row["times"])
    return float(times[len(times) // 2]) * 1000
