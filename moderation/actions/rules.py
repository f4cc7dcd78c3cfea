"""The rules that a program's staff set: what opens a case by itself. Set, tried, watched in shadow, switched on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.actions.causes import MOST_URGENT
from moderation.models import Rule
from moderation.models.rule import LIMITS
from moderation.rules.defaults import DEFAULTS
from moderation.rules.finding import must_be_readable
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

MOST_WORDS, MOST_RULES = 20_000, 100
"""Characters of a list, and rules of a program that act or are in shadow."""


@transaction.atomic
def save_rule(rule: Rule, *, actor: User, at: datetime) -> Rule:
    """Set a new rule, which does nothing yet, or change one; a change of what it finds by switches it off.

    Refuses whoever is no manager of its program (403), and (422) no name, a list that is missing, too long or cannot be
    read, a pattern that could run away, and numbers beyond their limits.
    """
    program = _locked_program(rule, actor)
    before = Rule.objects.filter(pk=rule.pk, program=program).first()
    rule.name, rule.words = one_line(rule.name, 80), settled(rule.words).strip()
    _must_be_sound(rule)
    same = before is not None and before.fingerprint == rule.print_of_settings()
    rule.active, rule.shadow = (before.active, before.shadow) if before and same else (False, False)
    rule.tried = before.tried if before else ""
    rule.save()
    verb = "rule.changed" if before else "rule.added"
    write(verb, at=at, subject=rule, actor=actor, program=program, active=rule.active, settings=rule.fingerprint)
    return rule


@transaction.atomic
def switch_on(rule: Rule, *, actor: User, at: datetime) -> Rule:
    """It acts from the next message on.

    Refuses whoever is no manager (403), settings that were not tried, and more than `MOST_RULES` at work (409).
    """
    row = _locked(rule, actor)
    if not row.was_tried:
        raise Conflict(_("Try the rule over what was said before; then switch it on."), code="not_tried")
    _must_have_room(row)
    return _switched(row, active=True, shadow=False, verb="rule.switched_on", actor=actor, at=at)


@transaction.atomic
def into_shadow(rule: Rule, *, actor: User, at: datetime) -> Rule:
    """From now on it writes down what it would have found, and does nothing.

    Refuses whoever is no manager (403), and more than `MOST_RULES` at work (409).
    """
    row = _locked(rule, actor)
    _must_have_room(row)
    return _switched(row, active=False, shadow=True, verb="rule.shadowed", actor=actor, at=at)


@transaction.atomic
def switch_off(rule: Rule, *, actor: User, at: datetime) -> Rule:
    """It finds nothing any more, in shadow neither; what it held still waits. Refuses whoever is no manager (403)."""
    row = _locked(rule, actor)
    return _switched(row, active=False, shadow=False, verb="rule.switched_off", actor=actor, at=at)


def _switched(rule: Rule, *, active: bool, shadow: bool, verb: str, actor: User, at: datetime) -> Rule:
    if (rule.active, rule.shadow) != (active, shadow):
        rule.active, rule.shadow = active, shadow
        rule.save(update_fields=["active", "shadow"])
        write(verb, at=at, subject=rule, actor=actor, program=rule.program, settings=rule.fingerprint)
    return rule


def _locked_program(rule: Rule, actor: User) -> Program:
    program = Program.objects.select_for_update(no_key=True).get(pk=rule.program_id)
    must_manage(actor, program)
    return program


def _must_have_room(rule: Rule) -> None:
    at_work = Rule.objects.filter(Q(active=True) | Q(shadow=True), program=rule.program).exclude(pk=rule.pk)
    if at_work.count() >= MOST_RULES:
        raise Conflict(
            _("At most %(most)d rules are at work: switch one off first.") % {"most": MOST_RULES}, code="too_many_rules"
        )


def _locked(rule: Rule, actor: User) -> Rule:
    _locked_program(rule, actor)
    return Rule.objects.select_for_update(of=("self",)).select_related("program").get(pk=rule.pk)


def _must_be_sound(rule: Rule) -> None:
    if not rule.name:
        raise Invalid(_("A rule has a name, which moderators read."), code="no_name")
    if len(rule.words) > MOST_WORDS:
        raise Invalid(_("A word list holds at most %(most)d characters.") % {"most": MOST_WORDS}, code="too_long")
    if not 0 <= rule.severity <= MOST_URGENT:
        raise Invalid(_("A severity lies between 0 and 4."), code="severity")
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(rule, name) <= most:
            said = Rule._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            values = {"name": said, "least": least, "most": most}
            raise Invalid(_("“%(name)s” lies between %(least)d and %(most)d.") % values, code="number")
    must_be_readable(rule)


@transaction.atomic
def add_defaults(program: Program, *, actor: User | None, at: datetime) -> list[Rule]:
    """The rules that a program begins with, acting; nothing where it has rules already, or is for practice only.

    They count as tried: what they find and miss was measured when they were written. Without an actor it is the product
    that sets them for a new program; anybody but a manager is refused (403).
    """
    program = Program.objects.select_for_update(no_key=True, of=("self",)).get(pk=program.pk)
    if actor is not None:
        must_manage(actor, program)
    if program.practice_of_id or Rule.objects.filter(program=program).exists():
        return []
    with override(program.language):
        rules = [Rule(program=program, **known | {"name": gettext(known["name"])}) for known in DEFAULTS]
    for rule in rules:
        rule.tried = rule.print_of_settings()
        rule.save()
        write("rule.added", at=at, subject=rule, actor=actor, program=program, active=True, settings=rule.fingerprint)
    return rules
