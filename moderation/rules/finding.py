"""What each kind of rule finds in a message. A rule is compiled once for its settings, and asked for every message."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from cms.breaker import alike
from cms.models import Message
from moderation.models import Rule
from moderation.rules import letters
from moderation.rules.patterns import matches, patterns_of
from moderation.rules.reading import Reading
from moderation.rules.sites import any_listed, imitated, listed, sites_of
from moderation.words import found_in, word_list
from sitewide.errors import Invalid
from sitewide.text import links_in

OWN, OTHERS = 50, 30
"""How many earlier messages of the author, and of others, count at most."""
SHOUTED_RUN = 10
ABOUT_THE_WHOLE = frozenset({Rule.Kind.NEWCOMER_LINK, Rule.Kind.NEWCOMER, Rule.Kind.PACE, Rule.Kind.REPEAT})
ADDRESS = re.compile(r"(?:https?://|\bwww\.)\S", re.IGNORECASE)


class Found(NamedTuple):
    """What a rule found; `start` and `end` are places in the text of the message, both 0 where it is about the whole."""

    detail: str
    start: int = 0
    end: int = 0


Finder = Callable[[Reading], list[Found]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule ready to be asked. `in_text`: what it finds stands somewhere in the text."""

    rule_id: int
    holds: bool
    with_sign: bool
    severity: int
    acts: bool
    language: str
    fingerprint: str
    in_text: bool
    find: Finder

    def found(self, reading: Reading) -> list[Found]:
        """What it finds, each thing once unless it stands in several places."""
        return self.find(reading) if self.language in {"", reading.language} else []


def compiled(rule: Rule, *, own_sites: frozenset[str] = frozenset()) -> Compiled:
    """`own_sites` are those of the program, which are never foreign. Refuses (422) a list that cannot be read."""
    find = _FINDERS[Rule.Kind(rule.kind)](rule, own_sites)
    in_text = rule.kind not in ABOUT_THE_WHOLE
    return Compiled(
        rule.pk, rule.holds, rule.with_sign, rule.severity, rule.active, rule.language, rule.fingerprint, in_text, find
    )


def must_be_readable(rule: Rule) -> None:
    """Refuses (422) a kind that needs a list and has none, and a list that cannot be read."""
    if rule.kind in {Rule.Kind.WORDS, Rule.Kind.PATTERNS, Rule.Kind.SITES, Rule.Kind.OTHER_SITES} and not rule.words:
        raise Invalid(_("A word list names its words, one a line; so do lists of patterns and sites."), code="no_words")
    compiled(rule)


def _words(rule: Rule, _own: frozenset[str]) -> Finder:
    listed_words = word_list(rule.words)
    return lambda reading: [Found(word, *span) for word, span in found_in(listed_words, reading.levelled)]


def _patterns(rule: Rule, _own: frozenset[str]) -> Finder:
    patterns = patterns_of(rule.words)
    return lambda reading: [Found(line, *span) for line, span in matches(patterns, reading.levelled.plain)]


def _sites(rule: Rule, _own: frozenset[str]) -> Finder:
    sites = sites_of(rule.words)
    return lambda reading: [_at(reading, host) for host in any_listed(reading.sites, sites)]


def _other_sites(rule: Rule, own: frozenset[str]) -> Finder:
    sites = sites_of(rule.words) | own
    return lambda reading: [_at(reading, host) for host in reading.links if _foreign(host, sites)]


def _newcomer_link(rule: Rule, own: frozenset[str]) -> Finder:
    """A link to another site, or an address that a reader can copy, in a comment of a new member."""
    days = timedelta(days=rule.newcomer_days)

    def find(reading: Reading) -> list[Found]:
        new = reading.at - reading.joined < days and reading.kind == Message.Kind.COMMENT
        return [Found("link")] if new and _leads_out(reading, own) else []

    return find


def _newcomer(rule: Rule, _own: frozenset[str]) -> Finder:
    """The first comments in the program, whatever they say."""

    def find(reading: Reading) -> list[Found]:
        first = reading.kind == Message.Kind.COMMENT and len(reading.around.own()) < rule.count
        return [Found("newcomer")] if first else []

    return find


def _pace(rule: Rule, _own: frozenset[str]) -> Finder:
    stretch = timedelta(minutes=rule.minutes)

    def find(reading: Reading) -> list[Found]:
        many = 1 + sum(said.at > reading.at - stretch for said in reading.around.own())
        return [Found(f"{many} in {rule.minutes} min")] if many >= rule.count else []

    return find


def _repeat(rule: Rule, _own: frozenset[str]) -> Finder:
    """Nearly the same text, so many times, by so many people; fewer than five words are like none."""
    stretch = timedelta(minutes=rule.minutes)

    def find(reading: Reading) -> list[Found]:
        if not any(reading.sketch):
            return []
        before = [*reading.around.own(), *(reading.around.others() if rule.people > 1 else ())]
        near = [said for said in before if said.at > reading.at - stretch]
        like = [near[place] for place in alike(reading.sketch, [said.sketch for said in near], rule.percent)]
        people = len({reading.author_id, *(said.author_id for said in like)})
        many = 1 + len(like)
        return [Found(f"{many} times, {people} people")] if many >= rule.count and people >= rule.people else []

    return find


def _letters(_rule: Rule, _own: frozenset[str]) -> Finder:
    return lambda reading: [Found(word, *span) for word, span in letters.mixed_words(reading.text)]


def _shouting(rule: Rule, _own: frozenset[str]) -> Finder:
    def find(reading: Reading) -> list[Found]:
        runs = [Found("run", *span) for _mark, span in letters.drawn_out(reading.text, SHOUTED_RUN)]
        loud = letters.shouted(reading.text, percent=rule.percent, letters=rule.count)
        return [*runs, Found("capitals")] if loud else runs

    return find


_FINDERS: dict[Rule.Kind, Callable[[Rule, frozenset[str]], Finder]] = {
    Rule.Kind.WORDS: _words,
    Rule.Kind.PATTERNS: _patterns,
    Rule.Kind.SITES: _sites,
    Rule.Kind.OTHER_SITES: _other_sites,
    Rule.Kind.NEWCOMER_LINK: _newcomer_link,
    Rule.Kind.NEWCOMER: _newcomer,
    Rule.Kind.PACE: _pace,
    Rule.Kind.REPEAT: _repeat,
    Rule.Kind.LETTERS: _letters,
    Rule.Kind.SHOUTING: _shouting,
}


def _leads_out(reading: Reading, own: frozenset[str]) -> bool:
    targets = [target for _words, target in links_in(reading.body)] if "href" in reading.body else []
    if not any(ADDRESS.match(target) for target in targets) and not ADDRESS.search(reading.text):
        return False
    return not reading.links or any(_foreign(host, own) for host in reading.links)


def _foreign(host: str, own: frozenset[str]) -> bool:
    """A host that imitates a listed one is not listed."""
    return not listed(host, own) or imitated(host, own)


def _at(reading: Reading, host: str) -> Found:
    """The site with where the text names it; a link whose words say something else is about the whole."""
    start = reading.text.casefold().find(host)
    return Found(host, start, start + len(host)) if start >= 0 else Found(host)
