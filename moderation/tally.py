"""Reads the record: gives a new program its first rules, and writes down what rules found or would have found in shadow.

So a rule in shadow costs nobody anything while a message is sent, and can neither hold it nor open a case.
"""

from collections import defaultdict
from collections.abc import Iterable

from advocates.models import Program
from cms.models import Message
from moderation.actions.classifier import sort
from moderation.actions.hits import note
from moderation.actions.rules import add_defaults
from moderation.models import Case, Rule
from moderation.queries.active_rules import rules_of
from moderation.queries.hits import reading_of
from record.models import Entry

NAME = "moderation.tally"
VERBS = frozenset({"message.held", "message.published", "message.edited", "program.created", "case.opened"})
ALONE = frozenset({"case.opened"})
"""The classifier locks the case."""


def handle(entry: Entry) -> None:
    """Each rule's hit once for an entry, also where the entry is read twice."""
    if entry.verb == "program.created":
        _begun(entry)
        return
    if entry.verb == "case.opened":
        _opened(entry)
        return
    details = _acted(entry)
    shadows = [rule for rule in rules_of(entry.program_id) if not rule.acts] if entry.program_id else []
    if not details and not shadows:
        return
    message = Message.objects.select_related("author").filter(pk=entry.subject_id).first()
    if message is None:
        return
    for rule in Rule.objects.filter(pk__in=details, program=message.program_id):
        note(rule.pk, message, details=details[rule.pk], acted=True, settings=rule.fingerprint, entry=entry)
    reading = reading_of(message) if shadows else None
    for shadow in shadows:
        if reading and (found := shadow.found(reading)):
            said = dict.fromkeys(one.detail for one in found)
            note(shadow.rule_id, message, details=said, acted=False, settings=shadow.fingerprint, entry=entry)


def _opened(entry: Entry) -> None:
    case = Case.objects.filter(pk=entry.subject_id).first()
    if case is not None:
        sort(case, at=entry.at)


def _begun(entry: Entry) -> None:
    program = Program.objects.filter(pk=entry.subject_id).first()
    if program is not None:
        add_defaults(program, actor=None, at=entry.at)


def _acted(entry: Entry) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    hits: Iterable[tuple[int, str]] = entry.data.get("hits", ())
    for rule_id, detail in hits:
        found[rule_id].append(detail)
    return found
