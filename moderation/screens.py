"""The screens that cms asks before it publishes: the rules of the program. They may sort the queue, they never decide."""

from collections.abc import Iterator

from cms.screening import Draft, Hit
from moderation.queries.active_rules import Surroundings, asked
from moderation.rules.reading import Reading


def screen(draft: Draft) -> Iterator[Hit]:
    """What the program's active rules find; one query."""
    known, around = asked(
        program_id=draft.program.pk, author_id=draft.author.pk, at=draft.at, message_id=draft.message_id
    )  # fmt: skip
    rules = [rule for rule in known if rule.acts]
    reading = _reading(draft, around)
    for rule in rules:
        for detail in dict.fromkeys(found.detail for found in rule.found(reading)):
            yield Hit(rule.rule_id, detail, rule.holds, rule.severity)


def _reading(draft: Draft, around: Surroundings) -> Reading:
    author = draft.author
    return Reading(
        author_id=author.pk, joined=author.date_joined, kind=draft.kind, body=draft.body, text=draft.text,
        language=draft.language or draft.program.language, at=draft.at, around=around,
    )  # fmt: skip
