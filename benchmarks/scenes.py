"""What is measured, beside whom, and what ours must reach."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from benchmarks import pages, product, rights, weight, writes
from benchmarks.contenders import Contender, Place, Plan, peer, serving
from benchmarks.report import Must, Report
from benchmarks.rights import Decisions

SERVING = {"bare": "bare Django view", "machina": "django-machina", "spirit": "Spirit"}
DECIDING = {"guardian": "django-guardian", "wagtail": "Wagtail", "machina": "django-machina"}

AMONG_MANY = {"guardian": "django-guardian", "wagtail": "Wagtail"}

COLD_MS, WARM_MS, SHARE_PERCENT = 0.6, 0.01, 50
DECISIONS_OF_MANY = 200


@dataclass(frozen=True)
class Extent:
    """How often and how long everybody has a turn; how many lines the ledger has, 0 as many as it is measured with."""

    rounds: int
    seconds: float
    entries: int = 0


def on_pages(place: Place, report: Report, extent: Extent, alone: bool) -> None:
    """Page, weight and comment, of the same running contenders."""
    with ExitStack() as stack:
        contenders = [stack.enter_context(serving(plan, place)) for plan in plans(place, SERVING, alone)]
        anonymous(contenders, report, extent)
        signed_in(contenders, report, extent)
        weights(contenders, report)
        comments(contenders, report, extent)


def plans(place: Place, peers: Mapping[str, str], alone: bool) -> list[Plan]:
    """Ours first."""
    return [product.plan(place), *(() if alone else (peer(name, title, place) for name, title in peers.items()))]


def anonymous(contenders: Sequence[Contender], report: Report, extent: Extent) -> None:
    report.heading("a1  Brand page with 50 comments, anonymous; on ours a new comment every 2 s")
    figures, arrivals = pages.anonymous(contenders, product.NAME, extent.rounds, extent.seconds)
    report.figures(figures, product.NAME)
    report.note(arrivals.note())
    report.require(
        Must("CPU a request", figures[product.NAME].cpu, 1.5, "ms"),
        Must("a new comment is seen within", arrivals.slowest, pages.VISIBLE_SECONDS, "s"),
    )


def signed_in(contenders: Sequence[Contender], report: Report, extent: Extent) -> None:
    report.heading("a2  The same page, signed in with rights on every comment")
    figures = pages.signed_in(contenders, extent.rounds, extent.seconds)
    report.figures(figures, product.NAME)
    report.note(f"worker and scheduler meanwhile: {figures[product.NAME].afterwards:.2f} ms of CPU a request")
    queries = product.queries(contenders[0])
    report.require(
        Must("CPU a request", figures[product.NAME].cpu, 5, "ms"),
        Must("queries", queries.count, 6, "queries"),
        Must("queries repeated", queries.repeated, 0, "queries"),
    )


def weights(contenders: Sequence[Contender], report: Report) -> None:
    report.heading("a3  Weight of that page, anonymous")
    weighed = {contender.plan.title: weight.weigh(contender) for contender in contenders}
    report.weights(weighed)
    report.require(Must("gzipped", weighed[contenders[0].plan.title].total / 1000, 45, "KB"))


def comments(contenders: Sequence[Contender], report: Report, extent: Extent) -> None:
    report.heading("c   Sending a comment; ours is an official reply: right, quota, exercise and record included")
    figures = writes.comments(contenders, extent.rounds, extent.seconds)
    report.figures(figures, product.NAME)
    own = figures[product.NAME]
    report.note(f"the worker seals and credits each afterwards, in {own.afterwards:.1f} ms of CPU")
    report.require(Must("p50", own.percentile(50), 10, "ms"), Must("CPU a request", own.cpu, 8, "ms"))


def on_rights(place: Place, report: Report, extent: Extent, alone: bool) -> None:
    """Cold, warm and many at once; each in a process that only decides."""
    with ExitStack() as stack:
        asked = [stack.enter_context(rights.asking(plan, place)) for plan in plans(place, DECIDING, alone)]
        report.heading("b   The rights decision: cold, warm, 50 comments x 4 rights in one call")
        told = rights.decisions(asked, extent.rounds)
        report.decisions(told)
        report.require(*decision_musts({question: everybody[0] for question, everybody in told.items()}))


def on_grants(place: Place, report: Report, extent: Extent, alone: bool) -> None:
    """Anybody and any page among a million grants; each in a process that fills its own database first."""
    with ExitStack() as stack:
        module = {product.NAME: (*product.RUN, "benchmarks.product.grants")}
        chosen = [
            replace(plan, rights=module.get(plan.name, ("-m", "peer_run", "grants")))
            for plan in plans(place, AMONG_MANY, alone)
        ]
        asked = [stack.enter_context(rights.asking(plan, place)) for plan in chosen]
        report.heading("g   One right of anybody on any page: 1,000,000 grants, 20,000 people, 3,000 pages")
        told = rights.decisions(asked, extent.rounds, rights.AMONG_MANY, alone=("restricted",))
        report.decisions(told)
        report.cpu(told["any"])
        own = {question: everybody[0] for question, everybody in told.items()}
        report.require(
            *(share(own["any"], one) for one in told["any"][1:]),
            Must("any", own["any"].queries, 1, "queries"),
            Must("while something is restricted", own["restricted"].queries, 2, "queries"),
        )


def share(own: Decisions, peer: Decisions) -> Must:
    """Of a peer's time in the same turns: what the machine does beside meets both alike."""
    return Must(f"any p50, of {peer.title}'s", 100 * own.percentile(50) / peer.percentile(50), SHARE_PERCENT, "percent")


def decision_musts(own: Mapping[str, Decisions]) -> list[Must]:
    """Many at once are one cold decision and two hundred warm ones."""
    return [
        Must("cold p50", own["cold"].percentile(50), COLD_MS, "ms"),
        Must("cold", own["cold"].queries, 1, "queries"),
        Must("warm p50", own["warm"].percentile(50) * 1000, WARM_MS * 1000, "us"),
        Must("many p50", own["many"].percentile(50), COLD_MS + DECISIONS_OF_MANY * WARM_MS, "ms"),
        Must("many", own["many"].queries, 1, "queries"),
    ]
