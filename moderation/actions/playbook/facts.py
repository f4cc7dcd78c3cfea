"""Facts that reply texts name: set, renewed, corrected."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from advocates.queries import is_enrolled, manages
from moderation.models import Fact
from moderation.queries.playbook.texts import KEY
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

LONGEST = timedelta(days=3 * 366)
"""No fact holds for ever: somebody looks again."""


@transaction.atomic
def save_fact(fact: Fact, *, actor: User, at: datetime) -> Fact:
    """Set a new fact, or say what it says now and until when; texts that name it say so from then on.

    Refuses whoever is no manager of its program (403); a name that is taken, or changed while texts use it (409); and
    (422) a name that texts cannot write, no value, one with braces, an end that is over or more than three years ahead,
    and an owner who is nobody here.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=fact.program_id)
    must_manage(actor, program)
    _check(fact, program, at=at)
    same = Fact.objects.filter(program=program, key=fact.key).exclude(pk=fact.pk)
    if same.exists():
        raise Conflict(_("There is a fact of this name already."), code="taken")
    before = Fact.objects.select_for_update().filter(pk=fact.pk).first()
    if before and before.key != fact.key and before.scenarios.exists():
        raise Conflict(_("Texts name this fact: it keeps its name."), code="named")
    fact.save()
    verb = "fact.changed" if before else "fact.added"
    write(verb, at=at, subject=fact, actor=actor, program=program, valid_until=fact.valid_until.isoformat())
    return fact


def _check(fact: Fact, program: Program, *, at: datetime) -> None:
    fact.key = fact.key.strip().lower()
    if not re.fullmatch(KEY, fact.key) or len(fact.key) > 40:
        raise Invalid(_("A name is of small letters, digits and hyphens, a letter first."), code="key")
    fact.value = one_line(fact.value, 200)
    if not fact.value or "{" in fact.value or "}" in fact.value:
        raise Invalid(_("Say what the fact is, without braces."), code="value")
    if fact.valid_until <= at:
        raise Invalid(_("This fact would be over already: say until when it holds."), code="valid_until")
    if fact.valid_until > at + LONGEST:
        raise Invalid(_("A fact holds for three years at most; then somebody looks again."), code="too_long")
    person = fact.answers_for
    if not (person.is_active and (manages(person, program) or is_enrolled(person, program, at))):
        raise Invalid(_("Somebody who manages the program or is enrolled in it answers for a fact."), code="owner")
