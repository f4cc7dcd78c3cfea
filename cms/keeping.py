"""What rests on a page and must not change behind anybody's back when an editor moves or deletes it."""

from datetime import datetime

from django.db import models
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, get_page_models

from advocates.models import Grant, Halt, Program, Restriction
from advocates.models.program import paths_down_to
from sitewide.errors import Conflict


def must_keep_its_rights(page: Page, destination: Page, *, at: datetime) -> None:
    """Refuses (409) a move that would widen a grant, or bring a page out of a program, a halt or a restriction.

    A grant covers its page with everything below: what comes below it is covered from then on, and widening is a new
    grant. A page that leaves a grant's scope narrows it, which anybody may.
    """
    before, after = set(paths_down_to(page.path)[:-1]), set(paths_down_to(destination.path))
    if Program.objects.of_page(page) != Program.objects.of_page(destination) and resting_on(page):
        raise Conflict(_("Rights or messages of its program rest on this page: it stays there."), code="other_program")
    wider = Grant.objects.filter(state__in=Grant.OPEN, scope__path__in=after - before)
    if count := wider.count():
        told = ngettext(
            "There, %(count)s grant would cover it that does not now: end it first, and give a new one afterwards.",
            "There, %(count)s grants would cover it that do not now: end them first, and give new ones afterwards.",
            count,
        )
        raise Conflict(told % {"count": count}, code="widens")
    left = before - after
    if Halt.objects.active().filter(level=Halt.Level.PLACE, place__path__in=left).exists():
        raise Conflict(_("A halt covers this page where it is: it is lifted first."), code="halted")
    if Restriction.objects.filter(lifted_at=None, ends_at__gt=at, place__path__in=left).exists():
        raise Conflict(_("A restriction covers this page where it is: it ends first."), code="restricted")


def must_be_free(page: Page) -> None:
    """Refuses (409) to delete a page on which, or below which, something rests that is kept for good."""
    if kept := resting_on(page):
        told = {"what": capfirst(get_text_list(kept, _("and")))}
        raise Conflict(
            _("%(what)s rest on this page or below it and are kept: unpublish it instead.") % told, code="in_use"
        )


def resting_on(page: Page) -> list[str]:
    """The names of what the database would not let go of with this page and everything below it."""
    names = set()
    for relation in _protecting():
        model = relation.remote_field.model
        rows = model._default_manager.filter(**{f"{relation.field.name}__path__startswith": page.path})
        if rows.exists():
            names.add(str(model._meta.verbose_name_plural))
    return sorted(names)


def _protecting() -> list[models.ManyToOneRel]:
    """Every relation that protects a page of any kind."""
    own = [Page, *get_page_models()]
    every = (relation for model in own for relation in model._meta.related_objects)
    kept = [one for one in every if isinstance(one, models.ManyToOneRel) and one.on_delete is models.PROTECT]
    return list(dict.fromkeys(kept))
