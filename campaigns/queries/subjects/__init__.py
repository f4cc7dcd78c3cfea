"""What contributions arise from: every kind of subject, found by its model's label. A new kind is a file and a line here."""

from collections import defaultdict
from collections.abc import Iterable

from campaigns.models import Contribution
from campaigns.queries.subjects.answers import Answers
from campaigns.queries.subjects.decisions import Decisions
from campaigns.queries.subjects.ideas import Ideas
from campaigns.queries.subjects.messages import Messages
from campaigns.queries.subjects.offline_work import Work
from campaigns.queries.subjects.referrals import Referrals
from campaigns.queries.subjects.submissions import Submissions
from campaigns.queries.subjects.told import Kind, Source, Told, label_of

__all__ = ["KINDS", "VERBS", "Kind", "Source", "Told", "kind_of", "label_of", "sources_of"]

ALL: tuple[Kind, ...] = (Messages(), Decisions(), Answers(), Work(), Submissions(), Referrals(), Ideas())
KINDS: dict[str, Kind] = {kind.label: kind for kind in ALL}
VERBS: dict[str, list[Kind]] = defaultdict(list)
"""The kinds that look again after an entry with this verb."""
for _kind in ALL:
    for _verb in _kind.good | _kind.bad:
        VERBS[_verb].append(_kind)


def kind_of(subject: object) -> Kind:
    return KINDS[subject._meta.label_lower]  # type: ignore[attr-defined]


def sources_of(contributions: Iterable[Contribution]) -> dict[int, Source]:
    """The source of each contribution, by the contribution's number; a query or two a kind of subject."""
    wanted: dict[str, dict[int, int]] = defaultdict(dict)
    for row in contributions:
        wanted[row.subject_kind][row.subject_id] = row.pk
    found = {}
    for label, numbers in wanted.items():
        for number, source in KINDS[label].sources(numbers).items():
            found[numbers[number]] = source
    return found
