"""The nine checks, in their fixed order, over facts already loaded."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.formats import date_format

from advocates.models import Halt, Restriction, Right, Silence
from advocates.rights.answer import Check, RightsAnswer
from advocates.rights.facts import BITS, Facts, GrantFacts, Place
from advocates.rights.origin import Origin
from sitewide.characters import folded, levelled

NO_HALT = Check("halted", True, "no_halt")
ATTESTED = Check("attested", True, "attested")
NO_COURSE = Check("certified", True, "no_course")
CERTIFIED = Check("certified", True, "certified")
UNCERTIFIED = Check("certified", False, "uncertified")
SECURED = Check("secured", True, "secured")
NO_FACTOR_ASKED = Check("secured", True, "no_factor_asked")
PROVE_AGAIN = Check("secured", False, "prove_again")
UNSECURED = Check("secured", False, "unsecured")
NO_GRANT = Check("granted", False, "no_grant")
NO_QUOTA = Check("within_quota", False, "no_quota")
UNRESTRICTED = Check("unrestricted", True, "unrestricted")
NO_CONFLICT = Check("no_conflict", True, "no_conflict")


def answer(
    facts: Facts,
    right: str,
    place: Place,
    *,
    text: str = "",
    conflicts: tuple[str, ...] = (),
    origin: Origin | None = None,
    overridden: frozenset[int] = frozenset(),
) -> RightsAnswer:
    """Every check for one right on one place, without a query. Another program's place is never covered.

    `text` is what would be said, for embargoed topics; `conflicts` are keys of `SENTENCES`, for moderate only. Without
    an `origin` the question is what the person could do once they proved who they are. `overridden` are the numbers of
    restrictions that somebody whom they name has set aside for this one act.
    """
    covering = [g for g in facts.grants if g.right == right and place.path.startswith(g.path)]
    if place.program.pk != facts.program.pk:
        covering = []
    grant = _best(facts, covering)
    checks = (
        _halted(facts, right, place, grant),
        _enrolled(facts),
        _granted(covering, grant),
        Check("attested", False, "unattested", {"count": facts.unattested}) if facts.unattested else ATTESTED,
        _certified(facts, right),
        _secured(facts, grant, origin),
        _within_quota(grant),
        _unrestricted(facts, right, place, text, overridden),
        Check("no_conflict", False, conflicts[0]) if conflicts else NO_CONFLICT,
    )
    allowed = all(check[1] for check in checks)
    if grant is None:
        return RightsAnswer(False, False, checks)
    held = right != Right.MODERATE and grant.probation_uses > 0
    return RightsAnswer(allowed, held, checks, grant.id, grant.left_today, grant.left_total)


def _best(facts: Facts, covering: list[GrantFacts]) -> GrantFacts | None:
    """Of the live grants one that is not halted and has quota left; then the narrowest, then the one that ends first."""
    live = [g for g in covering if g.live and g.starts_at <= facts.at < g.ends_at]
    if len(live) < 2:
        return live[0] if live else None
    halted = {halt.grant_id for halt in facts.halts if halt.grant_id}
    people = {halt.person_id for halt in facts.halts if halt.person_id}
    return min(live, key=lambda g: (_stopped(g, halted, people), g.spent, -len(g.path), g.ends_at, g.id))


def _stopped(grant: GrantFacts, halted: set[int], people: set[int]) -> bool:
    """Whether a halt of a grant stops it: of itself, of the one it comes from, or of that one's holder."""
    given = grant.passed_from
    return grant.id in halted or (given is not None and (given.id in halted or given.holder_id in people))


def _halted(facts: Facts, right: str, place: Place, grant: GrantFacts | None) -> Check:
    for halt in facts.halts:
        if covers(halt, right, place, facts.person_id, grant.id if grant else None):
            return Check("halted", False, f"halt_{halt.level}")
        given = grant.passed_from if grant else None
        if given and covers(halt, right, place, given.holder_id, given.id):
            return Check("halted", False, "halt_giver")
    return _silenced(facts, right)


def _silenced(facts: Facts, right: str) -> Check:
    """A mute stops speaking, a suspension moderating, too; told is the one that lasts longest."""
    stops_it = [one for one in facts.silences if right != Right.MODERATE or one.kind == Silence.Kind.SUSPENSION]
    if not stops_it:
        return NO_HALT
    longest = max(stops_it, key=lambda one: one.ends_at)
    return Check("halted", False, f"silence_{longest.kind}", {"until": Day(longest.ends_at)})


def covers(halt: Halt, right: str, place: Place, person_id: int, grant_id: int | None) -> bool:
    """Whether an active halt stops this right of this person on this place."""
    match halt.level:
        case Halt.Level.PROGRAM | Halt.Level.EVERYTHING:
            return True
        case Halt.Level.RIGHT:
            return halt.right == right
        case Halt.Level.PERSON:
            return halt.person_id == person_id
        case Halt.Level.GRANT:
            return halt.grant_id == grant_id
        case Halt.Level.MESSAGE:
            return halt.message_id in place.message_ids
        case _:
            return halt.place is not None and place.path.startswith(halt.place.path)


def _enrolled(facts: Facts) -> Check:
    if facts.term is None:
        return Check("enrolled", False, "not_enrolled")
    starts, ends = facts.term
    if facts.at < starts:
        return Check("enrolled", False, "not_yet", {"since": Day(starts)})
    if facts.at >= ends:
        return Check("enrolled", False, "term_over", {"until": Day(ends)})
    return Check("enrolled", True, "enrolled", {"until": Day(ends)})


def _granted(covering: list[GrantFacts], grant: GrantFacts | None) -> Check:
    if grant:
        return Check("granted", True, "granted", {"until": Day(grant.ends_at)})
    if not covering:
        return NO_GRANT
    if accepted := [g for g in covering if g.live]:
        return Check("granted", False, "not_started", {"since": Day(min(g.starts_at for g in accepted))})
    return Check("granted", False, "only_offered")


def _certified(facts: Facts, right: str) -> Check:
    bit = BITS.get(right, 0)
    if facts.uncertified & bit:
        return UNCERTIFIED
    return CERTIFIED if facts.required & bit else NO_COURSE


def _secured(facts: Facts, grant: GrantFacts | None, origin: Origin | None) -> Check:
    if origin is not None and grant is not None and _risky(facts, grant, origin):
        return PROVE_AGAIN if facts.has_second_factor or not facts.second_factor_required else UNSECURED
    if not facts.second_factor_required:
        return SECURED if facts.has_second_factor else NO_FACTOR_ASKED
    return SECURED if facts.has_second_factor else UNSECURED


def _risky(facts: Facts, grant: GrantFacts, origin: Origin) -> bool:
    """Whether the program calls this risky and nobody has proved it lately, in a browser that is known."""
    program = facts.program
    if program.proof_for_new_browser and origin.known is False:
        return True
    if not (program.proof_for_wide_scope and grant.wide):
        return False
    oldest = facts.at - timedelta(minutes=program.proof_minutes)
    return not origin.known or origin.proved_at is None or origin.proved_at < oldest


def _within_quota(grant: GrantFacts | None) -> Check:
    if grant is None:
        return NO_QUOTA
    today, total = grant.left_today, grant.left_total
    if total == 0 or today == 0:
        return _used_up(grant)
    left = today if total is None else min(today, total)
    return Check("within_quota", True, "in_quota", {"today": left, "per_day": grant.per_day})


def _used_up(grant: GrantFacts) -> Check:
    if grant.in_total is not None and grant.used >= grant.in_total:
        return Check("within_quota", False, "total_used", {"in_total": grant.in_total})
    if grant.used_today >= grant.per_day:
        return Check("within_quota", False, "day_used", {"per_day": grant.per_day})
    return Check("within_quota", False, "shared_total_used" if grant.left_total == 0 else "shared_day_used")


def _unrestricted(facts: Facts, right: str, place: Place, text: str, overridden: frozenset[int]) -> Check:
    if right == Right.MODERATE:
        return UNRESTRICTED
    open_ones = (one for one in facts.restrictions if one.pk not in overridden)
    return next((check for one in open_ones if (check := stops(one, place.path, text))), UNRESTRICTED)


def stops(restriction: Restriction, path: str, text: str) -> Check | None:
    """The check that fails where this active restriction covers the place and, for an embargo, the text."""
    if not path.startswith(restriction.place.path):
        return None
    told = {"until": Day(restriction.ends_at), "why": restriction.reason}
    if restriction.kind == Restriction.Kind.QUIET:
        return Check("unrestricted", False, "quiet", told)
    word = _embargoed(restriction.words, text)
    return Check("unrestricted", False, "embargo", told | {"word": word}) if word else None


def _embargoed(words: str, text: str) -> str:
    found = _pattern(words).search(_compared(text)) if text else None
    return found.group(0) if found else ""


@lru_cache(maxsize=256)
def _pattern(words: str) -> re.Pattern[str]:
    """The words as one pattern: whole words, whatever parts the words of a phrase; `*` is the rest of a word.

    How much a `*` takes is bounded, so that no text makes the search slow.
    """
    lines = [_compared(line).split() for line in words.splitlines()]
    phrases = [r"[\W_]{1,8}".join(map(_word, line)) for line in lines if line]
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)") if phrases else re.compile(r"(?!)")


def _compared(text: str) -> str:
    """In lower case, without accents and what nobody sees, look-alikes taken for what readers take them for."""
    return levelled(folded(text))


def _word(word: str) -> str:
    return r"\w{0,40}".join(map(re.escape, word.split("*")))


class Day:
    """A date that is formatted only when somebody reads the sentence."""

    __slots__ = ("moment",)

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __str__(self) -> str:
        return date_format(self.moment, "j M Y")
