"""The screens that cms asks before it publishes: the rules of the program. They may sort the queue, they never decide."""

import re
from collections.abc import Iterator
from datetime import timedelta

from cms.models import Message
from cms.screening import Draft, Hit
from moderation.models import Rule
from moderation.words import found
from sitewide.composed import Composed
from sitewide.text import links_in

ADDRESS = re.compile(r"(?:https?://|\bwww\.)\S", re.IGNORECASE)


def screen(draft: Draft) -> Iterator[Hit]:
    """What the program's active rules find; one query. A link counts only in a comment by a new member."""
    for rule in _ACTIVE.rows(program_id=draft.program.pk):
        for detail in _details(rule, draft):
            yield Hit(rule.pk, detail, rule.holds, rule.severity)


_ACTIVE = Composed(
    lambda program_id: Rule.objects.filter(program_id=program_id, active=True).order_by("pk"), program_id=int
)


def _details(rule: Rule, draft: Draft) -> list[str]:
    if rule.kind == Rule.Kind.WORDS:
        return list(dict.fromkeys(word for word, _span in found(rule.words, draft.text)))
    return ["link"] if _links_of_a_newcomer(rule, draft) else []


def _links_of_a_newcomer(rule: Rule, draft: Draft) -> bool:
    new = draft.at - draft.author.date_joined < timedelta(days=rule.newcomer_days)
    return new and draft.kind == Message.Kind.COMMENT and _leads_out(draft)


def _leads_out(draft: Draft) -> bool:
    """Whether there is a link to another site, or an address that a reader can copy."""
    targets = [target for _words, target in links_in(draft.body)]
    return any(ADDRESS.match(target) for target in targets) or bool(ADDRESS.search(draft.text))
