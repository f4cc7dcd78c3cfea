"""`python -m benchmarks [pages] [rights] [grants] [queue] [ledger]`: our figures beside others', measured in turns in one run.

Ends with 1 when a figure misses what it must reach.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import ledger, queue, scenes
from benchmarks.contenders import Place
from benchmarks.report import Report
from tools.backing import running
from tools.processes import stop_on_signals
from tools.steps import Trouble

Part = Callable[[Place, Report, scenes.Extent, bool], None]
PARTS: dict[str, Part] = {
    "pages": scenes.on_pages,
    "rights": scenes.on_rights,
    "grants": scenes.on_grants,
    "queue": queue.on_queue,
    "ledger": ledger.on_ledger,
}


def main(arguments: Sequence[str]) -> int:
    options = read(arguments)
    stop_on_signals()
    report = Report()
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tabard-bench-"))
            place = Place.of(Path(folder), stack.enter_context(running()))
            for part in options.parts or PARTS:
                PARTS[part](
                    place, report, scenes.Extent(options.rounds, options.seconds, options.entries), options.alone
                )
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0 if report.close() or options.no_gate else 1


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all without one")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each contender (5)")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a turn (3)")
    parser.add_argument("--entries", type=int, default=ledger.ENTRIES, help="lines of the ledger (10,000,000)")
    parser.add_argument("--no-gate", action="store_true", help="only print, end with 0 whatever is missed")
    parser.add_argument("--alone", action="store_true", help="only ours, without the peers: for work on our own speed")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
