"""Cases that no scenario of their own fits, put together by what they have in common, so that one can be written."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Q, QuerySet

from moderation.models import CaseFit, Cause
from sitewide.characters import levelled
from sitewide.text import to_plain

MOST_CASES, MOST_WORDS = 2_000, 6
ALIKE = 0.25
"""Share of the words of two texts, taken together, that both must have to be put into one group."""
WORD = re.compile(r"[^\W\d_]{4,}")
_EVERYDAY = (
    "about after again also because been before being cannot could does doing don't even every from have having here "
    "into just know like make many more most much only other over really same should some such than that their them "
    "then there these they this those very want were what when where which while will with would your yours "
    "aber alle auch dass denn dies diese einen eine einer nicht noch oder sehr sich sind über wenn werden wird "
    "avec cette dans elle mais nous pour sans sont tous tout très votre vous como esta este para pero porque sobre todo "
    "anche come della delle nella perché questo sono tutto alleen deze door geen heeft maar niet onze voor zijn"
)
"""Words that say nothing about what a text is about, in the languages that a brand may speak."""


@dataclass(frozen=True, slots=True)
class Unfitted:
    """A case without a scenario of its own, as far as it is grouped by."""

    case_id: int
    clause: str
    kind: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that are alike. `words` stand in at least half of them, those first that stand in the fewest others."""

    clause: str
    kind: str
    words: tuple[str, ...]
    case_ids: tuple[int, ...]


def unfitted(rows: QuerySet[CaseFit]) -> list[Unfitted]:
    """Read them, the newest two thousand at most; two queries."""
    open_ended = rows.filter(Q(scenario=None) | Q(caught=True)).order_by("-pk")
    fits = list(open_ended.select_related("case__message")[:MOST_CASES])
    clauses = _clauses([fit.case_id for fit in fits])
    return [
        Unfitted(fit.case_id, clauses.get(fit.case_id, ""), fit.case.message.kind, words_in(fit.case.message.body))
        for fit in reversed(fits)
    ]


def words_in(html: str) -> frozenset[str]:
    """The words of a text that may say what it is about."""
    return frozenset(WORD.findall(levelled(to_plain(html)))) - _everyday()


@cache
def _everyday() -> frozenset[str]:
    return frozenset(levelled(_EVERYDAY).split())


def grouped(cases: Iterable[Unfitted]) -> list[Group]:
    """Every case in exactly one group, the largest group first: by clause and kind, then by words in common."""
    apart: dict[tuple[str, str], list[Unfitted]] = defaultdict(list)
    every = list(cases)
    for case in every:
        apart[case.clause, case.kind].append(case)
    common = Counter(word for case in every for word in case.words)
    found = []
    for (clause, kind), members in sorted(apart.items()):
        for cluster in _clusters(members):
            words = _shared(cluster, common) if len(cluster) > 1 else ()
            found.append(Group(clause, kind, words, tuple(case.case_id for case in cluster)))
    return sorted(_together(found), key=lambda group: (-len(group.case_ids), group.case_ids))


def _clusters(members: Sequence[Unfitted]) -> list[list[Unfitted]]:
    """Each joins the first group whose first member it is like."""
    found: list[list[Unfitted]] = []
    for case in members:
        home = next((one for one in found if _alike(one[0].words, case.words)), None)
        if home is None:
            found.append([case])
        else:
            home.append(case)
    return found


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= ALIKE


def _shared(cluster: Sequence[Unfitted], common: Counter[str]) -> tuple[str, ...]:
    counts = Counter(word for case in cluster for word in case.words)
    often = [word for word, count in counts.items() if 2 * count >= len(cluster)]
    return tuple(sorted(often, key=lambda word: (common[word] - counts[word], -counts[word], word))[:MOST_WORDS])


def _together(groups: Iterable[Group]) -> list[Group]:
    """Cases that are like no other are one group for each clause and kind, without words."""
    kept: list[Group] = []
    single: dict[tuple[str, str], list[int]] = defaultdict(list)
    for group in groups:
        if len(group.case_ids) > 1:
            kept.append(group)
        else:
            single[group.clause, group.kind].extend(group.case_ids)
    return [*kept, *(Group(clause, kind, (), tuple(ids)) for (clause, kind), ids in single.items())]


def _clauses(case_ids: Sequence[int]) -> dict[int, str]:
    """The clause that most flags of each case name."""
    flags = Cause.objects.filter(case__in=case_ids, kind=Cause.Kind.FLAG).order_by("pk")
    named: dict[int, Counter[str]] = defaultdict(Counter)
    for case_id, code in flags.values_list("case", "flag__clause__code"):
        named[case_id][code] += 1
    return {case_id: counts.most_common(1)[0][0] for case_id, counts in named.items()}
