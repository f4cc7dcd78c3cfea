"""What managers set about the intake: within how many hours cases are decided, samples, what is decided together."""

from datetime import datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from moderation.models import MOST_SAMPLED, Intake, Promise
from moderation.models.intake import ANOTHER, MOST_HOURS, ORDER
from record.actions import write
from sitewide.errors import Conflict, Invalid

MOST_LANGUAGES = 12


@transaction.atomic
def save_promise(promise: Promise, *, actor: User, at: datetime) -> Promise:
    """Promise within how many hours cases are decided, in the program or below one of its pages.

    It holds for cases that open, or grow more urgent, from then on. Refuses (403) whoever is no manager of the program;
    (422) a page of another program, hours out of range, and fewer hours for what is less urgent; (409) a second promise
    for the same place.
    """
    program = _managed(promise.program_id, actor)
    root = Page.objects.get(pk=program.root_page_id)
    if promise.page and not promise.page.path.startswith(root.path):
        raise Invalid(_("This page is not one of the program's."), code="page")
    hours = promise.hours
    if not all(1 <= one <= MOST_HOURS for one in hours):
        raise Invalid(_("A promise lies between one hour and %(most)d.") % {"most": MOST_HOURS}, code="hours")
    if list(hours) != sorted(hours, reverse=True):
        raise Invalid(ORDER, code="order")
    if Promise.objects.filter(program=program, page=promise.page).exclude(pk=promise.pk).exists():
        raise Conflict(ANOTHER, code="again")
    new = promise.pk is None
    promise.save()
    verb = "promise.made" if new else "promise.changed"
    write(verb, at=at, subject=promise, actor=actor, program=program, page=promise.page_id, hours=list(hours))
    return promise


@transaction.atomic
def withdraw_promise(promise: Promise, *, actor: User, at: datetime) -> None:
    """What was promised above counts from now on. Refuses (403) whoever is no manager of the program."""
    program = _managed(promise.program_id, actor)
    write("promise.withdrawn", at=at, subject=promise, actor=actor, program=program, page=promise.page_id)
    promise.delete()


@transaction.atomic
def save_intake(intake: Intake, *, actor: User, at: datetime) -> Intake:
    """Set how many samples are drawn, what counts as the same text, and which languages are told apart, from now on.

    Refuses (403) whoever is no manager of the program; (422) a rate, a likeness or hours out of range, and unknown
    languages; (409) a second row for the program.
    """
    program = _managed(intake.program_id, actor)
    intake.languages = " ".join(dict.fromkeys(intake.languages.lower().replace(",", " ").split()))
    _must_make_sense(intake)
    before = Intake.objects.select_for_update().filter(program=program).first()
    if before is not None and before.pk != intake.pk:
        if intake.pk is not None:
            raise Conflict(_("The program has settings already: change those."), code="again")
        intake.pk = before.pk
    intake.save(force_insert=before is None)
    about: dict[str, Any] = {"at": at, "subject": intake, "actor": actor, "program": program}
    set_to: dict[str, Any] = {"samples": intake.samples, "alike": intake.alike, "alike_hours": intake.alike_hours}
    write("intake.changed", **about, **set_to, languages=intake.languages)
    return intake


def _must_make_sense(intake: Intake) -> None:
    if not 0 <= intake.samples <= MOST_SAMPLED:
        raise Invalid(_("At most %(most)d of a thousand are drawn.") % {"most": MOST_SAMPLED}, code="samples")
    if intake.alike and not 70 <= intake.alike <= 100:
        raise Invalid(_("Texts that are decided together share at least 70 percent."), code="alike")
    if not 1 <= intake.alike_hours <= 720:
        raise Invalid(_("Between one hour and thirty days."), code="alike_hours")
    codes = intake.languages.split()
    if len(codes) > MOST_LANGUAGES or any(len(code) != 2 or code not in LANG_INFO for code in codes):
        raise Invalid(_("Languages are codes of two letters like “en”, at most twelve."), code="languages")


def _managed(program_id: int, actor: User) -> Program:
    program = Program.objects.select_for_update(no_key=True).get(pk=program_id)
    must_manage(actor, program)
    return program
