"""What the rules find in a message that is stored: to be highlighted, and to be written down."""

from typing import NamedTuple

from cms.models import Message
from moderation import shown
from moderation.models import Rule
from moderation.queries.active_rules import Surroundings, rules_of
from moderation.rules.reading import Reading


class Span(NamedTuple):
    """A place in the plain text of a message, the name of the rule that found it, and what stands there."""

    start: int
    end: int
    rule: str
    text: str


def text_of(message: Message) -> str:
    """The plain text that places are counted in: the title, if any, on a line of its own, and what a reader sees."""
    return shown.text_of(message.title, message.body)


def spans_of(message: Message) -> list[Span]:
    """Where the program's active rules find something in the text as it is now, in order; rules about the whole
    message, such as pace, have no place in it."""
    rules = [rule for rule in rules_of(message.program_id) if rule.acts and rule.in_text]
    if not rules:
        return []
    names = dict(Rule.objects.filter(pk__in=[rule.rule_id for rule in rules]).values_list("pk", "name"))
    reading = reading_of(message)
    found = {
        Span(place.start, place.end, names[rule.rule_id], reading.text[place.start : place.end])
        for rule in rules for place in rule.found(reading) if place.end
    }  # fmt: skip
    return sorted(found)


def reading_of(message: Message) -> Reading:
    """A stored message, judged as of the moment it was written."""
    around = Surroundings(
        program_id=message.program_id, author_id=message.author_id, at=message.written_at, message_id=message.pk
    )
    return Reading(
        author_id=message.author_id, joined=message.author.date_joined, kind=message.kind, body=message.body,
        text=text_of(message), language=message.language, at=message.written_at, around=around,
    )  # fmt: skip
