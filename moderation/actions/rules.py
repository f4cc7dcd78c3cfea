"""The rules that a program's staff set: what opens a case by itself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.actions.causes import MOST_URGENT
from moderation.models import Rule
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Invalid
from sitewide.text import one_line

MOST_WORDS = 20_000


@transaction.atomic
def save_rule(rule: Rule, *, actor: User, at: datetime) -> Rule:
    """Set a new rule or change one; it holds for what is said from then on.

    Refuses whoever is no manager of its program (403), and (422) no name, a word list without words, too many words,
    or a severity beyond 4.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=rule.program_id)
    must_manage(actor, program)
    rule.name, rule.words = one_line(rule.name, 80), settled(rule.words).strip()
    if not rule.name:
        raise Invalid(_("A rule has a name, which moderators read."), code="no_name")
    if rule.kind == Rule.Kind.WORDS and not rule.words:
        raise Invalid(_("A word list names its words, one a line."), code="no_words")
    if len(rule.words) > MOST_WORDS:
        raise Invalid(_("A word list holds at most %(most)d characters.") % {"most": MOST_WORDS}, code="too_long")
    if not 0 <= rule.severity <= MOST_URGENT:
        raise Invalid(_("A severity lies between 0 and 4."), code="severity")
    new = rule.pk is None
    rule.save()
    write(
        "rule.added" if new else "rule.changed", at=at, subject=rule, actor=actor, program=program, active=rule.active
    )
    return rule
