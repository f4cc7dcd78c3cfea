"""`python -m benchmarks [pages] [writes] [rights] [weight]`: our figures beside others', in one interleaved run."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks import pages, rights, weight, writes
from benchmarks.contenders import Place, peer, serving
from benchmarks.report import Report
from tools.backing import running
from tools.processes import stop_on_signals
from tools.steps import Trouble

SERVING = {"bare": "bare Django view", "machina": "django-machina", "spirit": "Spirit"}
DECIDING = {"guardian": "django-guardian", "wagtail": "Wagtail", "machina": "django-machina"}
OURS = "tabard"


def main(arguments: Sequence[str]) -> int:
    options = read(arguments)
    stop_on_signals()
    try:
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tabard-bench-"))
            addresses = stack.enter_context(running())
            place = Place(Path(folder), addresses["DATABASE_URL"], addresses["REDIS_URL"])
            report = Report()
            for part in options.parts or PARTS:
                PARTS[part](place, report, options)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0 if report.close() or options.no_gate else 1


def on_pages(place: Place, report: Report, options: argparse.Namespace) -> None:
    """Page, weight and comment, of the same running contenders."""
    with ExitStack() as stack:
        plans = [peer(name, title, place) for name, title in SERVING.items()]
        contenders = [stack.enter_context(serving(plan, place)) for plan in plans]
        report.heading("a1 brand page, anonymous")
        figures, arrivals = pages.anonymous(contenders, OURS, options.rounds, options.seconds)
        report.figures(figures, OURS)
        if OURS in figures:
            report.note(arrivals.note())
        report.heading("a2 signed in")
        report.figures(pages.signed_in(contenders, options.rounds, options.seconds), OURS)
        report.heading("a3 weight")
        report.weights({c.plan.title: weight.weigh(c) for c in contenders}, OURS)
        report.heading("c write")
        report.figures(writes.comments(contenders, options.rounds, options.seconds), OURS)


def on_rights(place: Place, report: Report, options: argparse.Namespace) -> None:
    with ExitStack() as stack:
        plans = [peer(name, title, place) for name, title in DECIDING.items()]
        asked = [stack.enter_context(rights.asking(plan, place)) for plan in plans]
        report.heading("b the rights decision")
        report.decisions(rights.decisions(asked, options.rounds))


def read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help="pages, rights; all without one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--no-gate", action="store_true")
    return parser.parse_args(arguments)


PARTS = {"pages": on_pages, "rights": on_rights}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
