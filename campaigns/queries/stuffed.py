"""Evidence that stands behind more than one thing, and days with more hours than there are: what a person should look at.

Evidence of missions and of logged work is held beside each other. What was refused at the door already (the same link or
file for a second mission) is not here; what came through is: another picture of the same, a link that leads on to a used
one, the same words, or a mission's evidence logged as work.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import QuerySet, Sum

from advocates.models import Program
from campaigns.evidence.fingerprints import of_link
from campaigns.models import Evidence, Hint, MissionStep, OfflineWork, Submission
from campaigns.queries.found import MOST_ACTS, Found
from sitewide.text import to_plain

HOURS = 16
MOST_FRESH = 5_000
"""The newest pieces of the weeks, of each source, that are held against all others."""
LEAST_WORDS = 60
"""Characters from which on the same words are no chance."""
KEYS = ("link_key", "picture_key", "file_key")
STANDS = Submission.RUNNING | {Submission.State.VERIFIED}
Kind = Hint.Kind
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: of a mission, or the logged work that it is of."""

    number: int
    member: int
    of_work: bool = False


def same_evidence(program: Program, begins: datetime, ends: datetime) -> Iterator[Found]:
    """What was shown for more than one thing by whomever; the older ones count, too."""
    handed_in = Evidence.objects.filter(program=program, submission__state__in=STANDS)
    fresh = handed_in.filter(added_at__gte=begins, added_at__lt=ends).order_by("-pk")[:MOST_FRESH]
    rows: list[Any] = list(
        fresh.values("pk", "key", "kind", "text", "step__kind", "findings", "submission", "submission__member")
    )
    logged = OfflineWork.objects.filter(program=program).exclude(state=OfflineWork.State.WITHDRAWN)
    new_work = logged.filter(logged_at__gte=begins, logged_at__lt=ends).order_by("-pk")[:MOST_FRESH]
    keys = {key for found in new_work.values_list(*KEYS) for key in found if key} | {row["key"] for row in rows} - {""}
    yield from _groups("same", _by_key(keys, rows, handed_in, logged))
    yield from _groups("look", _by_look(rows, handed_in))
    yield from _groups("text", _by_words(rows))


def _groups(code: str, pieces: dict[str, set[Piece]]) -> Iterator[Found]:
    several = sorted((-len(group), key) for key, group in pieces.items() if len(group) > 1)
    for _count, key in several[:MOST_ACTS]:
        group = sorted(pieces[key], key=lambda piece: piece.number)
        work = [piece.number for piece in group if piece.of_work][:MOST_ACTS]
        evidence = [piece.number for piece in group if not piece.of_work][:MOST_ACTS]
        people = tuple(sorted({piece.member for piece in group}))
        others = {"evidence": evidence} if evidence else {}
        yield Found(Kind.EVIDENCE, f"{code}:{key}", people, len(group), 1, work, others)


def _by_key(
    keys: set[str], rows: Iterable[Row], handed_in: QuerySet[Evidence], logged: QuerySet[OfflineWork]
) -> dict[str, set[Piece]]:
    """By the digest of address, picture or file; where a link leads on to counts as its address, too."""
    found: defaultdict[str, set[Piece]] = defaultdict(set)
    lands = {row["pk"]: _told(row, "lands_elsewhere") for row in rows}
    wanted = keys | {of_link(address) for address in lands.values() if address}
    for key, number, member in handed_in.filter(key__in=wanted).values_list("key", "pk", "submission__member"):
        found[key].add(Piece(number, member))
    for row in rows:
        if address := lands[row["pk"]]:
            found[of_link(address)].add(Piece(row["pk"], row["submission__member"]))
    for field in KEYS:
        for key, number, member in logged.filter(**{f"{field}__in": wanted}).values_list(field, "pk", "member"):
            found[key].add(Piece(number, member, of_work=True))
    return found


def _by_look(rows: Iterable[Row], handed_in: QuerySet[Evidence]) -> dict[str, set[Piece]]:
    """Pictures that the checks found to look nearly the same, as far as they stand."""
    groups: list[set[int]] = []
    for row in rows:
        alike = {row["pk"], *map(int, _told(row, "new_picture").split())}
        if len(alike) > 1:
            touching = [group for group in groups if group & alike]
            groups = [group for group in groups if not group & alike] + [alike.union(*touching)]
    numbers = {number for group in groups for number in group}
    owner = dict(handed_in.filter(pk__in=numbers).values_list("pk", "submission__member"))
    return {str(min(group)): {Piece(one, owner[one]) for one in group if one in owner} for group in groups}


def _by_words(rows: Iterable[Row]) -> dict[str, set[Piece]]:
    """The same words for more than one mission; the code at the end of a survey is everybody's."""
    found: defaultdict[str, set[Piece]] = defaultdict(set)
    for row in rows:
        words = " ".join(to_plain(row["text"]).casefold().split())
        if row["step__kind"] != MissionStep.Kind.SURVEY and len(words) >= LEAST_WORDS:
            found[hashlib.sha256(words.encode()).hexdigest()].add(Piece(row["pk"], row["submission__member"]))
    return found


def _told(row: Row, code: str) -> str:
    """The detail of what a check found to be bad; empty where it did not."""
    return next((str(one["detail"]) for one in row["findings"] if one["code"] == code and not one["good"]), "")


def hours(work: QuerySet[OfflineWork]) -> Iterator[Found]:
    """Who logged more hours of one day than somebody is awake."""
    counted = work.exclude(state__in=[OfflineWork.State.WITHDRAWN, OfflineWork.State.REFUSED])
    days = list(counted.values_list("member", "done_on").annotate(total=Sum("minutes")).order_by("member", "done_on"))
    usual = round(median(total for _member, _day, total in days) / 60) if days else 0
    for member, day, total in days:
        if total > HOURS * 60:
            numbers = counted.filter(member=member, done_on=day).order_by("pk").values_list("pk", flat=True)
            yield Found(Kind.HOURS, f"{member}-{day}", (member,), total // 60, usual, list(numbers[:MOST_ACTS]))
