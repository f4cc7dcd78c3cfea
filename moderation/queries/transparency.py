"""The transparency report of a quarter, computed from the record's sealed entries of that quarter and nothing else.

The same entries give the same bytes: times are UTC, shares are text with three decimals, keys are sorted. Names of fields
and values in capitals are those of the European Commission's transparency database and of the templates for reports under
Articles 15 and 24 of the Digital Services Act (Implementing Regulation (EU) 2024/2835).
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from statistics import median_low
from typing import Any

from advocates.models import Program
from moderation.models import Act, Cause, PersonAct, TransparencyReport
from moderation.queries.agreement import Estimate, alpha, kappa, share
from moderation.queries.statement import HELD_BY_MACHINE
from record.models import Entry

ABOUT_PEOPLE = (
    "measure.taken", "measure.ended", "measure.expired", "measure.proposed", "measure.confirmed", "measure.declined",
    "measure.proposal_fell",
)  # fmt: skip
VERBS = (
    "case.opened", "case.escalated", "decision.made", "appeal.made", "appeal.upheld", "appeal.overturned",
    "message.held", "blind.decided", "decider.unmasked", *ABOUT_PEOPLE,
)  # fmt: skip
VISIBILITY = {
    Act.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
    Act.HIDE: "DECISION_VISIBILITY_CONTENT_DISABLED",
    Act.LOCK: "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    Act.WARN: "DECISION_VISIBILITY_OTHER",
}
"""`decision_visibility` of the transparency database, by act against a message."""
SUSPENDED = "DECISION_PROVISION_PARTIAL_SUSPENSION"
"""`decision_provision` of the transparency database for a mute or suspension: who is silenced reads, flags and appeals."""


def bounds(year: int, quarter: int) -> tuple[datetime, datetime]:
    """From its first moment to that of the next quarter, in UTC."""
    after = datetime(year + quarter // 4, 3 * (quarter % 4) + 1, 1, tzinfo=UTC)
    return datetime(year, 3 * quarter - 2, 1, tzinfo=UTC), after


def quarter_before(at: datetime) -> tuple[int, int]:
    """The last quarter that is over, as year and number."""
    number = (at.astimezone(UTC).month - 1) // 3
    return (at.astimezone(UTC).year, number) if number else (at.astimezone(UTC).year - 1, 4)


def report_of(program: Program, year: int, quarter: int, *, position: int) -> dict[str, Any]:
    """What the sealed entries up to `position` say of the quarter."""
    begins, ends = bounds(year, quarter)
    rows = Entry.objects.filter(program_id=program.pk, verb__in=VERBS, at__gte=begins, at__lt=ends)
    entries = list(rows.filter(seal__position__lte=position).order_by("seal__position"))
    by_verb: dict[str, list[Entry]] = {verb: [] for verb in VERBS}
    for entry in entries:
        by_verb[entry.verb].append(entry)
    told = {
        "program": program.pk, "quarter": f"{year}-Q{quarter}", "begins": begins.isoformat(), "ends": ends.isoformat(),
        "entries": len(entries), "record_position": position,
        "cases": _cases(by_verb["case.opened"]) | {"escalated_to_staff": len(by_verb["case.escalated"])},
        "decisions": _decisions(by_verb["decision.made"]),
        "automated_means": _automated(by_verb["message.held"]),
        "complaints": _complaints(by_verb),
        "agreement": _agreement(by_verb["blind.decided"]),
    }  # fmt: skip
    return told | _measures(by_verb)


def agreement_published(program: Program) -> dict[str, Any] | None:
    """Quarter and kappa of the last published report, for the public log; None where none has a kappa. One query."""
    last = TransparencyReport.objects.filter(program=program).order_by("-year", "-quarter").first()
    figure = json.loads(last.text)["agreement"]["cohens_kappa"] if last else None
    return {"quarter": last.label, "kappa": figure} if last and figure else None


def bytes_of(report: dict[str, Any]) -> bytes:
    return (json.dumps(report, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def csv_of(report: dict[str, Any]) -> str:
    """One line a figure: its path and its value."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(["figure", "value"])
    lines.writerows(_flat(report, ""))
    return written.getvalue()


def _flat(part: dict[str, Any], path: str) -> Iterable[tuple[str, Any]]:
    for name in sorted(part):
        value = part[name]
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", "" if value is None else value


def _cases(opened: Sequence[Entry]) -> dict[str, Any]:
    """Cases by what opened them; a notice is a reader's flag (Article 16), everything else the program's own look."""
    causes = Counter(cause for entry in opened for cause in entry.data.get("causes", ()))
    notices = sum(Cause.Kind.FLAG in entry.data.get("causes", ()) for entry in opened)
    return {
        "opened": len(opened), "by_cause": dict(causes),
        "source_type": {"SOURCE_ARTICLE_16": notices, "SOURCE_VOLUNTARY": len(opened) - notices},
    }  # fmt: skip


def _decisions(made: Sequence[Entry]) -> dict[str, Any]:
    seconds = [entry.data["seconds"] for entry in made if "seconds" in entry.data]
    visible = Counter(VISIBILITY[entry.data["act"]] for entry in made if entry.data["act"] in VISIBILITY)
    return {
        "made": len(made), "by_act": dict(Counter(entry.data["act"] for entry in made)),
        "by_capacity": dict(Counter(entry.data["capacity"] for entry in made)),
        "by_clause": dict(Counter(entry.data["clause"] for entry in made if entry.data["clause"])),
        "decision_visibility": dict(visible), "median_seconds": median_low(seconds) if seconds else None,
        "automated_decision": {"AUTOMATED_DECISION_NOT_AUTOMATED": len(made)},
    }  # fmt: skip


def _automated(held: Sequence[Entry]) -> dict[str, Any]:
    """Messages that a rule or the breaker held until a person looked; nothing is decided automatically."""
    reasons = Counter(str(entry.data.get("reason", "")) for entry in held)
    machine = {reason: count for reason, count in reasons.items() if reason in HELD_BY_MACHINE}
    return {"messages_held": sum(machine.values()), "by_reason": machine}


def _complaints(by_verb: dict[str, list[Entry]]) -> dict[str, Any]:
    """Appeals (the internal complaint-handling system of Article 20) and how many decisions they reversed."""
    overturned, upheld = len(by_verb["appeal.overturned"]), len(by_verb["appeal.upheld"])
    return {
        "received": len(by_verb["appeal.made"]), "upheld": upheld, "reversed": overturned,
        "reversed_share": told(share(overturned, overturned + upheld)),
        "deciders_unmasked": len(by_verb["decider.unmasked"]),
    }  # fmt: skip


def _measures(by_verb: dict[str, list[Entry]]) -> dict[str, Any]:
    """What was done about people, as numbers; nothing in a quarter in which nothing was, so that its bytes stay."""
    if not any(by_verb[verb] for verb in ABOUT_PEOPLE):
        return {}
    taken = Counter(entry.data["kind"] for entry in by_verb["measure.taken"])
    proposed = by_verb["measure.proposed"]
    by_people = sum(entry.actor_id is not None for entry in proposed)
    return {"measures": {
        "taken": sum(taken.values()), "by_kind": dict(taken),
        "decision_provision": {SUSPENDED: taken[PersonAct.MUTE] + taken[PersonAct.SUSPEND]},
        "automated_decision": {"AUTOMATED_DECISION_NOT_AUTOMATED": sum(taken.values())},
        "taken_back": len(by_verb["measure.ended"]), "run_out": len(by_verb["measure.expired"]),
        "proposals": {
            "by_moderators": by_people, "by_threshold": len(proposed) - by_people,
            "agreed": len(by_verb["measure.confirmed"]), "declined": len(by_verb["measure.declined"]),
            "fell_away": len(by_verb["measure.proposal_fell"]),
        },
    }}  # fmt: skip


def _agreement(blind: Sequence[Entry]) -> dict[str, Any]:
    """How often a blind second review came to the same act, and Cohen's kappa and Krippendorff's alpha over those."""
    pairs = [
        (str(entry.data["live"]), str(entry.data["act"]))
        for entry in blind
        if entry.data["kind"] == "second" and "live" in entry.data
    ]
    same = sum(one == two for one, two in pairs)
    return {
        "second_reviews": len(pairs), "same_act": same, "same_act_share": told(share(same, len(pairs))),
        "cohens_kappa": told(kappa(pairs)), "krippendorffs_alpha": told(alpha(pairs)),
    }  # fmt: skip


def told(figure: Estimate | None) -> dict[str, Any] | None:
    """A figure with its 95 % interval as text, so that it is written alike everywhere."""
    if figure is None:
        return None
    low, high = (None if one is None else f"{one:.3f}" for one in (figure.low, figure.high))
    return {"value": f"{figure.value:.3f}", "low": low, "high": high, "n": figure.n}
