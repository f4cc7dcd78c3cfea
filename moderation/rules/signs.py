"""Which of the rules that find something make a message wait: some hold it only where a sign stands beside."""

from collections.abc import Iterable
from typing import NamedTuple

from moderation.links import ADDRESSES, links_of
from moderation.rules.finding import Compiled, Found
from moderation.rules.reading import Reading
from moderation.words import WORD

FEW_WORDS = 4
"""Fewer than these beside its links are no reason that a reader could follow."""


class Finding(NamedTuple):
    """A rule, what it found, and whether the message waits for it."""

    rule: Compiled
    found: list[Found]
    holds: bool


def findings(rules: Iterable[Compiled], reading: Reading) -> list[Finding]:
    """What each of them finds; those that find nothing are left out.

    A sign is what another of the rules finds, a link that is warned of (`moderation.links`), or links with hardly a word.
    """
    hits = [(rule, found) for rule in rules if (found := rule.found(reading))]
    alone = len(hits) == 1 and hits[0][0].with_sign and not _suspicious(reading)
    return [Finding(rule, found, rule.holds and not alone) for rule, found in hits]


def _suspicious(reading: Reading) -> bool:
    links = links_of(reading.body)
    beside = len(WORD.findall(ADDRESSES.sub(" ", reading.text)))
    return any(link.lures for link in links) or (bool(links) and beside < FEW_WORDS)
