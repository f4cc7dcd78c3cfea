"""What a scenario says, in the shape in which it is kept; what cannot be read is refused (422)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from advocates.queries.languages import every_language
from moderation.models import Act, Cause, Rule
from moderation.models.playbook import Scenario
from moderation.queries.playbook.conditions import ABOUT, CHOICES, LEAST
from moderation.queries.playbook.texts import PARTS
from sitewide.characters import settled
from sitewide.errors import Invalid
from sitewide.text import one_line

MOST_VALUES, LONGEST_VALUE, LONGEST_TEXT = 100, 80, 2_000
MOST_LEAST = 100_000_000
Conditions = dict[str, list[str] | list[int] | int]


def checked_conditions(said: Any, program: Program) -> Conditions:
    """Each condition with its values in order, once each; those that ask nothing are left out."""
    if not isinstance(said, dict) or set(said) - (set(ABOUT) - {"place"}):
        raise _unreadable()
    kept: Conditions = {}
    for about in sorted(said):
        value = _least(said[about]) if about in LEAST else _values(about, said[about], program)
        if value:
            kept[about] = value
    return kept


def checked_acts(said: Any) -> list[str]:
    """The acts in order of preference, once each; at least one."""
    if not isinstance(said, list) or not set(said) <= set(Act.values):
        raise _unreadable()
    if not said:
        raise Invalid(_("Say what to do: choose at least one act."), code="no_act")
    return list(dict.fromkeys(said))


def checked_texts(said: Any) -> dict[str, dict[str, str]]:
    """The texts by language, settled; empty ones are left out."""
    if not isinstance(said, Mapping) or set(said) - {tag for tag, _name in every_language()}:
        raise _unreadable()
    kept = {}
    for language, parts in said.items():
        if not isinstance(parts, Mapping) or set(parts) - set(PARTS):
            raise _unreadable()
        texts = {part: settled(str(parts.get(part, ""))).strip() for part in PARTS}
        if any(len(text) > LONGEST_TEXT for text in texts.values()):
            raise Invalid(_("A text is too long: at most %(most)d characters.") % {"most": LONGEST_TEXT}, code="text")
        if written := {part: text for part, text in texts.items() if text}:
            kept[language] = written
    return kept


def _least(said: Any) -> int:
    if isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= MOST_LEAST:
        return said
    raise _unreadable()


def _values(about: str, said: Any, program: Program) -> list[str] | list[int]:
    if not isinstance(said, list) or len(said) > MOST_VALUES:
        raise _unreadable()
    if about == "rule":
        return _rules(said, program)
    if not all(isinstance(value, str) for value in said):
        raise _unreadable()
    values = sorted({one_line(value, LONGEST_VALUE) for value in said} - {""})
    known = Cause.Kind.values if about == "cause" else CHOICES.get(about, values)
    if set(values) - set(known):
        raise _unreadable()
    return values


def _rules(said: list[Any], program: Program) -> list[int]:
    numbers = {number for number in said if isinstance(number, int)}
    known = set(Rule.objects.filter(program=program, pk__in=numbers).values_list("pk", flat=True))
    if len(numbers) != len(set(map(str, said))) or numbers - known:
        raise Invalid(_("This rule of moderation does not belong to the program."), code="rule")
    return sorted(numbers)


def _unreadable() -> Invalid:
    name = Scenario._meta.verbose_name
    return Invalid(_("We could not read what this %(name)s says.") % {"name": name}, code="unreadable")
