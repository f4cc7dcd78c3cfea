"""Reply texts with facts in them: which facts a text names, and what it says now, or why it says nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from moderation.models import Fact

NAMED = re.compile(r"\{([^{}\n]{1,60})\}")
KEY = re.compile(r"[a-z][a-z0-9-]*")
PARTS = ("words", "reply")
"""What a scenario says in one language: the words for the author, and the reply that readers see."""


@dataclass(frozen=True, slots=True)
class Told:
    """A text with its facts filled in. `blocked` says why it must not be used; then `text` is empty."""

    text: str = ""
    blocked: tuple[str, ...] = ()


def facts_named(text: str) -> set[str]:
    """The keys of the facts that the text names in braces."""
    return set(NAMED.findall(text))


def all_named(texts: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The keys that the texts of a scenario name, in whatever language."""
    return {key for parts in texts.values() for part in PARTS for key in facts_named(parts.get(part, ""))}


def told(text: str, facts: Mapping[str, Fact], *, at: datetime) -> Told:
    """The text with what its facts say, unless one of them is over or gone."""
    wrong = tuple(why for key in sorted(facts_named(text)) if (why := _wrong(key, facts.get(key), at)))
    return Told(blocked=wrong) if wrong else Told(NAMED.sub(lambda found: facts[found[1]].value, text))


def in_language(texts: Mapping[str, Mapping[str, str]], wanted: Iterable[str], part: str) -> tuple[str, str]:
    """The first of these languages in which this part is written, with the part; two empty ones where there is none."""
    for language in [*wanted, *sorted(texts)]:
        if text := texts.get(language, {}).get(part, ""):
            return language, text
    return "", ""


def _wrong(key: str, fact: Fact | None, at: datetime) -> str:
    if fact is None:
        return _("The text names the fact “%(key)s”, which is not there.") % {"key": key}
    if fact.valid_until <= at:
        told = {"key": key, "day": date_format(fact.valid_until, "j M Y")}
        return _("The fact “%(key)s” was right until %(day)s: nobody has renewed it since.") % told
    return ""
